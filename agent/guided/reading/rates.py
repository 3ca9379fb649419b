"""How often a month: words of frequency, rates, and the hours in which requests come."""

from math import prod

from agent.guided.reading.hours import Hours, named_hours
from agent.guided.reading.tagging import Sentence
from agent.guided.reading.tokens import Token

_A_MONTH = {
    "freq.second": 2_592_000.0, "freq.minute": 43_200.0, "freq.hourly": 720.0, "freq.daily": 30.0,
    "freq.workday": 150 / 7,
    "freq.weekly": 30 / 7, "freq.monthly": 1.0, "freq.quarterly": 1 / 3, "freq.yearly": 1 / 12,
}  # fmt: skip
"""Times a month of 30 days, five of seven are working days; a year has 12 months."""
_MONTH_MS = 2_592_000_000.0
_QUICK = {
    "freq.second": "realtime", "freq.minute": "realtime", "freq.hourly": "realtime",
    "freq.each": "realtime",
}  # fmt: skip
_NAMED = {**_QUICK, "freq.workday": "daily"}
RATES = ("#*freq", "##*freq", "1*freq")
"""A number a month, the product of two ("35 clients, 150 mails each a month"), and "one a day"."""


def frequency(token: Token) -> str | None:
    """Give the concept of how often, such as `freq.daily`."""
    return next((c for c in token.concepts if c.startswith("freq.")), None)


def changes_every(token: Token) -> str | None:
    """Give how often knowledge changes, as the profile says it."""
    often = frequency(token)
    return _NAMED.get(often, often[5:]) if often else None


def a_month(token: Token) -> float | None:
    """Give how many times a month a frequency is; None where it is no rate."""
    often = frequency(token)
    if often == "freq.each":  # every so many seconds
        return _MONTH_MS / token.quantity.value if token.quantity else None
    return _A_MONTH.get(often or "")


def a_month_of(sentence: Sentence, often: Token) -> float | None:
    """Give how many times a month, on workdays only where the sentence says so."""
    return a_month(often) if workdays_of(sentence, often) is None else _A_MONTH["freq.workday"]


def workdays_of(sentence: Sentence, often: Token) -> int | None:
    """Give the place where a sentence says that "a day" means a workday."""
    if frequency(often) != "freq.daily":
        return None
    places = range(len(sentence.tokens))
    return next((at for at in places if "workdays" in sentence.tokens[at].concepts), None)


def rate(value: str, sentence: Sentence, tokens: list[Token], counted: list[Token]) -> float | None:
    """Give how many a month; None where a part of the day is meant, of unknown length."""
    if value == "#*freq" and any(token.word == "per" and not token.concepts for token in tokens):
        return None  # "18 questions per office per day" is no total
    often = next((token for token in reversed(tokens) if frequency(token)), None)
    factor = a_month_of(sentence, often) if often else None
    numbers = [token.quantity.value for token in counted if token.quantity]
    if factor is None or (value != "1*freq" and not numbers):
        return None
    hours = hours_of(sentence, tokens)
    if hours is None and "business-hours" in sentence.concepts and _is_hourly(sentence, tokens):
        return None
    times = {"#*freq": numbers[:1], "##*freq": [*numbers[:1], *numbers[-1:]]}.get(value, [])
    often_each = 2 if any(token.word == "twice" for token in tokens) else 1
    product = prod(times) * often_each * factor * (hours.share if hours else 1.0)
    return None if 0 < product < 1 else product


def hours_of(sentence: Sentence, tokens: list[Token]) -> Hours | None:
    """Give the hours that a sentence names beside a rate by the hour, minute or second."""
    return named_hours(sentence.text) if _is_quick(tokens) else None


def told_until(sentence: Sentence, tokens: list[Token]) -> int:
    """Give where in the text the words end that tell of which hours and days a rate holds."""
    hours = hours_of(sentence, tokens)
    often = next((token for token in reversed(tokens) if frequency(token)), None)
    workdays = workdays_of(sentence, often) if often else None
    ends = [0 if hours is None else sentence.start + hours.end]
    ends += [] if workdays is None else [sentence.tokens[workdays].end]
    return max(ends)


def is_unsure(sentence: Sentence, tokens: list[Token]) -> bool:
    """Tell whether a rate is by the hour, and nobody said in how many hours of the day."""
    return _is_hourly(sentence, tokens) and hours_of(sentence, tokens) is None


def _is_hourly(sentence: Sentence, tokens: list[Token]) -> bool:
    """A rate by the hour, and nobody said that it holds day and night."""
    return _is_quick(tokens) and "always-on" not in sentence.concepts


def _is_quick(tokens: list[Token]) -> bool:
    return any(frequency(token) in _QUICK for token in tokens)
