"""Any answer as plain lines for a terminal: names with units, one value a line."""

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


def as_lines(value: Any, indent: int = 0) -> str:
    """Lay out nested JSON for people.

    >>> print(as_lines({"peak_gb": 16.9, "parts": {"weights": 14.0}, "none": None}))
    Peak (GB): 16.9
    Parts:
      Weights: 14.0
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
        return [f"{margin}{humanised(key)}:", *_lines(value, margin + "  ")]
    return [f"{margin}{humanised(key)}: {_word(value)}"]


def _item(value: Any, margin: str) -> list[str]:
    if not isinstance(value, dict | list):
        return [f"{margin}- {_word(value)}"]
    lines = _lines(value, margin + "  ")
    return [f"{margin}- {lines[0].lstrip()}", *lines[1:]] if lines else []


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def humanised(key: str) -> str:
    """Make a field's name readable.

    >>> humanised("checkpoint_gb"), humanised("monthly_requests")
    ('Checkpoint (GB)', 'Monthly requests')
    """
    words = key.split("_")
    unit = _UNITS.get(words[-1]) if len(words) > 1 else None
    name = " ".join(words[:-1] if unit else words)
    return f"{name[:1].upper()}{name[1:]}" + (f" ({unit})" if unit else "")
