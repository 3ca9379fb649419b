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
        number = _number(value, info.field_name or "", f"{low:,g} to {high:,g}", unit)
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


def one_of(words: Sequence[str], synonyms: Mapping[str, str] | None = None) -> BeforeValidator:
    """Accept one of `words` or a synonym, in any case, with any of space, `_` and `-`."""

    def check(value: object, info: ValidationInfo) -> object:
        if value is None or value in words:
            return value
        field = info.field_name or ""
        word = str(value).strip().lower().replace("_", "-").replace(" ", "-")
        known = word if word in words else (synonyms or {}).get(word)
        if known is None:
            raise InputError(f"{field}: {unknown_word(field, str(value), list(words))}", field)
        return known

    return BeforeValidator(check)


def _number(value: object, field: str, allowed: str, unit: str) -> float:
    if isinstance(value, (int, float, str)) and not isinstance(value, bool):
        try:
            number = float(value)
        except (ValueError, OverflowError):
            number = float("nan")
        if isfinite(number):
            return number
    raise InputError(
        f"{field}: {value!r} is no finite number; give {allowed} {unit}".strip(), field
    )


def _refuse_outside(number: float, low: float, high: float, unit: str, field: str) -> None:
    if not low <= number <= high:
        raise InputError(
            f"{field}: {number:,g} is outside {low:,g} to {high:,g} {unit}".strip()
            + "; check the unit or leave it out",
            field,
        )
