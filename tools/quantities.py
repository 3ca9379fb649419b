"""What a number that was written with words or marks may mean: a hint, never taken silently."""

import re
from math import isfinite

_WRITTEN = re.compile(
    r"(?:about|around|ca\.?|approx\.?|~|≈)?\s*"
    r"(?P<currency>usd|us\$|\$)?\s*"
    r"(?P<number>[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+)\s*"
    r"(?P<word>[a-z%]+)?\s*"
    r"(?:parameters|params|each|per .*)?"
)
_PERCENT = {"percent": 0.01, "pct": 0.01, "%": 0.01}
_MANY = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "mio": 1e6, "mn": 1e6, "million": 1e6, "millions": 1e6,
    "b": 1e9, "bn": 1e9, "billion": 1e9, "billions": 1e9, "t": 1e12, "trillion": 1e12,
}  # fmt: skip
_TIMES = {
    "s": 1e3, "sec": 1e3, "secs": 1e3, "second": 1e3, "seconds": 1e3, "min": 6e4, "minutes": 6e4,
    "msec": 1.0, "millisecond": 1.0, "milliseconds": 1.0,
}  # fmt: skip
_BYTES = {
    "g": 1.0, "gib": 1.0, "gigs": 1.0, "gigabytes": 1.0, "m": 1 / 1024, "mb": 1 / 1024,
    "mib": 1 / 1024, "t": 1024.0, "tb": 1024.0, "tib": 1024.0,
}  # fmt: skip
_MONEY = {"usd": 1.0, "dollar": 1.0, "dollars": 1.0, "cent": 0.01, "cents": 0.01}


def meant(text: str, unit: str, share: bool = False) -> float | None:
    """Give the number (in `unit`) that a text most likely means; None where that is open.

    A mark between thousands counts only before three digits: 1,50 is left open.

    >>> meant("7B", "billion"), meant("5k", "tokens"), meant("0.2 s", "ms")
    (7.0, 5000.0, 200.0)
    >>> meant("$1.50", "USD"), meant("30 percent", "", share=True), meant("1,50", "USD")
    (1.5, 0.3, None)
    """
    found = _WRITTEN.fullmatch(text.strip().lower())
    if found is None or (found["currency"] and not unit.startswith("USD")):
        return None
    factor = _factor(found["word"] or "", unit, share)
    number = float(found["number"].replace(",", "")) * (factor or 0.0)
    return float(f"{number:.12g}") if factor is not None and isfinite(number) else None


def _factor(word: str, unit: str, share: bool) -> float | None:
    named = unit.lower().split(" ")[0]
    if word in ("", named, named.removesuffix("s"), f"{named}s"):
        return 1.0
    if share:
        return _PERCENT.get(word)
    if named == "billion":
        return _MANY[word] / 1e9 if word in _MANY else None
    tables = {"ms": _TIMES, "gb": _BYTES, "usd": _MONEY | _MANY}
    return tables.get(named, _MANY).get(word)
