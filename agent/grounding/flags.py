"""The yes and no of the results: tables of flags, what fits, what alarms, and any other."""

import re
from functools import lru_cache

from agent.grounding.alarms import check_alarms, check_guarantees
from agent.grounding.clauses import Clause
from agent.grounding.fits import check_fits
from agent.grounding.measures import field_words
from agent.grounding.saying import (
    CONDITIONAL,
    is_negated,
    of_names,
    terms_of,
)
from agent.grounding.values import Flag, Known
from agent.grounding.view import Found, View

_NO = re.compile(
    r"\b(?:not|no|never|none|neither|nor|nothing|without|cannot|hardly|fails? to|unable"
    r"|too (?:small|big|large|little)|kein\w*|nicht|lacks?|isn|doesn|don|won|can|didn|hasn|wasn"
    r"|aren)(?:'t)?\b",
    re.I,
)


_FAMILIES = ("fit", "alarm", "guarantee")


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
    if (not known.flags and not known.words) or view.text.rstrip().endswith("?"):
        return
    if view.unit.kind == "row":
        _check_row(view, known, found)
        return
    parts = view.parts
    check_fits(view, parts, known, found)
    check_alarms(view, parts, known, found)
    check_guarantees(view, parts, known, found)
    _check_others(view, parts, known, found)


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
            ) and not CONDITIONAL.search(text):
                says = not is_negated(re.sub(r"\bno doubt\b", "", text))
                if "in" + words[0] in text or "un" + words[0] in text:
                    says = not says
                if says != flag.value:
                    found.fault(
                        (part.start, part.end),
                        "wrong_flag",
                        f"{flag.origin} is {str(flag.value).lower()}",
                    )
