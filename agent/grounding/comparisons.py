"""Which of several is cheaper, faster, best: statements against what stands side by side."""

import re
from dataclasses import dataclass
from functools import cache

from agent.grounding.comparing_words import Sense, compared_in, comparing_hints, senses
from agent.grounding.labels import mentions
from agent.grounding.measures import NOUNS, field_words
from agent.grounding.results import ORDERING
from agent.grounding.siblings import dimensions, dimensions_of, series_of
from agent.grounding.values import Item, Known, Series
from agent.grounding.view import Found, View

_NEGATION = re.compile(r"\b(?:not|no|never|nor|neither|hardly|\w+n't|nicht|kein\w*)\b", re.I)
_CONDITION = re.compile(
    r"\b(?:if|unless|once|when|until|would|could|might|may|whether|wenn|falls|was|were)\b", re.I
)
_NARROWED = re.compile(
    r"\b(?:one of|among|amongst|second|third|next|after|apart from|except|besides|of the two"
    r"|of both|of those|that fits?|which fits?|that meets?|other than|than|so far|nor|your case"
    r"|(?:choice|option|fit|approach|way|strategy|method|practice) for)\b",
    re.I,
)
_BEFORE = re.compile(r"[;:]|,\s|\b(?:and|but|while|because|so|whereas)\b")
_ENDED = re.compile(r"[;,]\s|[.;:](?=\s|$)|\b(?:and|but|while|because|whereas)\b")
_NOTHING = re.compile(r"\b(?:nothing|none|nobody|no other|no [\w-]+)\b", re.I)


def check_comparisons(view: View, known: Known, found: Found) -> None:
    """Check each statement that one thing is cheaper, faster, better … than others."""
    if not view.speaks_of(comparing_hints()) or view.text.rstrip().endswith("?"):
        return
    if not series_of(known) and not _winners(known):
        return
    taken = -1
    for match in compared_in(view.text):
        if match.start() < taken:
            continue
        sense = senses()[match.group().lower()]
        if _contradicts_brackets(view, match, sense):
            found.fault(match.span(), "wrong_direction", "the numbers in brackets say the opposite")
        claim = _claim(view, match, sense, known)
        if claim is None:
            continue
        taken = claim.end
        why = _wrong(claim, known)
        if why:
            found.fault((claim.start, claim.end), "wrong_direction", why)


_SIDE_BY_SIDE = re.compile(
    r"\s*(?:against|vs\.?|versus|instead of|compared (?:with|to)|rather than|not|to|and)\s*[$€£]?",
    re.I,
)


def _contradicts_brackets(view: View, match: re.Match[str], sense: Sense) -> bool:
    """Whether "slower (48 against 35 ms)" holds its numbers the other way round."""
    inside = [n for n in view.numbers if n.start > match.end()][:2]
    if len(inside) < 2 or not re.match(r"[^.;,()]{0,25}\([$€£]?", view.text[match.end() :]):
        return False
    first, second = inside
    opened = view.text[match.end() : first.start].rstrip("$€£ ").endswith("(")
    if not opened or not _SIDE_BY_SIDE.fullmatch(view.text[first.end : second.start]):
        return False
    more = sense.more(dimensions_of(second.measure, ()))
    if more is None or first.base == second.base or sense.degree != "comparative":
        return False
    negated = bool(_NEGATION.search(view.text[max(0, match.start() - 30) : match.start()]))
    return ((first.base > second.base) == more) == negated


@dataclass(frozen=True, slots=True)
class _Claim:
    sense: Sense
    subject: frozenset[str]
    other: frozenset[str]
    """What it is compared with; empty where it is the most of all."""
    about: frozenset[str]
    """Words that may name the field."""
    negated: bool
    start: int
    end: int
    lone: bool = False
    last: str = ""
    """The thing that is named last before the comparing word."""
    reversed: bool = False
    """It is said of what lies below a break-even, where the opposite holds."""


_NUMBERED = re.compile(
    r"\b(?:rank|step|epoch|checkpoint|round|seed|run|fold|layer|version|node|shard)s? (\d+)\b",
    re.I,
)


def _terms(text: str) -> frozenset[str]:
    """The things a text names; "rank 8" names what is numbered so."""
    return frozenset(term for _, _, term in mentions(text)) | frozenset(_NUMBERED.findall(text))


def _claim(view: View, match: re.Match[str], sense: Sense, known: Known) -> _Claim | None:
    """Read the statement around a comparing word; None where it makes none."""
    text = view.text
    before = _BEFORE.split(text[: match.start()])[-1]
    after = _ENDED.split(text[match.end() :], maxsplit=1)[0]
    if _side_of_break_even(view) is None and (
        _CONDITION.search(before) or _CONDITION.search(after)
    ):
        return None
    start = match.start() - len(before.lstrip())
    than = re.search(r"\b(?:than|als)\b", after)
    negated = bool(_NEGATION.search(before))
    if sense.degree == "verb":
        return _against(view, match, sense, before, after, 0, start, negated, known)
    if sense.degree == "comparative" and than:
        return _against(view, match, sense, before, after, than.end(), start, negated, known)
    return _alone(view, match, sense, before, after, known)


def _alone(
    view: View, match: re.Match[str], sense: Sense, before: str, after: str, known: Known
) -> _Claim | None:
    """Read "X is the cheapest", or "X is cheaper" where there are but two."""
    whole = f"{before} {after}"
    lone, side = sense.degree == "comparative", _side_of_break_even(view)
    if _NARROWED.search(whole) or re.search(r"\bthan\b", after):
        return None
    if lone and (not sense.dimensions or re.match(r"\s*\d", after)):
        return None
    if lone and side is None and _limited(view.text):
        return None
    items = known_items(known)
    last = next((t for _, _, t in reversed(mentions(before)) if t in items or t in _SIDES), "")
    return _Claim(
        sense, _subject(view.text, match, sense, before, after, items), frozenset(),
        _about(whole, match.group()), bool(_NEGATION.search(before)),
        match.start() - len(before.lstrip()), match.end() + len(after.rstrip()), lone, last,
        side == "below",
    )  # fmt: skip


def _subject(
    text: str, match: re.Match[str], sense: Sense, before: str, after: str, items: frozenset[str]
) -> frozenset[str]:
    """The thing that is named before the word, else behind it, else earlier in the sentence."""
    subject = _terms(before)
    if sense.degree == "superlative" and not subject & items:
        subject = _terms(after)
    if not subject & items and text[: match.start() - len(before)].endswith(" "):
        subject = _terms(re.split(r"[.;:]", text[: match.start()])[-1])
    return subject


_SIDES = ("prompting", "tuned", "rag")


def _side_of_break_even(view: View) -> str | None:
    """Whether the unit speaks of what lies below a break-even, or above it."""
    for number, held in zip(view.numbers, view.matches, strict=True):
        if any("break" in m.value.terms for m in held):
            before = view.text[max(0, number.start - 30) : number.start].lower()
            if re.search(r"\b(?:below|under|fewer than|less than|up to)\b[\w\s]*$", before):
                return "below"
            if re.search(r"\b(?:above|over|beyond|from|more than|past)\b[\w\s]*$", before):
                return "above"
    return None


_LIMITED = re.compile(
    r"\b(?:below|above|under|over|up to|from)\b"
    r"|\b(?:at|with|for|on) (?:a |the )?(?:very )?(?:low|lower|small|smaller|high|higher|large"
    r"|larger|little|modest|light|heavy|long|short)\b",
    re.I,
)


def _limited(text: str) -> bool:
    """Whether it holds below or above a limit only."""
    return bool(_LIMITED.search(text))


def _about(text: str, word: str) -> frozenset[str]:
    return _terms(text) | frozenset(re.findall(r"[a-z]{2,}|p\d\d", f"{text} {word}".lower()))


def _against(
    view: View, match: re.Match[str], sense: Sense, before: str, after: str, than: int,
    start: int, negated: bool, known: Known,
) -> _Claim | None:  # fmt: skip
    """Read A … than B; None where B is a number, or one side is not named."""
    at = match.end() + than
    end = match.end() + len(after.rstrip())
    other = re.split(r"\b(?:on|in terms of|by|at|with)\b|\(", after[than:])[0]
    mine, its = _terms(before), _terms(other)
    named = [m.span(1) for m in _NUMBERED.finditer(view.text)]
    if any(
        at <= number.start < at + len(other) and (number.start, number.end) not in named
        for number in view.numbers
    ):
        return None
    if _NOTHING.search(before) and not mine & known_items(known) and its:
        about = _about(f"{before} {after}", match.group())
        return _Claim(sense, its, frozenset(), about, False, start, end)
    if not mine - its or not its - mine:
        return None
    about = _about(f"{before} {after}", match.group())
    return _Claim(sense, mine - its, its - mine, about, negated, start, end)


def known_items(known: Known) -> frozenset[str]:
    """All terms that name one of several things."""
    return frozenset(
        term for series in series_of(known) for item in series.items for term in item.terms
    ) - frozenset(NOUNS.values())


def _wrong(claim: _Claim, known: Known) -> str:
    """Say what speaks against a statement; empty where nothing does, or some results agree."""
    if not claim.other and (verdict := _by_name(claim, known)) is not None:
        return "" if verdict[0] != claim.reversed else verdict[1]
    if claim.reversed:
        return ""
    truths: dict[bool, str] = {}
    for series, claimed in _meant(claim, known):
        if claim.other:
            truth = _compared(series, claim, claimed)
        else:
            truth = _extreme(series, claim, claimed)
        if truth is not None:
            truths.setdefault(truth[0], truth[1])
    if not truths or (not claim.negated) in truths:
        return ""
    return truths[claim.negated]


def _meant(claim: _Claim, known: Known) -> list[tuple[Series, bool]]:
    """The series that a statement may be about, each with whether more of it is claimed."""
    found = []
    for series in series_of(known):
        dims = series.dimensions
        named = {name for name, row in dimensions().items() if set(row["nouns"]) & claim.about}
        wanted = claim.sense.dimensions
        more: bool | None
        if wanted and named - wanted and claim.sense.sense in ("good", "bad"):
            more = _by_end(series, frozenset(named), claim.sense)
        elif wanted and not dims & wanted:
            more = None
        else:
            more = claim.sense.more(dims)
        own = series.field - _UNITS
        if series.item(claim.subject) is None or (own and own <= ORDERING):
            continue
        found.append((len(_specific(series) & claim.about), series, more))
    best = max((score for score, _, _ in found), default=0)
    if not best and not claim.sense.dimensions and not claim.other:
        return []
    return [(series, more) for score, series, more in found if score == best and more is not None]


def _by_end(series: Series, named: frozenset[str], sense: Sense) -> bool | None:
    """Better "on price": the end that people want of the dimension that is named."""
    ends = {end for name in series.dimensions & named for end in dimensions()[name]["good"]}
    if len(ends) != 1:
        return None
    return (ends == {"more"}) == (sense.sense == "good")


_UNITS = frozenset(
    "usd eur per hour month year gb gib mb mib ms s at k n pct seconds day".split()  # noqa: SIM905
)


def _specific(series: Series) -> frozenset[str]:
    nouns = {noun for name in series.dimensions for noun in dimensions()[name]["nouns"]}
    return (series.field - _UNITS) | nouns


def _compared(series: Series, claim: _Claim, more: bool) -> tuple[bool, str] | None:
    mine, other = series.item(claim.subject), series.item(claim.other)
    if mine is None or other is None or mine is other or mine.value.base == other.value.base:
        return None
    return (mine.value.base > other.value.base) == more, _says(mine, other)


def _extreme(series: Series, claim: _Claim, more: bool) -> tuple[bool, str] | None:
    mine = series.item(claim.subject)
    if mine is None or not series.whole or (claim.lone and len(series.items) != 2):
        return None
    sizes = [item.value.base for item in series.items]
    top = max(sizes) if more else min(sizes)
    first = next(item for item in series.items if item.value.base == top)
    return mine.value.base == top, _says(first, mine)


def _says(a: Item, b: Item) -> str:
    return f"{a.value.origin} is {a.value.value:g}, {b.value.origin} is {b.value.value:g}"


# --- where a result names the one itself ---------------------------------------------------------


def _winners(known: Known) -> list[tuple[str, str, Sense]]:
    """Give path, name and sense of each result that names the cheapest, the best …"""
    found = [(w.origin, w.field, w.text.replace("_", " ")) for w in known.words if not w.superseded]
    found += [
        (v.origin, v.origin.rpartition(".")[2], f"{v.value:g}")
        for v in known.values
        if v.place == "result" and not v.superseded and v.measure.kind in ("", "count")
    ]
    return [
        (path, name, sense)
        for path, field, name in found
        if name and (sense := _winner_sense(field))
    ]


@cache
def _winner_sense(field: str) -> Sense | None:
    """What a field such as `cheapest` says of the thing it names."""
    for word in field_words(field):
        if word == "winner":
            return Sense("superlative", "good", frozenset(("cost", "quality", "error")))
        sense = senses().get(word)
        if sense and sense.dimensions and sense.degree != "verb":
            return sense
    return None


def _by_name(claim: _Claim, known: Known) -> tuple[bool, str] | None:
    """Whether the thing is the one that a result names for it; None where no result does."""
    for path, name, named in _winners(known):
        if not named.dimensions & claim.sense.dimensions:
            continue
        if _other_field_named(claim, named, known):
            continue
        winner = _terms(name) | ({name} if name.isdigit() else set())
        items = known_items(known) | frozenset(_SIDES)
        subject = claim.subject & (items | winner)
        if claim.last in subject:
            subject = frozenset((claim.last,))
        if not subject or (subject & winner and subject - winner):
            continue
        shared = named.dimensions & claim.sense.dimensions
        same = _agree(named, claim.sense, shared)
        if not same and (named.degree == "superlative" or not claim.lone):
            continue
        truth = bool(subject & winner) == same
        return truth != claim.negated, f"{path} is {name}"
    return None


def _agree(a: Sense, b: Sense, shared: frozenset[str]) -> bool:
    """Whether two words point to the same end of a dimension."""
    ends = ("good", "bad")
    if a.sense in ends and b.sense in ends:
        return a.sense == b.sense
    return a.more(shared) == b.more(shared)


def _other_field_named(claim: _Claim, named: Sense, known: Known) -> bool:
    """Whether the words name a field, so that its numbers decide."""
    return any(
        (series.field - _UNITS - ORDERING) & claim.about and series.item(claim.subject)
        for series in series_of(known)
    )
