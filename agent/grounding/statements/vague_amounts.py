"""Amounts without a number, such as "a couple of hours": they need a source of that size too."""

import re

from agent.grounding.known.values import Known
from agent.grounding.numbers.measures import unit_named
from agent.grounding.view import Found, View, hints

_SIZES = {
    "a couple of": (1.5, 3.5),
    "a few": (2.0, 9.0),
    "several": (2.0, 12.0),
    "a handful of": (2.0, 9.0),
    "dozens of": (20.0, 120.0),
    "hundreds of": (100.0, 1200.0),
    "thousands of": (1e3, 12e3),
    "tens of thousands of": (1e4, 120e3),
    "hundreds of thousands of": (1e5, 1.2e6),
    "millions of": (1e6, 12e6),
}
"""From where to where an amount that is said so may lie."""
_VAGUE = re.compile(
    rf"\b(?P<size>{'|'.join(sorted(_SIZES, key=len, reverse=True))}) "
    r"(?P<unit>seconds?|minutes?|hours?|days?|weeks?|months?|years?|dollars?|euros?|cents?"
    r"|gigabytes?|terabytes?|GB|TB)\b",
    re.I,
)
_CLAIMED = re.compile(
    r"\b(?:takes?|took|costs?|needs?|requires?|lasts?|runs?|saves?|adds?|done|ready|finished"
    r"|trained)\b"
    r"[^.;:]{0,24}$",
    re.I,
)
_FORTNIGHT = re.compile(
    r"\b(?:a fortnight|overnight|by tomorrow|by tonight|within the hour)\b", re.I
)
_HINTS = hints(
    "couple few several handful dozens hundreds thousands millions tens fortnight overnight"
    " tomorrow"
    " tonight within"
)


def check_vague_amounts(view: View, known: Known, corpus: str, found: Found) -> None:
    """Refuse an amount in vague words that no source has, in words or as a number of that size."""
    if not view.speaks_of(_HINTS) or view.text.rstrip().endswith("?"):
        return
    for match in _VAGUE.finditer(view.text):
        if not _CLAIMED.search(view.text[: match.start()]):
            continue
        if match.group().lower() not in corpus and not _known_so_large(match, known):
            found.fault(match.span(), "no_source", "no source speaks of such an amount")
    for match in _FORTNIGHT.finditer(view.text):
        if match.group().lower() not in corpus:
            found.fault(match.span(), "no_source", "no source says how long")


def _known_so_large(match: re.Match[str], known: Known) -> bool:
    measure = unit_named(match["unit"])
    low, high = _SIZES[match["size"].lower()]
    if measure is None:
        return True
    return any(
        v.measure.kind == measure.kind and low <= v.stripped / measure.factor <= high
        for v in known.values
    )
