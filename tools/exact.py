"""The decimal numbers that people mean, where binary fractions would cross a line by a hair."""

from decimal import Decimal
from fractions import Fraction


def exact(number: float) -> Fraction:
    """Give the decimal that was meant, to twelve places: 0.1 is a tenth.

    >>> exact(0.1)
    Fraction(1, 10)
    """
    return Fraction(round(Decimal(repr(number)), 12))
