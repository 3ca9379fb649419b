"""A field's name for a terminal: words, its unit at the end."""

_UNITS = {
    "gb": "GB",
    "gib": "GiB",
    "mb": "MB",
    "ms": "ms",
    "usd": "USD",
    "hours": "hours",
    "b": "billion",
}


def humanised(key: str) -> str:
    """Make a field's name readable.

    >>> humanised("checkpoint_gb"), humanised("monthly_requests"), humanised("usd_per_hour")
    ('Checkpoint (GB)', 'Monthly requests', 'USD per hour')
    """
    words = ["USD" if word == "usd" else word for word in key.split("_")]
    unit = _UNITS.get(words[-1].lower()) if len(words) > 1 else None
    name = " ".join(words[:-1] if unit else words)
    return f"{name[:1].upper()}{name[1:]}" + (f" ({unit})" if unit else "")
