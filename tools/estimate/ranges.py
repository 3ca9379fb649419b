"""Checks of single inputs that say the field, the value, the range and the way out."""

from collections.abc import Mapping, Sequence
from math import isfinite

from pydantic import BeforeValidator, ValidationInfo

from tools.errors import InputError, unknown_word


def within(low: float, high: float, unit: str = "") -> BeforeValidator:
    """Accept a number from `low` to `high`."""

    def check(value: object, info: ValidationInfo) -> object:
        if value is None:
            return None
        number = _number(value, info.field_name or "", f"{_shown(low)} to {_shown(high)}", unit)
        _refuse_outside(number, low, high, unit, info.field_name or "")
        return number

    return BeforeValidator(check)


def whole(low: int, high: int, unit: str = "") -> BeforeValidator:
    """Accept a whole number from `low` to `high`."""

    def check(value: object, info: ValidationInfo) -> object:
        if value is None or (type(value) is int and low <= value <= high):
            return value
        field = info.field_name or ""
        number = _number(value, field, f"{low:,} to {high:,}", unit)
        _refuse_outside(number, low, high, unit, field)
        if number != int(number):
            raise InputError(f"{field}: {value} is not a whole number; give {round(number)}", field)
        return int(number)

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
        field = info.field_name or ""
        word = str(value).strip().lower().replace("_", "-").replace(" ", "-")
        known = word if word in words else (synonyms or {}).get(word)
        if known is None:
            known = next((m for said, m in (mentions or {}).items() if said in word), None)
        if known is None:
            raise InputError(f"{field}: {unknown_word(field, str(value), list(words))}", field)
        return known

    return BeforeValidator(check)


def flag() -> BeforeValidator:
    """Accept yes or no, as true and false or in words."""

    def check(value: object, info: ValidationInfo) -> object:
        if value is None or isinstance(value, bool):
            return value
        known = _FLAGS.get(str(value).strip().lower()) if isinstance(value, str) else None
        if known is None:
            field = info.field_name or ""
            raise InputError(f"{field}: {value!r} is neither true nor false", field)
        return known

    return BeforeValidator(check)


def text(longest: int, *, numbers: bool = False) -> BeforeValidator:
    """Accept 1 to `longest` letters, and where `numbers` a number as it is written."""

    def check(value: object, info: ValidationInfo) -> object:
        if value is None:
            return None
        if numbers and isinstance(value, (int, float)) and not isinstance(value, bool):
            value = f"{value:g}" if abs(value) < _WRITTEN_SHORT else str(value)
        stripped = value.strip() if isinstance(value, str) else ""
        if not 1 <= len(stripped) <= longest:
            field = info.field_name or ""
            shown = repr(value)[:60]
            raise InputError(f"{field}: {shown} is no text of 1 to {longest} letters", field)
        return stripped

    return BeforeValidator(check)


_WRITTEN_SHORT = 10**6
_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def _shown(number: float) -> str:
    """Write a number in full, as people count digits.

    >>> _shown(1e18), _shown(0.001)
    ('1,000,000,000,000,000,000', '0.001')
    """
    return f"{number:,.0f}" if number == int(number) else f"{number:,g}"


def _number(value: object, field: str, allowed: str, unit: str) -> float:
    if isinstance(value, (int, float, str)) and not isinstance(value, bool):
        try:
            number = float(value)
        except (ValueError, OverflowError):
            number = float("nan")
        if isfinite(number):
            return number
    raise InputError(
        f"{field}: {value!r:.60} is no finite number; give {allowed} {unit}".strip(), field
    )


def _refuse_outside(number: float, low: float, high: float, unit: str, field: str) -> None:
    if not low <= number <= high:
        raise InputError(
            f"{field}: {_shown(number)} is outside {_shown(low)} to {_shown(high)} {unit}".strip()
            + "; check the unit or leave it out",
            field,
        )
