"""Whether a stated number agrees with a source: units, rounding, hedges."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isclose

from agent.grounding.known.values import Known, Value
from agent.grounding.numbers.quantities import Quantity

PLAIN, HEDGED, BOUNDED = 0.01, 0.05, 0.10
"""How far a statement may be from its source: plain, "about", and with a direction."""
_DIFFERENCES = frozenset(("difference", "diff", "delta", "gap", "lift", "gain", "lead"))
"""A share that is a difference of shares is one of points."""
_SAMPLED = ("ticket", "document")
"""What a sample may be called by those whose data it is."""


@dataclass(frozen=True, slots=True)
class Match:
    """A source value that agrees with a stated one."""

    value: Value
    source: float
    """The source in the unit of the statement."""
    exact: bool = False


def matches(quantity: Quantity, known: Known) -> list[Match]:
    """Find every source value that the quantity may state."""
    if quantity.date:
        return [Match(v, 0.0, True) for v in known.values if _is_of(quantity.date, v)]
    found = []
    for value, source in candidates(quantity, known):
        if (
            agrees(quantity, source)
            and not _wrong_end(quantity, value)
            and _of_that_kind(quantity, value)
        ):
            found.append(
                Match(value, source, isclose(abs(source), abs(quantity.value), rel_tol=1e-9))
            )
    return [m for m in found if bounds_its_range(quantity, m, known)]


def bounds_its_range(quantity: Quantity, match: Match, known: Known) -> bool:
    """Whether "at most" holds for the upper end, too, where a number has a range beside it."""
    end = {"at_most": "high", "at_least": "low"}.get(quantity.hedge)
    if end is None or match.exact or match.value.end_of_range:
        return True
    ends = [
        v.value
        for v in known.values
        if v.end_of_range == end
        and v.group == match.value.group
        and v.measure.kind in (match.value.measure.kind, "")
    ]
    said = match.value.value * quantity.value / match.source if match.source else 0.0
    return all((said >= v) if end == "high" else (said <= v) for v in ends)


def _wrong_end(quantity: Quantity, value: Value) -> bool:
    """Whether "at least" is said of the upper end, or "at most" of the lower."""
    if quantity.range_with is not None:
        return value.end_of_range not in ("", quantity.end_of_range)
    if value.end_of_range == "high":
        return quantity.hedge in ("at_least", "over")
    return value.end_of_range == "low" and quantity.hedge in ("at_most", "under")


def _of_that_kind(quantity: Quantity, value: Value) -> bool:
    """Whether an argument without a unit may count what the quantity counts."""
    noun = quantity.measure.noun
    bare = value.place == "args" and value.measure.kind == ""
    return not (noun and bare) or noun in value.terms or value.value > 64


def _is_of(date: tuple[int, ...], value: Value) -> bool:
    """Whether a source has the date; a year alone may stand there as a plain number."""
    if value.date:
        return same_date(date, value.date)
    plain = value.measure.kind == "" and value.place in ("passage", "result")
    return plain and date[1:] == (0, 0) and value.value == date[0]


def same_date(said: tuple[int, ...], source: tuple[int, ...]) -> bool:
    """Whether all that is said of a date is in the source."""
    return all(part in (0, other) for part, other in zip(said, source, strict=True))


def candidates(
    quantity: Quantity, known: Known, share: float = 0.12
) -> Iterator[tuple[Value, float]]:
    """Give values of fitting unit that lie near, each with its size in the said unit."""
    measure = quantity.measure
    kind, factor = measure.kind, measure.factor
    for name, per, size, scale in _places(quantity):
        for value in known.near(name, per, size, share):
            speed = per == "~" and kind == "byte" and value.measure.per == "time"
            if speed or not _of_kind(quantity, name, value):
                continue
            held = (
                value.value if name in ("raw", "") else value.stripped if per == "~" else value.base
            )
            yield value, held / scale
    if kind in ("ratio", "") and quantity.form == "fraction" and quantity.value:
        for value in known.near("times", "", 1 / quantity.value, share):
            yield value, 1 / value.base  # a tenth of it, where it is ten times below
    if kind == "" and factor == 1.0 and quantity.magnitude > 1.0:
        for value in known.near("count", "", quantity.value, share):
            yield value, value.base


def _of_kind(quantity: Quantity, place: str, value: Value) -> bool:
    """Whether a value that lies where a quantity looks may be what is counted or measured."""
    kind = quantity.measure.kind
    if place == "raw" and value.measure.kind == "times":
        return False
    if kind in ("ratio", "point") and not place and value.place not in ("result", "args"):
        return False  # prose says percent where it means percent
    if kind == "point" and place == "ratio" and not value.terms & _DIFFERENCES:
        return False
    return kind != "count" or same_noun(quantity.measure.noun, value.measure.noun)


def _places(quantity: Quantity) -> list[tuple[str, str, float, float]]:
    """Where to look: kind, rate, size to look for, and what a source is divided by."""
    measure = quantity.measure
    kind, per, value, factor = measure.kind, measure.per, quantity.value, measure.factor
    if kind == "":
        return [("raw", "", value, 1.0)]
    places = [(kind, per, value * factor, factor)]
    if not per and kind not in ("ratio", "point", "times"):
        places.append((kind, "~", value * factor, factor))
    if per and (kind == "count" or (per != "time" and kind in ("time", "byte"))):
        places.append((kind, "", value * measure.unit, measure.unit))
    return places + _bare_places(quantity)


def _bare_places(quantity: Quantity) -> list[tuple[str, str, float, float]]:
    """Where a source may have the number without its unit, or under a kindred one."""
    measure, value = quantity.measure, quantity.value
    unit = measure.unit if measure.per else measure.factor
    plain = ("", "", value, 1.0)
    places = {
        "count": [("", "", value * unit, unit)],
        "ratio": [("", "", value * measure.factor, measure.factor), plain],
        "point": [plain, ("ratio", "", value / 100, 0.01)],
        "times": [plain, ("ratio", "", value, 1.0)],
    }
    return places.get(measure.kind, [])


def same_noun(said: str, source: str) -> bool:
    """Whether two counts may count the same things."""
    if not said or not source or said == source:
        return True
    return {said, source} == {"request", "failure"} or (source == "sample" and said in _SAMPLED)


def agrees(quantity: Quantity, source: float) -> bool:
    """Tell whether the quantity states the source rightly, under its hedge.

    Plain: the right rounding, at most 1 % off. "About": rounded to a round number, 5 %.
    A direction must be the right one and stay within 10 %.
    """
    said, held = abs(quantity.value), abs(source)
    if isclose(said, held, rel_tol=1e-9, abs_tol=1e-15):
        return not (quantity.close and quantity.hedge in ("over", "under"))
    if held == 0 or said == 0:
        return False
    off = abs(said - held) / held
    if quantity.hedge in ("over", "at_least"):
        return held > said and off <= BOUNDED
    if quantity.hedge in ("under", "at_most"):
        return held < said and off <= BOUNDED
    if quantity.hedge == "about" or quantity.form == "fraction":
        return off <= HEDGED and abs(said - held) <= _round_step(quantity) * (1 + 1e-9)
    if quantity.form == "multiple":
        return off <= HEDGED / 2
    limit = HEDGED if quantity.end_of_range else PLAIN
    return off <= limit and abs(said - held) <= quantity.half_step * (1 + 1e-9)


def _round_step(quantity: Quantity) -> float:
    """Half of the step a hedged number was rounded to: 5, 25 or 50 are round, too."""
    step = 2 * quantity.half_step
    if quantity.form in ("fraction", "multiple"):
        return abs(quantity.value) * HEDGED if quantity.hedge == "about" else quantity.half_step
    times = abs(quantity.value) / step
    return 5 * quantity.half_step if isclose(times % 5, 0, abs_tol=1e-6) else quantity.half_step
