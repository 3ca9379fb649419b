"""Values as we write them ourselves: with thousands marks, their unit and their rate."""

from agent.grounding.known.values import Known, Value
from agent.grounding.numbers.measures import SECONDS, Measure

_BYTES = {1e3: "kB", 1e6: "MB", 1e9: "GB", 1e12: "TB", 2.0**10: "KiB", 2.0**20: "MiB",
          2.0**30: "GiB", 2.0**40: "TiB", 1.0: "bytes"}  # fmt: skip
_TIMES = {
    SECONDS[name]: name for name in ("ms", "s", "minute", "hour", "day", "week", "month", "year")
}
_MONEY = {"usd": "$", "eur": "€", "gbp": "£", "jpy": "¥"}
_NOUNS = {"parameter": "parameters", "sample": "samples", "request": "requests", "token": "tokens"}


def say(value: Value) -> str:
    """Write a value with its unit.

    >>> say(Value("c1.total_gb", 28.0, Measure("byte", 1e9), "result"))
    '28.0 GB'
    >>> rate = Measure("money.usd", 1 / 2592000, "time", "", 1.0)
    >>> say(Value("c1.usd_per_month", 1720.0, rate, "result"))
    '$1,720 per month'
    """
    measure, number = value.measure, value.value
    rate = _rate(measure)
    if measure.kind.startswith("money."):
        whole = number == int(number)
        sign = _MONEY.get(measure.kind[6:], "")
        return f"{sign}{number:,.0f}{rate}" if whole else f"{sign}{number:,.6g}{rate}"
    if measure.kind == "ratio":
        return f"{number * measure.factor * 100:.6g}%"
    if measure.kind == "byte":
        return f"{_plain(number)} {_BYTES.get(_unit(measure), 'bytes')}{rate}"
    if measure.kind == "time":
        name = _TIMES.get(measure.factor, "s")
        return f"{_plain(number)} {name if len(name) < 3 or number == 1 else name + 's'}"
    if measure.kind == "point":
        return f"{_plain(number)} points"
    return f"{_count(value)}{rate}"


def _count(value: Value) -> str:
    number = value.value * (value.measure.unit if value.measure.per else value.measure.factor)
    noun = _NOUNS.get(value.measure.noun, "")
    written = f"{number:,.0f}" if number == int(number) else f"{number:,.6g}"
    return f"{written} {noun}".strip()


def _plain(number: float) -> str:
    return f"{number:,.1f}" if number == int(number) else f"{number:,.6g}"


def _unit(measure: Measure) -> float:
    return measure.unit if measure.per else measure.factor


def _rate(measure: Measure) -> str:
    if measure.per != "time":
        return f" per {measure.per}" if measure.per else ""
    seconds = measure.unit / measure.factor
    name = next((n for s, n in _TIMES.items() if abs(s / seconds - 1) < 1e-9), "")
    return f" per {name}" if name else ""


def value_at(origin: str, known: Known) -> Value | None:
    """Find the value at a path of the sources; None unless there is exactly one."""
    found = [value for value in known.values if value.origin == origin]
    return found[0] if len(found) == 1 else None
