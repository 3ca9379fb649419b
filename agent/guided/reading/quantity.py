"""A number with what it is a number of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Quantity:
    """One number of a text, in the unit of its kind (see words/units.csv)."""

    value: float
    kind: str
    start: int
    end: int
    low: float
    high: float
    vague: bool = False
    """Said in words that give no exact number ("a few hundred")."""
    bare: bool = False
    """No unit stood beside it."""
    factor: float = 1.0
    """What its unit multiplies the number by."""
    lender: int | None = None
    """Where the quantity begins whose unit it shares."""
    whole: float | None = None
    """Of how many it is told, as in "8 of 10"."""
