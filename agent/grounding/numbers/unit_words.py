"""The words behind a number: its unit, what it counts, what it is per."""

import re
from dataclasses import replace

from agent.grounding.numbers.measures import (
    BARE,
    NOUNS,
    PERCENT,
    POINTS,
    SECONDS,
    TIMES,
    UNITS,
    Measure,
    per,
    unit_named,
)
from agent.grounding.numbers.numerals import Numeral

_DOUBLE_UNIT = re.compile(
    r"[ -]?(?:(?P<points>(?:percentage|per ?cent|prozent|%)[ -]?(?:points?"
    r"|punkte?n?)\b(?! to [a-z]))"
    r"|(?P<hours>(?:GPU|node)[ -]?(?:hours?|h)\b)"
    r"|(?P<dollars>US[ -]dollars?)|(?P<percent>per cent\b))",
    re.I,
)

_DOUBLE = {"points": POINTS, "hours": UNITS["h"], "dollars": UNITS["usd"], "percent": PERCENT}

_UNIT = re.compile(r"(?P<gap>[ \t\n]?-?)(?P<unit>US\$|[%‰€£¥$¢×]|[A-Za-zµ]+(?:-fold)?)")

_RATE = re.compile(
    r"\s*(?:(?:/\s*|\b(?:per|an?|each|every|pro|par|por|je|im|al)\s+)"
    r"(?P<count>\d{1,3}(?:[ ,']?\d{3})*[kKM]?\s+|million\s+|thousand\s+|1[kKM]\s+|[kKM]\s+)?"
    r"(?P<what>(?:GPU[- ]?)?(?:seconds?|secs?|s|minutes?|min|hours?|hrs?|hr|h|days?|weeks?"
    r"|months?|mo|quarters?"
    r"|years?|yr|requests?|query|queries|calls?|tokens?|epochs?|steps?|monat|jahr|tag|stunde"
    r"|mois|mes|gpus?|cards?"
    r"|samples?|examples?|parameters?|params?|words?|pages?|documents?|images?|users?|seats?"
    r"|characters?|records?|tickets?|questions?))\b"
    r"|\s(?P<every>monthly|yearly|annually|daily|hourly|weekly)\b"
    r"|\sper (?P<many>thousand|million)\b(?! [a-z]))",
    re.I,
)

_EVERY = {"monthly": "month", "yearly": "year", "annually": "year", "daily": "day",
          "hourly": "hour", "weekly": "week"}  # fmt: skip

STOP = frozenset(
    [
        "of",
        "and",
        "or",
        "is",
        "in",
        "per",
        "a",
        "an",
        "the",
        "to",
        "from",
        "for",
        "with",
        "at",
        "on",
        "that",
        "are",
        "was",
        "were",
        "needs",
        "need",
        "than",
        "as",
        "by",
        "but",
        "while",
        "would",
        "will",
        "can",
        "it",
        "they",
        "this",
        "if",
        "so",
        "not",
        "have",
        "has",
    ]
)

WORDS_ON = re.compile(r"[ -]([A-Za-z][A-Za-z'-]*)")


def unit_after(text: str, numeral: Numeral) -> tuple[Measure, int, bool]:
    """Find the unit behind a number: the measure, where it ends, whether there was one."""
    end = numeral.end
    if numeral.form == "multiple":
        return TIMES, end, True
    if double := _DOUBLE_UNIT.match(text, end):
        return _DOUBLE[double.lastgroup or ""], double.end(), True
    if single := _single_unit(text, numeral):
        return (*_head_noun(text, *single), True)
    if numeral.form == "fraction":
        return Measure("ratio"), end, True
    billions = numeral.magnitude == 1e9 and text[end - 1 : end] in ("B", "b")
    return (Measure("count") if billions else BARE), end, False


_ARTICLE = re.compile(r"\s+(?:of\s+)?an?(?=\s)")


def _single_unit(text: str, numeral: Numeral) -> tuple[Measure, int] | None:
    """Read a unit of one word; behind a fraction an article may come first: half an hour."""
    article = _ARTICLE.match(text, numeral.end) if numeral.form == "fraction" else None
    match = _UNIT.match(text, article.end() if article else numeral.end)
    measure = unit_named(match["unit"]) if match else None
    if match is None or measure is None or not _may_be_unit(text, match):
        return None
    glued = match["unit"].lower() in ("points", "point") and match["gap"] == ""
    return None if glued else (measure, match.end())


_TIMES_WHAT = re.compile(r"\s?(?:[$€£]?\d|(?:NVIDIA |[A-Z]{2,4} ?)?[A-Z]{0,3}\d)")
"""A number or a card behind the sign: 2 × 14 GB, 8 × H100."""


_A_DAY = re.compile(r"\s+(?:an?|per|each|every)\s+(?:second|minute|hour|day|week|month|year)", re.I)
"""Five times a day counts what happens."""


def _may_be_unit(text: str, match: re.Match[str]) -> bool:
    after = text[match.end() : match.end() + 2]
    if "\n" in match["gap"] and after[:1] in (":", "="):
        return False  # the next line's own name
    word = match["unit"]
    if word == "times" and _A_DAY.match(text, match.end()):
        return False
    if word in ("x", "X", "×"):
        return not _TIMES_WHAT.match(text, match.end())
    if after[:1].isdigit():
        return False
    if word == "$":
        return match["gap"] in ("", " ")
    return not (len(word) == 1 and word in "SHX" and match["gap"])


def _head_noun(text: str, measure: Measure, end: int) -> tuple[Measure, int]:
    """Read two nouns in a row by the last: deletion requests are requests."""
    following = WORDS_ON.match(text, end)
    noun = NOUNS.get(following[1].lower().removesuffix("s")) if following else None
    if following is None or not noun or measure.kind != "count":
        return measure, end
    if text.startswith(" for", following.end()):
        return measure, end  # 350 samples call for more: that is the verb
    return replace(measure, noun=noun), following.end()


def noun_after(text: str, end: int) -> tuple[Measure, int]:
    """Find what is counted within the next three words."""
    at = end
    for _ in range(4):
        match = WORDS_ON.match(text, at)
        if match is None:
            break
        word = match[1].lower()
        if word in STOP:
            break
        noun = NOUNS.get(word) or NOUNS.get(word.removesuffix("s"))
        if noun:
            return _head_noun(text, Measure("count", 1.0, "", noun), match.end())
        at = match.end()
    return BARE, end


def rate_after(text: str, end: int, measure: Measure) -> tuple[Measure, int]:
    match = _RATE.match(text, end)
    if match is None or measure.kind in ("ratio", "point", "times"):
        return measure, end
    if match["count"] and "/" in match.group() and _EQUALS.match(text, match.end()):
        return measure, end  # $500 / 200,000 requests = $0.0025: it is divided
    if match["every"]:
        return per(measure, _EVERY[match["every"].lower()]), match.end()
    if match["many"]:
        return per(measure, "item", _rate_count(match["many"])), match.end()
    what = match["what"].lower()
    what = re.sub(r"^gpu[- ]?(?=\w)", "", what) if what not in ("gpu", "gpus") else what
    count = _rate_count(match["count"])
    if measure.kind == "" and what.removesuffix("s") in SECONDS:
        measure = replace(measure, kind="count")
    return per(measure, what, count), match.end()


_EQUALS = re.compile(r"\s*[=≈]")


def _rate_count(written: str | None) -> float:
    if not written:
        return 1.0
    written = re.sub(r"[ ,'](?=\d)", "", written.strip().lower())
    words = {"million": 1e6, "thousand": 1e3, "k": 1e3, "m": 1e6}
    if written in words:
        return words[written]
    return float(written.rstrip("km")) * words.get(written[-1], 1.0)
