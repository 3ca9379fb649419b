"""A number that may be a claim, with where it stands."""

from dataclasses import dataclass
from typing import Literal

from agent.grounding.numbers.hedges import Hedge
from agent.grounding.numbers.measures import Measure

Span = tuple[int, int]


@dataclass(slots=True)
class Quantity:
    """A number that may be a claim, with where it stands in the folded text."""

    start: int
    end: int
    value: float
    half_step: float
    measure: Measure
    hedge: Hedge = ""
    close: bool = False
    """The hedge says "just": the value lies close, on that side."""
    form: str = "digits"
    structure: bool = False
    """It counts or orders the text itself and claims nothing."""
    range_with: "Quantity | None" = None
    end_of_range: Literal["", "low", "high"] = ""
    date: tuple[int, ...] = ()
    rate_end: int = 0
    noun_end: int = 0
    magnitude: float = 1.0

    @property
    def base(self) -> float:
        """The value in the base unit of its kind."""
        return self.value * self.measure.factor

    @property
    def span(self) -> Span:
        """The whole range where it is an end of one."""
        other = self.range_with
        if other is None:
            return self.start, self.end
        return min(self.start, other.start), max(self.end, other.end)


def sizes(a: Quantity, b: Quantity) -> tuple[float, float]:
    """Give both in one unit; where one is a rate and one is none, what they are per is left out."""
    if a.measure.per == b.measure.per:
        return a.base, b.base
    first, second = (q.measure.unit if q.measure.per else q.measure.factor for q in (a, b))
    return a.value * first, b.value * second
