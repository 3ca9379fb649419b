"""Ranges, and units that are said once for several numbers."""

import re
from itertools import pairwise

from agent.grounding.numbers.measures import BARE
from agent.grounding.numbers.quantity import Quantity
from agent.grounding.words.phrases import phrase

_BETWEEN = re.compile(
    r"\s*(?:-|–|to|until|bis|through|à|\.\.\.?)\s*(?:about\s+|roughly\s+)?[$€£]?", re.I
)

_AND = re.compile(r"\s*(?:and|und|et|y)\s*[$€£]?", re.I)

_BETWEEN_BEFORE = re.compile(
    r"\b(?:between|zwischen|entre)\s+(?:about\s+|roughly\s+)?[$€£]?$", re.I
)


def join_ranges(text: str, found: list[Quantity]) -> None:
    """Join the two ends of each range; what is said once of both ends holds for both."""
    for low, high in pairwise(found):
        counted = low.structure or high.structure or low.date or high.date or low.range_with
        if counted or not _is_range(text, low, high):
            continue
        low.range_with, high.range_with = high, low
        low.end_of_range, high.end_of_range = "low", "high"
        _share_between(low, high)


def _share_between(low: Quantity, high: Quantity) -> None:
    kinds = low.measure.kind, high.measure.kind
    if (kinds[0] in ("", "count") and kinds[1] not in ("", "count")) or kinds == ("", "count"):
        low.measure = high.measure
    if high.measure == BARE and kinds[0].startswith("money"):
        high.measure = low.measure
    smaller = low.magnitude == 1.0 < high.magnitude and low.value < high.value / high.magnitude
    if smaller:
        low.value, low.half_step = low.value * high.magnitude, low.half_step * high.magnitude
    if not high.hedge:
        high.hedge = low.hedge if low.hedge == "about" else ""


_LISTED = re.compile(
    r"\s*(?:,|and|or|of|out of|,\s*and|/|→|->|vs\.?|versus|\+|plus|minus|und|et|y)\s*-?", re.I
)


def share_units(text: str, found: list[Quantity]) -> None:
    """In "16, 28 and 56 GB" the unit belongs to all three."""
    for earlier, later in zip(found[-2::-1], found[:0:-1], strict=False):
        bare = earlier.measure == BARE and not earlier.structure and earlier.magnitude == 1.0
        solid = later.measure.kind in ("byte", "time", "ratio", "point")
        listed = _LISTED.fullmatch(text[earlier.end : later.start])
        share = later.measure.kind == "ratio" and abs(earlier.value) > 100
        if bare and solid and not share and later.form != "fraction" and listed:
            earlier.measure = later.measure


_CHANGES = re.compile(
    r"\b(?:lift|rais|improv|push|bring|brought|mov|grow|grew|cut|reduc|lower|drop|fell|fall|rose"
    r"|ris|went|increas|decreas"
    r"|chang|shr[aiu]nk)\w*\s+(?:\w+\s+){0,2}$",
    re.I,
)


_FROM = re.compile(r"\bfrom\s+(?:about\s+|roughly\s+)?$", re.I)
_TO = re.compile(r"\s*to\b")


def _is_range(text: str, low: Quantity, high: Quantity) -> bool:
    between = text[max(low.end, low.start) : high.start]
    if len(between) > 16 or _CHANGES.search(text[max(0, low.start - 30) : low.start]):
        return False
    kinds = {low.measure.kind, high.measure.kind}
    if "count" in kinds and low.measure.noun and any(k.startswith("money") for k in kinds):
        return False  # what 400,000 requests cost is no end of a range
    if _FROM.search(text[max(0, low.start - 14) : low.start]) and _TO.match(between):
        before = text[max(0, low.start - 44) : low.start]
        return bool(phrase("range spoken of").search(before))
    if _BETWEEN.fullmatch(between):
        if re.match(r"\s*=", text[high.end :]) or (
            between.strip() == "-" and between != "-" and "=" in text
        ):
            return False
        falls = low.measure.kind == high.measure.kind and low.base > high.base
        return not falls or high.magnitude > 1.0
    before = text[max(0, low.start - 24) : low.start]
    return bool(_AND.fullmatch(between) and _BETWEEN_BEFORE.search(before))
