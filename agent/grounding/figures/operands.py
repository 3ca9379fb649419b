"""Numbers that may be reckoned with."""

from dataclasses import dataclass

from agent.grounding.numbers.quantity import Quantity


@dataclass(frozen=True, slots=True)
class Operand:
    """A number that may be reckoned with, in the base unit of its kind."""

    base: float
    kind: str
    per: str
    noun: str = ""
    stripped: float = 0.0
    """What it is, what it is per left out."""
    plain: float = 0.0
    """What was written, in its own unit."""


def operand(quantity: Quantity) -> Operand:
    """Read a quantity as an operand."""
    measure = quantity.measure
    number = abs(quantity.value)
    alone = measure.unit if measure.per else measure.factor
    return Operand(
        number * measure.factor, measure.kind, measure.per, measure.noun, number * alone, number
    )


def comparable(a: Operand, b: Operand) -> bool:
    """Whether one number can be set against the other."""
    same = a.kind == b.kind or {a.kind, b.kind} == {"", "count"}
    return same and (a.per == b.per or not a.per or not b.per) and b.stripped != 0
