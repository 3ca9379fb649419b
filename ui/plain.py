"""Any answer as plain lines for a terminal: names with units, one value a line."""

from math import floor, log10
from typing import Any

_UNITS = {
    "gb": "GB",
    "gib": "GiB",
    "mb": "MB",
    "ms": "ms",
    "usd": "USD",
    "hours": "hours",
    "b": "billion",
}

_DIGITS = 5
_WHOLE_FROM = 10_000


def as_lines(value: Any, indent: int = 0) -> str:
    """Lay out nested JSON for people.

    >>> print(as_lines({"peak_gb": 16.9, "parts": {"weights": 14.0}, "none": None}))
    Peak (GB): 16.9
    Parts:
      Weights: 14
    """
    return "\n".join(_lines(value, "  " * indent))


def _lines(value: Any, margin: str) -> list[str]:
    if isinstance(value, dict):
        return [line for key, each in value.items() for line in _entry(key, each, margin)]
    return [line for each in value for line in _item(each, margin)]


def _entry(key: str, value: Any, margin: str) -> list[str]:
    if value is None or value in ([], {}, ""):
        return []
    if isinstance(value, dict | list):
        lines = _lines(value, margin + "  ")
        return [f"{margin}{humanised(key)}:", *lines] if lines else []
    return [f"{margin}{humanised(key)}: {_word(value)}"]


def _item(value: Any, margin: str) -> list[str]:
    if not isinstance(value, dict | list):
        return [f"{margin}- {_word(value)}"]
    lines = _lines(value, margin + "  ")
    return [f"{margin}- {lines[0].lstrip()}", *lines[1:]] if lines else []


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _number(value) if isinstance(value, int | float) else str(value)


def _number(value: float) -> str:
    """Write a number in full, a fraction to five digits that count.

    >>> _number(1234567.8), _number(5 / 7), _number(0.000000456789), _number(62.9999999)
    ('1,234,568', '0.71429', '0.00000045679', '63')
    """
    if value == int(value) or abs(value) >= _WHOLE_FROM:
        return f"{value:,.0f}"
    digits = max(0, _DIGITS - 1 - floor(log10(abs(value))))
    return f"{value:,.{digits}f}".rstrip("0").rstrip(".")


def humanised(key: str) -> str:
    """Make a field's name readable.

    >>> humanised("checkpoint_gb"), humanised("monthly_requests"), humanised("usd_per_hour")
    ('Checkpoint (GB)', 'Monthly requests', 'USD per hour')
    """
    words = ["USD" if word == "usd" else word for word in key.split("_")]
    unit = _UNITS.get(words[-1].lower()) if len(words) > 1 else None
    name = " ".join(words[:-1] if unit else words)
    return f"{name[:1].upper()}{name[1:]}" + (f" ({unit})" if unit else "")
