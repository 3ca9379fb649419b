"""The yes and no of the results: tables of flags, what fits, what alarms, and any other."""

import re
from functools import lru_cache

from agent.grounding.clauses.clause import Clause
from agent.grounding.clauses.labels import term
from agent.grounding.known.results import FAMILIES
from agent.grounding.known.values import Flag, Known
from agent.grounding.numbers.measures import field_words
from agent.grounding.statements.alarms import check_alarms, check_guarantees
from agent.grounding.statements.answers import check_answer
from agent.grounding.statements.enough import check_enough, check_how_many, check_room
from agent.grounding.statements.fits import check_fits
from agent.grounding.statements.saying import is_negated, of_names, terms_of
from agent.grounding.view import Found, View
from agent.grounding.words import rows
from agent.grounding.words import words as phrases
from agent.grounding.words.phrases import phrase

_GENERIC = frozenset(
    [
        "is",
        "has",
        "can",
        "was",
        "relative",
        "points",
        "flag",
        "should",
        "model",
        "data",
        "use",
        "used",
    ]
)


def check_flags(view: View, known: Known, found: Found) -> None:
    """Check each statement that a flag in the results decides."""
    check_room(view, known, found)
    check_enough(view, known, found)
    check_how_many(view, known, found)
    if (not known.flags and not known.words) or view.text.rstrip().endswith("?"):
        return
    if view.unit.kind == "row":
        _check_row(view, known, found)
        return
    check_fits(view, known, found)
    check_alarms(view, known, found)
    check_guarantees(view, known, found)
    _check_others(view, known, found)
    if not found.findings:
        check_answer(view, known, found)


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
                found.fault(
                    (start, at + len(cell.rstrip())),
                    "wrong_flag",
                    f"{group[0].origin} is {group[0].value}",
                )
        at += len(cell) + 1


def _flags_of_cell(header: str, name: str, known: Known) -> list[Flag]:
    words = {w[:4] for w in re.findall(r"[a-z]{3,}", header.lower())}
    flags = [
        f for f in known.flags if not f.superseded and words & {w[:4] for w in field_words(f.field)}
    ]
    return of_names(flags, terms_of(name.replace("_", " ")))


@lru_cache(maxsize=1024)
def _path_words(origin: str) -> list[str]:
    """The words of the path of a flag, without the tool's: within, budget, rag."""
    steps = re.sub(r"\[\d+\]", "", origin).split(".")[1:]
    return [w for step in steps for w in field_words(step) if w not in _GENERIC and len(w) > 2]


def _check_others(view: View, known: Known, found: Found) -> None:
    flags, uncited = _others(known), view.uncited.lower()
    for part in view.parts if flags else ():
        text = uncited[part.start : part.end]
        if phrase("condition").search(text):
            continue
        for flag, words in flags:
            says = _says(flag, words, text, view, part, known)
            if says is not None and says != flag.value:
                why = f"{flag.origin} is {str(flag.value).lower()}"
                found.fault(_said_at(words, part), "wrong_flag", why)


_PREDICATE = re.compile(r"\b(?:is|are|was|were|stays?|remains?|'re|'s)\b(?: \w+){0,2} $", re.I)


def _said_at(words: list[str], part: Clause) -> tuple[int, int]:
    """Where a clause says yes or no of a flag, from its verb on; else the whole clause."""
    text = part.text.lower()
    ways = next((way for w in words if (way := _ways(w))), None)
    said = ways and (ways[1].search(text) or ways[0].search(text))
    own = re.search(rf"\b{re.escape(words[-1][:6])}\w*", text)
    if not (match := said or own):
        return part.start, part.end
    verb = _PREDICATE.search(text[: match.start()])
    return part.start + (verb.start() if verb else match.start()), part.end


@lru_cache(maxsize=16)
def _others(known: Known) -> list[tuple[Flag, list[str]]]:
    """Give the flags that no check of their own looks at, with the words for them."""
    current = [f for f in known.flags if not f.superseded and ".args." not in f.origin]
    spoken = [(flag, _own_words(flag)) for flag in current]
    return [
        (flag, words)
        for flag, words in spoken
        if words and not any(word.startswith(FAMILIES) for word in words)
    ]


def _own_words(flag: Flag) -> list[str]:
    """The words that a sentence about the flag uses; those of its item come on top."""
    if not flag.names:
        return _path_words(flag.origin)
    return [w for w in field_words(flag.field) if w not in _GENERIC and len(w) > 2]


def _says(
    flag: Flag, words: list[str], text: str, view: View, part: Clause, known: Known
) -> bool | None:
    """What a clause says of a flag; None where it doesn't speak of it."""
    says = _in_its_words(words, text)
    if says is None and not flag.names:
        own = _in_its_words([*field_words(flag.field)], text)
        ahead = view.text[: part.start].lower()
        says = own if own is not None and _is_subject(flag, ahead, known) else None
    if says is None and (flag.names or not _shared_predicate(flag, known)):
        says = _in_other_words(words, text, view.text.lower())
    if says is None or not flag.names:
        return says
    alike = [f for f in known.flags if f.field == flag.field]
    stretch = re.split(r"[;.](?=\s)", view.text[: part.start])[-1]
    named = of_names(alike, terms_of(text)) or of_names(alike, terms_of(stretch))
    return says if flag in named else None


def _is_subject(flag: Flag, ahead: str, known: Known) -> bool:
    """Whether the words ahead name what the flag is of, and nothing else with such a flag."""

    def named(each: Flag) -> bool:
        own = [w for w in _path_words(each.origin) if w not in field_words(each.field)]
        return bool(own) and all(w[:6] in ahead for w in own)

    alike = [f for f in known.flags if f.field == flag.field and f is not flag]
    return named(flag) and not any(map(named, alike))


def _in_its_words(words: list[str], text: str) -> bool | None:
    """What a text says of a flag, all of whose words it holds."""
    if not all(w[:6] in text and re.search(rf"\b{re.escape(w[:6])}", text) for w in words):
        return None
    says = not is_negated(re.sub(r"\bno doubt\b", "", text))
    opposite = "in" + words[0] in text or "un" + words[0] in text
    return says != opposite


@lru_cache(maxsize=256)
def _ways(word: str) -> tuple[re.Pattern[str], re.Pattern[str]] | None:
    """How yes and no are said of a flag that is named so."""
    for row in rows("flags.csv"):
        if word.startswith(row["stem"]):
            yes, no = ("|".join(map(re.escape, phrases(row[k]))) for k in ("yes", "no"))
            return re.compile(rf"\b(?:{yes})\b"), re.compile(rf"\b(?:{no})\b")
    return None


def _in_other_words(words: list[str], text: str, whole: str) -> bool | None:
    """What a text says of a flag in words that mean it, where its object is spoken of too."""
    ways = next((way for w in words if (way := _ways(w))), None)
    if ways is None:
        return None
    yes, no = ways[0].search(text), ways[1].search(text)
    if yes is None and no is None:
        return None
    objects = [w for w in words if _ways(w) is None]
    terms = terms_of(whole)
    spoken = [w for w in objects if w in terms or term(w) in terms or w[:5] in whole]
    own = next((w for w in words if _ways(w)), "")[:6]
    named = any(own in match.group() for match in (yes, no) if match)
    if objects and not (spoken or named):
        return None
    if no is not None:
        return is_negated(text[: no.start()] + text[no.end() :])
    return None if yes is None else not is_negated(text)


def _shared_predicate(flag: Flag, known: Known) -> bool:
    """Whether several flags could be meant by the same words."""
    own = [w for w in _path_words(flag.origin) if _ways(w)]
    return any(
        other is not flag and not other.superseded and set(own) & set(_path_words(other.origin))
        for other in known.flags
    )
