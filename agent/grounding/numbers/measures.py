"""Units: what a number counts, how units convert, and the units in names of fields."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

DAY = 86_400.0
MONTH = 30 * DAY
"""A month is 30 days throughout the product, a year is 12 months."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What a number counts. `factor` leads to the base unit of its `kind`."""

    kind: str = ""
    """byte, bit, time, money.usd, ratio, point, times, count, or empty for a bare number."""
    factor: float = 1.0
    per: str = ""
    """What it is per: time (then `factor` holds the seconds too), request, token …"""
    noun: str = ""
    """What is counted, for counts."""
    unit: float = 1.0
    """Factor of the unit alone, where `factor` also holds what it is per."""


BARE = Measure()
PERCENT = Measure("ratio", 0.01)
POINTS = Measure("point")
TIMES = Measure("times")

_DECIMAL = {"k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12, "p": 1e15}
_LONG = {"kilo": 1e3, "mega": 1e6, "giga": 1e9, "tera": 1e12, "peta": 1e15}
_BINARY = {"ki": 2.0**10, "mi": 2.0**20, "gi": 2.0**30, "ti": 2.0**40}
_LONG_BINARY = {"kibi": 2.0**10, "mebi": 2.0**20, "gibi": 2.0**30, "tebi": 2.0**40}

SECONDS = {
    "ns": 1e-9, "µs": 1e-6, "ms": 1e-3, "millisecond": 1e-3, "msec": 1e-3,
    "s": 1.0, "sec": 1.0, "second": 1.0, "sekunde": 1.0, "sekunden": 1.0,
    "min": 60.0, "minute": 60.0, "minuten": 60.0,
    "h": 3600.0, "hr": 3600.0, "hour": 3600.0, "stunde": 3600.0, "stunden": 3600.0,
    "heure": 3600.0, "hora": 3600.0, "gpu-hour": 3600.0,
    "day": DAY, "tag": DAY, "tage": DAY, "tagen": DAY, "jour": DAY,
    "week": 7 * DAY, "woche": 7 * DAY, "wochen": 7 * DAY,
    "month": MONTH, "mo": MONTH, "monat": MONTH, "monate": MONTH, "monaten": MONTH, "mois": MONTH,
    "mes": MONTH, "meses": MONTH,
    "quarter": 3 * MONTH, "quartal": 3 * MONTH,
    "year": 12 * MONTH, "yr": 12 * MONTH, "jahr": 12 * MONTH, "jahre": 12 * MONTH,
    "año": 12 * MONTH,
}  # fmt: skip
"""Seconds of each unit of time."""

NOUNS = {
    "parameter": "parameter", "param": "parameter",
    "sample": "sample", "example": "sample", "row": "sample", "pair": "sample",
    "instance": "sample", "demonstration": "sample", "beispiel": "sample", "beispiele": "sample",
    "request": "request", "query": "request", "querie": "request", "call": "request",
    "anfrage": "request",
    "anfragen": "request", "token": "token", "shard": "shard", "epoch": "epoch", "epoche": "epoch",
    "epochen": "epoch", "step": "step", "document": "document", "record": "document",
    "policy": "document", "policie": "document", "benchmark": "benchmark", "user": "user",
    "edit": "edit",
    "deletion": "deletion", "failure": "failure", "error": "failure", "gpu": "gpu", "card": "gpu",
    "layer": "layer", "seat": "seat", "annotator": "annotator", "ticket": "ticket",
    "item": "sample", "question": "sample", "experts": "expert", "class": "class",
    "classe": "class",
    "intent": "class", "label": "class",
    "server": "server",
    "word": "word", "page": "page", "image": "image", "character": "character",
    "retraining": "retraining",
}  # fmt: skip
"""What is counted, each word with the one that stands for its kind."""

_MONEY = {
    "$": "usd", "usd": "usd", "us$": "usd", "dollar": "usd", "€": "eur", "eur": "eur",
    "euro": "eur",
    "£": "gbp", "gbp": "gbp", "¥": "jpy", "jpy": "jpy", "yen": "jpy", "chf": "chf",
}  # fmt: skip


def _byte_units() -> dict[str, Measure]:
    units = {"B": Measure("byte"), "byte": Measure("byte"), "bit": Measure("bit")}
    units |= {"Go": Measure("byte", 1e9), "Mo": Measure("byte", 1e6), "To": Measure("byte", 1e12)}
    for letter, size in _DECIMAL.items():
        units |= {f"{letter}b": Measure("byte", size), f"{letter.upper()}B": Measure("byte", size)}
        units |= {f"{letter.upper()}b": Measure("bit", size), f"{letter}bit": Measure("bit", size)}
        units[f"{letter.upper()}bit"] = Measure("bit", size)
    for letter, size in _BINARY.items():
        units |= {f"{letter}b": Measure("byte", size)}
        units |= {f"{letter.capitalize()}B": Measure("byte", size)}
        units |= {f"{letter.capitalize()}b": Measure("bit", size)}
    for word, size in (_LONG | _LONG_BINARY).items():
        units |= {f"{word}byte": Measure("byte", size), f"{word}bit": Measure("bit", size)}
    for word, size in {"gig": 1e9, "meg": 1e6}.items():
        units[word] = Measure("byte", size)
    return units


def _all_units() -> dict[str, Measure]:
    units = _byte_units()
    units |= {word: Measure("time", seconds) for word, seconds in SECONDS.items()}
    units |= {word: Measure(f"money.{code}") for word, code in _MONEY.items()}
    units |= {"cent": Measure("money.usd", 0.01), "¢": Measure("money.usd", 0.01)}
    units |= dict.fromkeys(("%", "percent", "pct", "prozent", "pour-cent", "percentage"), PERCENT)
    units |= {"‰": Measure("ratio", 0.001), "permille": Measure("ratio", 0.001)}
    units |= dict.fromkeys(("pp", "point", "ppt", "percentage-point", "percent-point",
    "prozentpunkt",
                            "prozentpunkte", "punkte"), POINTS)  # fmt: skip
    units |= dict.fromkeys(("x", "×", "times", "fold", "mal", "-fold"), TIMES)
    units |= {word: Measure("count", 1.0, "", noun) for word, noun in NOUNS.items()}
    for prefix, size in {"": 1.0, "k": 1e3, "M": 1e6, "G": 1e9}.items():
        units |= {f"{prefix}Wh": Measure("energy", size), f"{prefix}W": Measure("power", size)}
    units |= {"kwh": Measure("energy", 1e3), "kw": Measure("power", 1e3), "watt": Measure("power")}
    units |= {"kilowatt": Measure("power", 1e3), "kilowatt-hour": Measure("energy", 1e3)}
    units |= {"kg": Measure("mass", 1e3), "kilogram": Measure("mass", 1e3), "gram": Measure("mass")}
    units |= {"tonne": Measure("mass", 1e6), "mg": Measure("mass", 1e-3)}
    units["flops"] = Measure("flop")
    units["tflops"] = Measure("flop", 1e12)
    return units


UNITS = _all_units()


def unit_named(word: str) -> Measure | None:
    """Find the unit that a word stands for; GB and Gb differ, plurals don't.

    >>> unit_named("GB"), unit_named("Gb").kind, unit_named("hours").factor
    (Measure(kind='byte', factor=1000000000.0, per='', noun='', unit=1.0), 'bit', 3600.0)
    """
    found = UNITS.get(word) or UNITS.get(word.lower())
    if found is None and len(word) > 3 and word[-1] in "sS":
        found = UNITS.get(word[:-1].lower())
    return found


_PERIOD = re.compile(
    r"\b(?:(?P<adverb>(?:quarter|month|week|year|dai|annual)ly)|(?:every|each"
    r"|once a) (?P<noun>quarter|month|week|year|day))\b",
    re.I,
)
_PERIODS = {
    "quarter": (3.0, "month"), "month": (1.0, "month"), "week": (7.0, "day"),
    "year": (12.0, "month"), "annual": (12.0, "month"), "day": (1.0, "day"), "dai": (1.0, "day"),
}  # fmt: skip


def periods(text: str) -> list[tuple[float, Measure]]:
    """Find how often something comes round: what is quarterly comes every three months.

    >>> [number for number, _ in periods("reviewed quarterly")]
    [3.0]
    """
    found = []
    for match in _PERIOD.finditer(text):
        name = (match["adverb"] or match["noun"]).lower().removesuffix("ly")
        number, unit = _PERIODS[name]
        found.append((number, UNITS[unit]))
    return found


def per(measure: Measure, what: str, count: float = 1.0) -> Measure:
    """Give the rate `measure` per `count` of `what`; per month and per day convert.

    >>> per(Measure("money.usd"), "month").per
    'time'
    """
    word = what.lower()
    if word not in SECONDS and len(word) > 3:
        word = word.removesuffix("s")
    seconds = SECONDS.get(word)
    unit = measure.factor
    if seconds is not None:
        return replace(measure, factor=unit / (seconds * count), per="time", unit=unit)
    return replace(measure, factor=unit / count, per=NOUNS.get(word, word), unit=unit)


_SHARES = frozenset(
    [
        "share",
        "ratio",
        "fraction",
        "rate",
        "accuracy",
        "probability",
        "confidence",
        "level",
        "power",
        "alpha",
        "coverage",
        "recall",
        "precision",
        "f1",
        "quality",
        "score",
        "percentage",
        "proportion",
    ]
)
_FIELD_UNITS = {
    "gb": "GB", "gib": "GiB", "mb": "MB", "mib": "MiB", "kb": "kB", "kib": "KiB", "tb": "TB",
    "tib": "TiB", "bytes": "byte", "bits": "bit", "bit": "bit", "ms": "ms", "s": "s", "sec": "s",
    "secs": "s", "seconds": "s", "min": "", "minutes": "minute", "h": "h", "hr": "h", "hrs": "h",
    "hours": "h", "hour": "h", "days": "day", "weeks": "week", "months": "month", "years": "year",
    "usd": "usd", "dollars": "usd", "eur": "eur", "gbp": "gbp", "cents": "cent",
    "kwh": "kWh", "mwh": "MWh", "wh": "Wh", "watts": "W", "watt": "W", "kw": "kW", "kg": "kg",
    "grams": "gram", "tonnes": "tonne",
    "pct": "%", "percent": "%", "pp": "pp", "points": "pp", "gbps": "", "tflops": "tflops",
}  # fmt: skip
_SIZED = frozenset(
    [
        "size",
        "model",
        "models",
        "params",
        "param",
        "parameters",
        "parameter",
        "tokens",
        "token",
        "active",
        "llm",
        "base",
    ]
)
EVERY = {"hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "yearly": "year",
          "annual": "year", "annually": "year"}  # fmt: skip
_MANY = {"k": 1e3, "1k": 1e3, "thousand": 1e3, "1000": 1e3, "m": 1e6, "1m": 1e6, "million": 1e6}
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+\d*|\d+[a-z]*")


@lru_cache(maxsize=4096)
def field_words(name: str) -> tuple[str, ...]:
    """Split the name of a field into its words.

    >>> field_words("fine_tuned_usd_per_month"), field_words("totalGb")
    (('fine', 'tuned', 'usd', 'per', 'month'), ('total', 'gb'))
    """
    return tuple(word.lower() for word in _WORDS.findall(name))


@lru_cache(maxsize=4096)
def field_measure(name: str) -> Measure | None:
    """Read the unit in the name of a field; None where it has none.

    >>> field_measure("total_gb").factor, field_measure("usd_per_month").per
    (1000000000.0, 'time')
    >>> field_measure("model_size_b")
    Measure(kind='count', factor=1000000000.0, per='', noun='parameter', unit=1.0)
    """
    words = list(field_words(name))
    upper, rate = words, list[str]()
    if "per" in words:
        cut = words.index("per")
        upper, rate = words[:cut], words[cut + 1 :]
        if not upper and len(rate) > 1:
            upper, rate = rate[-1:], rate[:-1]  # per_token_ms
    measure = _upper_measure(upper)
    if rate:
        return rate_of(measure or Measure("count"), tuple(rate))
    every = next((EVERY[word] for word in upper if word in EVERY), None)
    if every and (measure is None or measure.kind != "time"):
        return per(measure or Measure("count"), every)
    return measure


def _upper_measure(words: list[str]) -> Measure | None:
    for word in reversed(words):
        spelled = _FIELD_UNITS.get(word)
        if spelled:
            return UNITS[spelled]
    if words[-1:] == ["b"] and len(words) > 1 and not any(word in _SIZED for word in words):
        words = words[:-1]
    if words and words[-1] in ("b", "billions", "billion"):
        return Measure("count", 1e9, "", _noun(words) or "parameter")
    if len(words) > 1 and words[-1] in ("m", "millions", "million"):
        return Measure("count", 1e6, "", _noun(words) or "parameter")
    if any(word in _SHARES for word in words):
        return Measure("ratio")
    noun = _noun(words)
    return Measure("count", 1.0, "", noun) if noun else None


def _noun(words: list[str]) -> str:
    for word in reversed(words):
        noun = NOUNS.get(word) or NOUNS.get(word.removesuffix("s"))
        if noun:
            return noun
    return ""


def rate_of(measure: Measure, rate: tuple[str, ...]) -> Measure:
    """Give the rate that the words of a name say: per 1k tokens, per month."""
    count = 1.0
    if rate[0] in _MANY:
        count, rate = _MANY[rate[0]], rate[1:] or ("token",)
    word = next((w for w in rate if w in SECONDS or w.removesuffix("s") in NOUNS), rate[0])
    word = next((w for w in rate if w.removesuffix("s") in SECONDS and w != "gpu"), word)
    return per(measure, word, count)
