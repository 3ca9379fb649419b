"""Facts found in single sentences by the rows of rules.csv."""

from dataclasses import dataclass
from typing import Any

from agent.guided.reading.patterns import Match, matches
from agent.guided.reading.scope import negation
from agent.guided.reading.tagging import Sentence, Token

_A_MONTH = {
    "freq.second": 2_592_000.0, "freq.minute": 43_200.0, "freq.hourly": 720.0, "freq.daily": 30.0,
    "freq.workday": 150 / 7,
    "freq.weekly": 30 / 7, "freq.monthly": 1.0, "freq.quarterly": 1 / 3, "freq.yearly": 1 / 12,
}  # fmt: skip
"""Times a month of 30 days, five of seven are working days; a year has 12 months."""
_QUICK = {"freq.second": "realtime", "freq.minute": "realtime", "freq.hourly": "realtime"}
_NAMED = {**_QUICK, "freq.workday": "daily"}
_RATES = ("#*freq", "##*freq")
"""A number a month, and the product of two ("35 clients, 150 mails each a month")."""
_LEAST_CORPUS = 10_000
"""Fewer tokens are a text, not a corpus."""
_WHOLE_CLAIMS = ("injection", "hypothetical", "question", "condition")


@dataclass(frozen=True)
class Finding:
    """One possible fact, with its place in the text."""

    field: str
    value: Any
    start: int
    end: int
    sentence: int = 0
    assumed: bool = False
    quantity: Token | None = None


def frequency(token: Token) -> str | None:
    """Give the concept of how often, such as `freq.daily`."""
    return next((c for c in token.concepts if c.startswith("freq.")), None)


def changes_every(token: Token) -> str | None:
    """Give how often knowledge changes, as the profile says it."""
    often = frequency(token)
    return _NAMED.get(often, often[5:]) if often else None


def a_month(token: Token) -> float | None:
    """Give how many times a month a frequency is; None where it is no rate."""
    return _A_MONTH.get(frequency(token) or "")


def read_rules(sentence: Sentence, number: int) -> list[Finding]:
    """Give what the rules read in one sentence; a quantity serves one field only."""
    found: list[Finding] = []
    taken: dict[int, str] = {}
    for match in matches(sentence):
        if _void(sentence, match):
            continue
        finding = _finding(sentence, match, number)
        if finding is None:
            continue
        owner = finding.quantity and taken.setdefault(finding.quantity.start, finding.field)
        if owner in (None, finding.field):
            found.append(finding)
    return found


def _void(sentence: Sentence, match: Match) -> bool:
    """Other people's figures are no facts; what others do with the data may be one."""
    reasons = {sentence.void[place] for place in match.places if place in sentence.void}
    if reasons & set(_WHOLE_CLAIMS):
        return True
    return bool(reasons) and match.rule.value.startswith("#")


def _finding(sentence: Sentence, match: Match, number: int) -> Finding | None:
    rule, first, last = match.rule, match.first, match.last
    value = rule.value
    turned = None if rule.says_not else negation(sentence, match.first, match.last)
    if turned is not None:
        value, first, last = rule.negated, min(turned, first), max(turned, last)
    if value == "-":
        return None
    tokens = [sentence.tokens[place] for place in match.places]
    counted = [token for token in tokens if token.concepts & _wanted(match)]
    quantity = counted[-1 if value == "#2" else 0] if counted else None
    read = _value(value.rstrip("?"), tokens, quantity)
    if value == "##*freq" and read is not None:
        quantity = counted[-1]
        read *= quantity.quantity.value if quantity.quantity else 1.0
    if read is None or (value in _RATES and _is_part_of_day(sentence, tokens)):
        return None
    if value == "#*freq" and any(token.word == "per" and not token.concepts for token in tokens):
        return None  # "18 questions per office per day" is no total
    if value == "#" and "#count" in _kinds_of(quantity) and 0 < read < 1:
        return None  # "half a page" counts no pages
    if rule.field == "domain_corpus_tokens" and read < _LEAST_CORPUS:
        return None
    vague = quantity is not None and quantity.quantity is not None and quantity.quantity.vague
    return Finding(
        rule.field,
        read,
        sentence.tokens[first].start,
        sentence.tokens[last].end,
        number,
        assumed=value.endswith("?") or vague or (value in _RATES and _is_hourly(sentence, tokens)),
        quantity=quantity if value.startswith("#") else None,
    )


def _kinds_of(token: Token | None) -> frozenset[str]:
    return token.concepts if token else frozenset()


def _wanted(match: Match) -> set[str]:
    kinds = {each for needed in match.rule.needed for each in needed if each.startswith("#")}
    special = {"#small-money": "#money", "#alone": "#count", "#many-tokens": "#tokens"}
    return kinds | {special[kind] for kind in kinds if kind in special}


def _is_hourly(sentence: Sentence, tokens: list[Token]) -> bool:
    """A rate by the hour, and nobody said that it holds day and night."""
    hourly = any(frequency(token) in _QUICK for token in tokens)
    return hourly and "always-on" not in sentence.concepts


def _is_part_of_day(sentence: Sentence, tokens: list[Token]) -> bool:
    return "business-hours" in sentence.concepts and _is_hourly(sentence, tokens)


def _value(value: str, tokens: list[Token], quantity: Token | None) -> Any:
    often = next((token for token in reversed(tokens) if frequency(token)), None)
    if value == "freq":
        return changes_every(often) if often else None
    if value.startswith("#"):
        if quantity is None or quantity.quantity is None:
            return None
        factor = (a_month(often) if often else None) if value in _RATES else 1.0
        if factor is None:
            return None
        product = quantity.quantity.value * factor
        return None if value in _RATES and 0 < product < 1 else product
    if value in ("true", "false"):
        return value == "true"
    return 0 if value == "0" else value
