"""Shares said as "three of ten" or "one in twenty"."""

import re
from dataclasses import replace

from agent.grounding.known.matching import matches
from agent.grounding.known.values import Known
from agent.grounding.numbers.measures import Measure
from agent.grounding.numbers.quantities import Quantity

_OF = re.compile(r"\s*(?:[a-z]+ )?(?P<of>of|in|out of)(?: every| each| the)? ", re.I)
_DO = re.compile(r" (?:(?:cards|gpus|of them) )?(?:work|fit|hold|do|qualify|pass|suffice)\b", re.I)
_ROUND = (2, 3, 4, 5, 10, 20, 50, 100)


def join_shares(text: str, found: list[Quantity], known: Known) -> list[Quantity]:
    """Read two small numbers as one share where the sources know it, or "in" says so."""
    kept: list[Quantity] = []
    for each in found:
        earlier = kept[-1] if kept else None
        share = _share(text, earlier, each) if earlier is not None else None
        if share is not None and _meant(text, earlier, each, share, known):
            kept[-1] = share
        else:
            kept.append(each)
    return [each for each in kept if not _lone_one(text, each)]


def _share(text: str, part: Quantity | None, whole: Quantity) -> Quantity | None:
    if (
        part is None
        or part.measure.kind not in ("", "count")
        or whole.measure.kind not in ("", "count")
    ):
        return None
    if not 0 < part.value < whole.value <= 100 or part.value != int(part.value):
        return None
    if not _OF.fullmatch(text[part.end : whole.start]):
        return None
    value = part.value / whole.value
    return replace(
        part, end=whole.end, value=value, half_step=value * 0.01, measure=Measure("ratio"),
        form="fraction",
    )  # fmt: skip


def _meant(
    text: str, part: Quantity | None, whole: Quantity, share: Quantity, known: Known
) -> bool:
    assert part is not None
    if part.value == 1 and any(m.value.place in ("result", "args") for m in matches(whole, known)):
        return False  # one of the 20 shards that there are
    if _DO.match(text, whole.end):
        return False  # two out of three fit: things are counted
    if re.search(r"\bin\b|out of", text[part.end : whole.start]) and whole.value in _ROUND:
        return True
    return not (matches(part, known) and matches(whole, known)) and bool(matches(share, known))


def _lone_one(text: str, each: Quantity) -> bool:
    return each.form == "words" and each.value == 1 and each.measure.kind in ("", "count")
