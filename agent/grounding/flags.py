"""What fits, what alarms, what is guaranteed: the yes and no of the results."""

import re
from functools import lru_cache

from agent.grounding.clauses import Clause
from agent.grounding.labels import mentions
from agent.grounding.measures import field_words
from agent.grounding.values import Flag, Known
from agent.grounding.view import Found, View

_NO = re.compile(
    r"\b(?:not|no|never|none|neither|nor|nothing|without|cannot|hardly|fails? to|unable|too (?:small|big|large|little)|kein\w*|nicht|lacks?|isn|doesn|don|won|can|didn|hasn|wasn|aren)(?:'t)?\b",
    re.I,
)
_REALLY_NO = re.compile(
    r"\b(?:not|no|never|none|neither|nor|nothing|without|cannot|hardly|fails? to|unable|kein\w*|nicht|lacks?|\w+n't)\b|\btoo (?:small|big|large|little|tight)\b",
    re.I,
)
_FITS = re.compile(
    r"\b(?<!best )(?<!good )(?<!better )(?<!perfect )(?<!over)(?:fits?|fitting|passt)\b(?! (?:for|your (?:case|needs|task)|the (?:case|task|bill)|this (?:case|task)))"
    r"|\b(?:is|are|has|have) (?:big |large |roomy )?enough(?: (?:memory|room|space))?\b|\bsuffices?\b|\b(?:runs?|trains?) (?:comfortably |easily |fine |well )?on\b|\bcan (?:hold|host|take|run|train|handle|accommodate) (?:it|this|that|the)\b"
    r"|\b(?:get|squeeze|load|put|bring) (?:it|this|that) (?:on|onto|into)\b|\btoo small\b|\bout of memory\b|\bruns? out of\b|\bhas room\b|\b(?:accommodates?|handles?|holds) (?:it|this|the)\b",
    re.I,
)
_ALREADY_NEGATIVE = re.compile(r"\btoo small\b|\bout of\b", re.I)
_OVER_LINE = re.compile(
    r"\b(?:over|above|beyond|past|exceed(?:s|ed|ing)?|cross(?:es|ed|ing)?|break(?:s|ing)?|breach(?:es|ed)?|more than|violat\w+|trips?|tripped)\b(?: the| our| its| your| that)?(?: \d+(?:\.\d+)? ?%)?(?: relative)?(?: alarm)? (?:line|threshold|limit|bar|tolerance|alarm|mark)\b",
    re.I,
)
_UNDER_LINE = re.compile(
    r"\b(?:under|below|within|inside|beneath|short of|less than|clear of|this side of)\b(?: the| our| its| your| that)?(?: \d+(?:\.\d+)? ?%)?(?: relative)?(?: alarm)? (?:line|threshold|limit|bar|tolerance|alarm|mark)\b"
    r"|\bno (?:cause for )?alarm\b|\bno (?:sign of )?(?:significant |serious )?forgetting\b",
    re.I,
)
_ALARM = re.compile(r"\b(?:alarm(?:s|ed|ing)?|red flag)\b", re.I)
_GUARANTEE = re.compile(
    r"\b(?:guarantee[sd]?|guaranteeing|provabl[ye]|certified|certifiabl[ye]|garantiert)\b", re.I
)
_WEAK = re.compile(
    r"^(?:none|no|empirical|approximate|heuristic|weak|unproven|not? .*|best[ _-]effort|partial)",
    re.I,
)
_ALL = re.compile(r"\b(?:all|both|every|each|any)\b", re.I)
_FAMILIES = ("fit", "alarm", "guarantee")
_GENERIC = frozenset(["is", "has", "can", "was", "relative", "points", "flag", "should", "model", "data", "use", "used"])
_CONDITIONAL = re.compile(
    r"\b(?:if|unless|whether|would|could|may|might|once|when|until|only if|falls|provided)\b", re.I
)


def check_flags(view: View, known: Known, found: Found) -> None:
    """Check each statement that a flag in the results decides."""
    if (not known.flags and not known.words) or view.text.rstrip().endswith("?"):
        return
    if view.unit.kind == "row":
        _check_row(view, known, found)
        return
    parts = view.parts
    _check_fits(view, parts, known, found)
    _check_alarms(view, parts, known, found)
    _check_guarantees(view, parts, known, found)
    _check_others(view, parts, known, found)


def _current(known: Known, word: str) -> list[Flag]:
    flags = [f for f in known.flags if any(w.startswith(word) for w in field_words(f.field))]
    current = [f for f in flags if not f.superseded]
    return current or flags


_SOLD_SIZE = re.compile(r"\b(?:in|into|on|onto|your|an?|one|the) (\d{1,3}) ?GB\b")


def _terms(text: str) -> frozenset[str]:
    """The terms of a text; a size as cards are sold may stand for the card."""
    sizes = {f"{size}gb" for size in _SOLD_SIZE.findall(text)}
    return frozenset(term for _, _, term in mentions(text)) | sizes


def _of_names(flags: list[Flag], terms: frozenset[str]) -> list[Flag]:
    """The flags of the item that the words name best: by a word that not all items share."""
    named = [f for f in flags if f.names]
    if not named:
        return []
    common = frozenset.intersection(*(f.names for f in named)) if len(named) > 1 else frozenset()
    scores = [(len((f.names - common) & terms), f) for f in named]
    best = max(score for score, _ in scores)
    return [f for score, f in scores if score == best] if best else []


def _negated(text: str) -> bool:
    text = text.replace("not only", "")
    if re.search(r"\bneither\b", text, re.I):
        text = re.sub(r"\bnor\b", "", text, flags=re.I)
    return len(_REALLY_NO.findall(text)) % 2 == 1


_YES = re.compile(r"\s*(?:yes|true|✓|✔|✅|fits|ja|y)\b|\s*[✓✔✅]", re.I)
_NOT = re.compile(r"\s*(?:no|false|n|nein|does(?:n't| not) fit|too small)\b|\s*[✗✘❌×]", re.I)


def _check_row(view: View, known: Known, found: Found) -> None:
    """Check the yes and no of a table against the flag that its column names."""
    at = 0
    row = view.text.split("|")
    skip = 1 if view.text.lstrip().startswith("|") else 0
    for index, cell in enumerate(row):
        column = index - skip
        says = True if _YES.match(cell) else False if _NOT.match(cell) else None
        if says is not None and 0 < column < len(view.unit.header):
            group = _flags_of_cell(view.unit.header[column], row[skip], known)
            if group and all(f.value != says for f in group):
                start = at + len(cell) - len(cell.lstrip())
                found.fault((start, at + len(cell.rstrip())), "wrong_flag", f"{group[0].origin} is {group[0].value}")
        at += len(cell) + 1


def _flags_of_cell(header: str, name: str, known: Known) -> list[Flag]:
    words = {w[:4] for w in re.findall(r"[a-z]{3,}", header.lower())}
    flags = [
        f
        for f in known.flags
        if not f.superseded and words & {w[:4] for w in field_words(f.field)}
    ]
    return _of_names(flags, _terms(name.replace("_", " ")))


# --- fits --------------------------------------------------------------------------------------


_FIT_HINTS = ("fit", "passt", "enough", "suffice", "run", "train", "can ", "small", "out of", "room",
              "accommodate", "handle", "hold", "get ", "squeeze", "load", "put ", "bring ")  # fmt: skip


def _check_fits(view: View, parts: list[Clause], known: Known, found: Found) -> None:
    flags = _current(known, "fit")
    if not flags:
        return
    verb = _FITS.search(view.text) if view.speaks_of(_FIT_HINTS) else None
    if verb is None or _CONDITIONAL.search(view.text[: verb.start()]):
        return
    speaking = False
    fits = True
    waiting: list[list[Flag]] = []
    for part in parts:
        text = view.text[part.start : part.end]
        here = _FITS.search(text)
        named = _of_names(flags, _terms(text))
        if here or (speaking and _REALLY_NO.search(text)):
            fits, speaking = _says_fits(text, here), True
            span = _fits_span(view, part, text, here)
            for group in [
                *waiting,
                named or ([] if waiting else _unnamed(flags, text, view, part)),
            ]:
                _compare_fits(group, fits, span, text, found)
            waiting = []
        elif named and speaking and re.match(r"\W*(?:and|or|,|nor)\b", text):
            _compare_fits(named, fits, (part.start, part.end), text, found)
        elif (
            named
            and not speaking
            and re.search(r"\b(?:and|,)", view.text[part.start : part.end + 5])
        ):
            waiting = [*waiting, named]


def _says_fits(text: str, here: re.Match[str] | None) -> bool:
    negative = bool(here and _ALREADY_NEGATIVE.search(here.group()))
    others = _negated(_ALREADY_NEGATIVE.sub(" ", text) if negative else text)
    return not (negative or others) or (negative and others)


def _fits_span(view: View, part: Clause, text: str, here: re.Match[str] | None) -> tuple[int, int]:
    stripped = text.lstrip(" ,;:()|")
    start = part.start + len(text) - len(stripped)
    return start, part.start + len(text.rstrip(" .,;!"))


def _unnamed(flags: list[Flag], text: str, view: View, part: Clause) -> list[Flag]:
    """Where no card is named: the result's own flag, or all cards where they agree."""
    own = [f for f in flags if not f.names]
    if own:
        return own
    earlier = _of_names(flags, _terms(view.text[: part.start]) or _terms(view.before))
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
    if not group:
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


# --- alarms and guarantees ---------------------------------------------------------------------


def _check_alarms(view: View, parts: list[Clause], known: Known, found: Found) -> None:
    flags = _current(known, "alarm")
    if not flags:
        return
    for match, says in _alarm_claims(view.text):
        if _CONDITIONAL.search(view.text[: match.start()]):
            continue
        part = next(p for p in parts if p.start <= match.start() < p.end)
        here = view.text[part.start : part.end]
        near = here if _of_names(flags, _terms(here)) else view.text
        group = _alarm_of(flags, near, view.before)
        wrong = all(f.value != says for f in group) or (not says and any(f.value for f in group))
        if group and wrong:
            found.fault(
                _claim_span(view, match),
                "wrong_flag",
                f"{group[0].origin} is {str(group[0].value).lower()}",
            )


def _alarm_claims(text: str) -> list[tuple[re.Match[str], bool]]:
    claims: list[tuple[re.Match[str], bool]] = []
    for match in _OVER_LINE.finditer(text):
        claims.append((match, not _negated(_clause_up_to(text, match))))
    for match in _UNDER_LINE.finditer(text):
        negated = not match.group().lower().startswith("no ") and _negated(
            _clause_up_to(text, match)
        )
        claims.append((match, negated))
    if not claims:
        for match in _ALARM.finditer(text):
            around = _clause_up_to(text, match) + text[match.end() : match.end() + 25].split(",")[0]
            if not re.match(r"\s*(?:line|threshold|limit|level|rule)", text[match.end() :]):
                claims.append((match, not _negated(around)))
    return claims


def _clause_up_to(text: str, match: re.Match[str]) -> str:
    return re.split(r"[,;:]|\b(?:and|but|while)\b", text[: match.start()])[-1]


def _claim_span(view: View, match: re.Match[str]) -> tuple[int, int]:
    before = _clause_up_to(view.text, match)
    return match.start() - len(before.lstrip()), match.end()


def _alarm_of(flags: list[Flag], text: str, before: str) -> list[Flag]:
    named = _of_names(flags, _terms(text)) or [f for f in flags if not f.names]
    named = named or _of_names(flags, _terms(before)) or flags
    percent = "%" in text or "percent" in text
    for word, said in (("relative", percent), ("points", False)):
        if word in _terms(text) or (said and "points" not in _terms(text)):
            kind = [f for f in named if word in field_words(f.field)]
            named = kind or named
    return named


def _check_guarantees(view: View, parts: list[Clause], known: Known, found: Found) -> None:
    match = _GUARANTEE.search(view.text)
    if match is None:
        return
    flags = _current(known, "guarantee")
    terms = _terms(view.text)
    group = _of_names(flags, terms) or [f for f in flags if not f.names]
    nothing = re.match(r"\s*(?:nothing|no\b|neither)", view.text[match.end() :])
    says = not _negated(_clause_up_to(view.text, match)) and not nothing
    wrong = bool(group) and all(f.value != says for f in group)
    words = [w for w in known.words if "guarantee" in w.field.lower() and w.place == "result"]
    if not flags and words and says:
        wrong = all(_WEAK.match(w.text) or not w.text for w in _nearest(words, terms, known))
    if wrong:
        found.fault(_claim_span(view, match), "wrong_flag", "the result guarantees no such thing")


def _nearest(words: list, terms: frozenset[str], known: Known) -> list:  # type: ignore[type-arg]
    """The guarantees of the options that the words name."""

    def names(word: object) -> frozenset[str]:
        parent = word.origin.rpartition(".")[0]  # type: ignore[attr-defined]
        beside = [
            w.text for w in known.words if w.origin.rpartition(".")[0] == parent and w is not word
        ]
        return (
            frozenset().union(*(_terms(text.replace("_", " ")) for text in beside))
            if beside
            else frozenset()
        )

    scores = [(len(names(word) & terms), word) for word in words]
    best = max(score for score, _ in scores)
    return [word for score, word in scores if score == best]


# --- any other flag ----------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def _path_words(origin: str) -> list[str]:
    """The words of the path of a flag, without the tool's: within, budget, rag."""
    steps = re.sub(r"\[\d+\]", "", origin).split(".")[1:]
    return [w for step in steps for w in field_words(step) if w not in _GENERIC and len(w) > 2]


def _check_others(view: View, parts: list[Clause], known: Known, found: Found) -> None:
    for flag in known.flags:
        words = _path_words(flag.origin)
        if not words or flag.superseded or any(w.startswith(_FAMILIES) for w in words):
            continue
        if ".args." in flag.origin or flag.names:
            continue
        for part in parts:
            text = view.text[part.start : part.end].lower()
            if all(
                re.search(rf"\b{re.escape(w[:6])}", text) for w in words
            ) and not _CONDITIONAL.search(text):
                says = not _negated(re.sub(r"\bno doubt\b", "", text))
                if "in" + words[0] in text or "un" + words[0] in text:
                    says = not says
                if says != flag.value:
                    found.fault(
                        (part.start, part.end),
                        "wrong_flag",
                        f"{flag.origin} is {str(flag.value).lower()}",
                    )
