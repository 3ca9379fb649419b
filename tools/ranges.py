"""Checks of single inputs that say the value, the range and the way out.

Their messages begin with the value; `tools.errors.in_words` puts the field before it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any

from pydantic import BeforeValidator, GetCoreSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, core_schema

from tools.errors import InputError, shown, unknown_word
from tools.quantities import meant

Mistaken = tuple[tuple[float, str], ...]
"""What a number out of range may have been given in: the factor to divide by, and its name."""


@dataclass(frozen=True)
class Within:
    """Accept a number from `low` to `high`; where `above`, more than `low`; where `or_zero`, 0."""

    low: float
    high: float
    unit: str = ""
    above: bool = False
    mistaken: Mistaken = ()
    or_zero: bool = False

    def __get_pydantic_core_schema__(self, kind: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Check before pydantic does, so that the words are ours."""
        return core_schema.no_info_before_validator_function(self.checked, handler(kind))

    def checked(self, value: object) -> object:
        """Give the number.

        Raises InputError for anything else, and for a number out of range.

        >>> Within(0, 1, mistaken=((100, "percent"),)).checked("70 %")
        0.7
        """
        return value if value is None else self._in_range(self._number(value))

    @property
    def allowed(self) -> str:
        """The range in words.

        >>> Within(0, 10, "GB", above=True).allowed
        '0 (excluded) to 10 GB'
        """
        words = "{} (excluded) to {} {}" if self.above else "{} to {} {}"
        range_ = words.format(written(self.low), written(self.high), self.unit).strip()
        return f"0, or {range_}" if self.or_zero else range_

    def _holds(self, number: float) -> bool:
        if self.or_zero and number == 0:
            return True
        return self.low <= number <= self.high and not (self.above and number == self.low)

    def _in_range(self, number: float) -> float:
        if self._holds(number):
            return number
        raise InputError(f"{written(number)} is outside {self.allowed}; {self._way_out(number)}")

    def _way_out(self, number: float) -> str:
        for factor, name in self.mistaken:
            percent_of_little = name == "percent" and number < _LEAST_PERCENT
            if number > 0 and self._holds(number / factor) and not percent_of_little:
                return f"did you mean {number / factor:g}? {written(number)} looks like {name}"
        return "check the sign" if number < 0 <= self.low else "check the number and its unit"

    def _number(self, value: object) -> float:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            number = _as_float(value)
            if isfinite(number):
                return value
        elif isinstance(value, str):
            number = _as_float(self._without_unit(value))
            if isfinite(number):
                return number / 100 if self._in_percent and value.rstrip().endswith("%") else number
        raise InputError(
            f"{shown(value)} is no finite number; give {self.allowed}{self._hint(value)}"
        )

    def _hint(self, value: object) -> str:
        if not isinstance(value, str):
            return ""
        number = meant(value, self.unit, self._in_percent) if len(value) < _LONGEST_NUMBER else None
        if number is not None and self._holds(number):
            return f"; did you mean {number:.12g}?"
        comma = "," in value and any(each.isdigit() for each in value)
        return ", with a point and no marks between thousands" if comma else ""

    @property
    def _in_percent(self) -> bool:
        return any(name == "percent" for _, name in self.mistaken)

    def _without_unit(self, text: str) -> str:
        unit = "%" if self._in_percent else self.unit
        return re.sub(rf"\s*{re.escape(unit)}\s*$", "", text, flags=re.IGNORECASE)


@dataclass(frozen=True)
class Whole(Within):
    """Accept a whole number from `low` to `high`."""

    def checked(self, value: object) -> object:
        """Give the number.

        Raises InputError for anything else, for a number out of range, and for a fraction.

        >>> Whole(1, 10).checked("7")
        7
        """
        if value is None or (type(value) is int and self.low <= value <= self.high):
            return value
        number = self._in_range(self._number(value))
        if number != int(number):
            share = "; a share stands elsewhere, here a count is needed" if number < 1 else ""
            raise InputError(
                f"{shown(value)} is not a whole number{share or f'; give {round(number)}'}"
            )
        return int(number)


def within(low: float, high: float, unit: str = "", *, mistaken: Mistaken = ()) -> Within:
    """Accept a number from `low` to `high`."""
    return Within(low, high, unit, mistaken=mistaken)


def zero_or_within(low: float, high: float, unit: str, *, mistaken: Mistaken = ()) -> Within:
    """Accept 0, or a number from `low` to `high`."""
    return Within(low, high, unit, mistaken=mistaken, or_zero=True)


def more_than(low: float, high: float, unit: str = "") -> Within:
    """Accept a number above `low` and at most `high`."""
    return Within(low, high, unit, above=True)


def whole(low: int, high: int, unit: str = "") -> Whole:
    """Accept a whole number from `low` to `high`."""
    return Whole(low, high, unit)


def share(low: float = 0, high: float = 1) -> Within:
    """Accept a share, also as "70 %"; 70 alone is asked about."""
    return Within(low, high, mistaken=_PERCENT)


def share_above(low: float) -> Within:
    """Accept a share above `low`, as `share` does."""
    return Within(low, 1, above=True, mistaken=_PERCENT)


def day(first: date, last: date) -> BeforeValidator:
    """Accept a day from `first` to `last`, written as 2026-11-24."""

    def check(value: object) -> object:
        if value is None or type(value) is date:
            return value
        try:
            found = date.fromisoformat(value.strip() if isinstance(value, str) else "")
        except ValueError as error:
            raise InputError(f"{shown(value)} is no day; write it as 2026-11-24") from error
        if not first <= found <= last:
            raise InputError(f"{found} is outside {first} to {last}")
        return found

    return BeforeValidator(check)


def one_of(
    words: Sequence[str],
    synonyms: Mapping[str, str] | None = None,
    mentions: Mapping[str, str] | None = None,
) -> BeforeValidator:
    """Accept one of `words` or a synonym, in any case, with any of space, `_` and `-`.

    Else the first of `mentions` that occurs in a description decides.
    """

    def check(value: object, info: ValidationInfo) -> object:
        if value is None or value in words:
            return value
        word = str(value).strip().lower().replace("_", "-").replace(" ", "-")
        known = word if word in words else (synonyms or {}).get(word)
        if known is None:
            known = next((m for said, m in (mentions or {}).items() if said in word), None)
        if known is None:
            raise InputError(unknown_word(info.field_name or "word", str(value), list(words)))
        return known

    return BeforeValidator(check)


def flag() -> BeforeValidator:
    """Accept yes or no, as true and false or in words."""

    def check(value: object) -> object:
        if value is None or isinstance(value, bool):
            return value
        known = _FLAGS.get(value.strip().lower()) if isinstance(value, str) else None
        if known is None:
            raise InputError(f"{shown(value)} is neither true nor false")
        return known

    return BeforeValidator(check)


def text(longest: int, *, numbers: bool = False) -> BeforeValidator:
    """Accept 1 to `longest` characters, and where `numbers` a number as it is written."""

    def check(value: object) -> object:
        if value is None:
            return None
        if numbers and isinstance(value, (int, float)) and not isinstance(value, bool):
            value = f"{value:g}" if abs(value) < _WRITTEN_SHORT else shown(value)
        stripped = value.strip() if isinstance(value, str) else ""
        if not 1 <= len(stripped) <= longest:
            raise InputError(f"{shown(value)} is no text of 1 to {longest:,} characters")
        return stripped

    return BeforeValidator(check)


_WRITTEN_SHORT = 10**6
_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def written(number: float) -> str:
    """Write a number in full, as people count digits.

    >>> written(10**18 + 1), written(0.001), written(1.0000001), written(10**30)
    ('1,000,000,000,000,000,001', '0.001', '1.0000001', '1e+30')
    """
    if abs(number) >= _TOO_LONG_TO_READ:
        return f"{number:g}"
    if isinstance(number, int):
        return f"{number:,}"
    if number == int(number):
        return f"{number:,.0f}"
    if _TINY <= abs(number) < _SMALL:
        return f"{number:.12f}".rstrip("0")
    short = f"{number:,g}"
    return short if float(short.replace(",", "")) == number else f"{number:,.12g}"


_TOO_LONG_TO_READ = 10**30
_TINY, _SMALL = 1e-7, 1e-4
_LONGEST_NUMBER = 100
_LEAST_PERCENT = 2
"""A share of 1.2 is a slip as likely as it is 1.2 percent: nothing is guessed."""
_PERCENT: Mistaken = ((100, "percent"),)


def _as_float(value: float | str) -> float:
    try:
        return float(value)
    except (ValueError, OverflowError):
        return float("nan")
