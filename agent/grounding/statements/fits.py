"""What fits on a card: statements against the flags of the results."""

import itertools
import re

from agent.grounding.clauses.clause import Clause
from agent.grounding.known.values import Flag, Known
from agent.grounding.numbers.measures import field_words
from agent.grounding.statements.saying import current_or_told, is_negated, of_names, terms_of
from agent.grounding.view import Found, View, hints
from agent.grounding.words.phrases import phrase

_FITS = re.compile(
    r"\b(?<!best )(?<!good )(?<!better )(?<!perfect )(?<!over)(?:fits?|fitting"
    r"|passt)\b(?! (?:for|your (?:case|needs|task)|the (?:case|task|bill)|this (?:case|task)))"
    r"|\b(?:is|are|has|have) (?:big |large |roomy )?enough(?: (?:memory|room|space))?\b"
    r"|\b(?:is|are) (?:fine|okay|ok) on\b|\bexceeds? (?=the |an? |your )|\bsuffices?\b"
    r"|\b(?:runs?|trains?) (?:comfortably "
    r"|easily |fine |well )?on\b|\bcan (?:hold"
    r"|host|take|run|train|handle|accommodate) (?:it|this|that|the)\b"
    r"|\b(?:get|squeeze|load|put|bring) (?:it|this|that) (?:on|onto|into)\b|\btoo small\b"
    r"|\bout of (?:memory|the question)\b|\bruns? out of\b|\bhas room\b|\bcopes?\b"
    r"|\b(?:accommodates?|handles?|holds?) (?:it|this|the)\b"
    r"|\b(?<!GB )too (?:big|large|much|heavy|fat) for (?=the |an? |your )"
    r"|\bsmall enough for (?=the "
    r"|an? |your )"
    r"|\b(?:tient|rentre|cabe|entra)(?= (?:sur|dans|en|na|nella|nel)\b)"
    r"|\b(?:will|would|wo(?=n't))(?:n't| not)? do\b(?=(?: too| as well| also)?\s*[.,;!)]|$)",
    re.I,
)


_ALREADY_NEGATIVE = re.compile(
    r"\btoo (?:small|big|large|much|heavy|fat)\b|\bout of\b|\bexceeds?\b", re.I
)


_DO = re.compile(r"\b(?:do|does)(?= too\b|\W*$)", re.I)
"""The verb that was said before, or asked, said again in short."""
_ALL = re.compile(r"\b(?:all|both|every|each|any)\b", re.I)


_HINTS = hints(
    "fit fits fitting passt copes enough suffices suffice runs run trains train can small out has"
    " holds hold accommodates handles get squeeze load put bring memory exceed do big"
    " large heavy tient rentre cabe entra"
)


_REFERRED = re.compile(r"\b(?:the|your) (?:first|former|second|latter|other|last)\b", re.I)
"""Which one is meant was said elsewhere."""


def check_fits(view: View, known: Known, found: Found) -> None:
    flags = current_or_told(view, known, "fit")
    if not flags:
        _check_unfounded(view, known, found)
        return
    verb = _FITS.search(view.text) if view.speaks_of(_HINTS) else None
    if verb is None or phrase("condition").search(view.text[: verb.start()]):
        return
    speaking = False
    fits = True
    waiting: list[list[Flag]] = []
    for part in view.parts:
        text = view.text[part.start : part.end]
        answers = speaking or not is_negated(view.asked)
        here = _FITS.search(text) or (_DO.search(text) if answers else None)
        named = _named_in(flags, view, part)
        denied = phrase("negation").search(text) and not phrase("room left").search(text)
        if here or (speaking and denied):
            fits, speaking = _says_fits(text, here), True
            span = _fits_span(view, part, text, here)
            for group in [
                *waiting,
                named or ([] if waiting else _unnamed(flags, text, view, part)),
            ]:
                _compare_fits(group, fits, span, text, found)
            waiting = []
        elif named and speaking and not _has_its_own_verb(view, part) and _AND_ALSO.match(text):
            _compare_fits(named, fits, (part.start, part.end), text, found)
        elif named and (_turns(view, part) if speaking else _goes_on(view, part)):
            waiting = [named] if speaking else [*waiting, named]


def _named_in(flags: list[Flag], view: View, part: Clause) -> list[Flag]:
    """The flags of all that a clause names: neither the one nor the other."""
    cards = [view.text[a:b] for a, b, _ in view.named if part.start <= a < part.end]
    each = [of_names(flags, terms_of(card)) for card in cards]
    if len(each) > 1 and all(each):
        return [flag for of_one in each for flag in of_one]
    return of_names(flags, terms_of(view.text[part.start : part.end]))


_AND_ALSO = re.compile(r"\W*(?:and|or|,|nor)\b")


def _turns(view: View, part: Clause) -> bool:
    """Whether what is named here is spoken of anew."""
    return part.text.startswith(";") or _has_its_own_verb(view, part)


def _has_its_own_verb(view: View, part: Clause) -> bool:
    """Whether more is said of what a clause names, in a later one that names nothing."""
    later = [each for each in view.parts if each.start >= part.end]
    unnamed = itertools.takewhile(
        lambda each: not any(each.start <= start < each.end for start, _, _ in view.named), later
    )
    return any(_FITS.search(each.text) for each in unnamed)


_SUFFICES = re.compile(
    r"\b(?:your|one|two|three|four|a|an)\s+(?:[\w-]+ ){0,2}?(?:gpus?|cards?|laptop|machine|hardware"
    r"|budget|[ABHLTV]\d{1,3}s?)\b[^.;:,]{0,12}?\b(?:suffices?|suffice|will do|is enough"
    r"|are enough)\b",
    re.I,
)


def _check_unfounded(view: View, known: Known, found: Found) -> None:
    """Refuse "your GPU suffices" where nothing was estimated and nothing is cited."""
    match = _SUFFICES.search(view.text)
    estimated = any(v.measure.kind == "byte" and v.place == "result" for v in known.values)
    if match and not (estimated or view.citations or phrase("condition").search(view.text)):
        found.fault(match.span(), "no_source", "nothing was estimated")


def _goes_on(view: View, part: Clause) -> bool:
    """Whether more is named before the verb comes: the A100, the L4 and …"""
    return bool(re.search(r"\b(?:and|,)", view.text[part.start : part.end + 5]))


def _says_fits(text: str, here: re.Match[str] | None) -> bool:
    negative = bool(here and _ALREADY_NEGATIVE.search(here.group()))
    others = is_negated(_ALREADY_NEGATIVE.sub(" ", text) if negative else text)
    return not (negative or others) or (negative and others)


def _fits_span(view: View, part: Clause, text: str, here: re.Match[str] | None) -> tuple[int, int]:
    stripped = text.lstrip(" ,;:()|")
    start = part.start + len(text) - len(stripped)
    return start, part.start + len(text.rstrip(" .,;!"))


def _is_spoken_of(flag: Flag, text: str) -> bool:
    """Whether a text has all the other words of a flag's name: fits_full_copies."""
    words = [w for w in field_words(flag.field) if not w.startswith("fit")]
    return bool(words) and all(word[:5] in text.lower() for word in words)


def _unnamed(flags: list[Flag], text: str, view: View, part: Clause) -> list[Flag]:
    """Where no card is named: the result's own flag, or all cards where they agree."""
    own = [f for f in flags if not f.names]
    if own:
        return [f for f in own if _is_spoken_of(f, text)] or own
    if any(part.start <= start < part.end for start, _, _ in view.named):
        return []  # a card is named that no flag is about
    earlier = of_names(flags, terms_of(view.text[: part.start]) or terms_of(view.before))
    if earlier and not _ALL.search(text) and "none" not in text.lower():
        return earlier
    if (
        len({f.value for f in flags}) == 1
        or _ALL.search(text)
        or re.search(r"\b(?:none|nothing)\b", text, re.I)
    ):
        return flags
    return []


def _compare_fits(
    group: list[Flag], fits: bool, span: tuple[int, int], text: str, found: Found
) -> None:
    if not group or _REFERRED.search(text):
        return
    values = {f.value for f in group}
    if re.search(r"\bnot (?:all|both|every)\b", text, re.I):
        wrong = False not in values
    elif len(values) == 1:
        wrong = fits not in values
    else:
        wrong = bool(_ALL.search(text) or re.search(r"\b(?:none|nothing|neither)\b", text, re.I))
    if wrong:
        found.fault(span, "wrong_flag", f"{group[0].origin} is {str(group[0].value).lower()}")
    else:
        found.traced(span, group[0].origin)
