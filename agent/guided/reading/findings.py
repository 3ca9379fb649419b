"""Facts found in single sentences by the rows of rules.csv."""

from dataclasses import dataclass
from typing import Any

from agent.guided.reading.patterns import Match, matches
from agent.guided.reading.rates import RATES, changes_every, frequency, is_unsure, rate, told_until
from agent.guided.reading.scope import negation
from agent.guided.reading.tagging import Sentence
from agent.guided.reading.tokens import Token

LEAST_CORPUS = 10_000
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
    counted = _counted(sentence, match)
    read = _read(sentence, match, value, counted)
    if read is None:
        return None
    quantity = counted[-1 if value in ("#2", "##*freq") else 0] if counted else None
    if counted:
        first, last = _within_boundaries(sentence, first, last)
    end = sentence.tokens[last].end
    if value in RATES:
        end = max(end, told_until(sentence, _tokens(sentence, match)))
    return Finding(
        rule.field,
        read,
        min(sentence.tokens[first].start, _unit_told_at(sentence, quantity)),
        end,
        number,
        assumed=value.endswith("?")
        or _is_vague(quantity)
        or (value in RATES and is_unsure(sentence, _tokens(sentence, match))),
        quantity=quantity if value.startswith("#") else None,
    )


def _within_boundaries(sentence: Sentence, first: int, last: int) -> tuple[int, int]:
    """Leave the commas out of a quote that they only bound."""
    words = [at for at in range(first, last + 1) if not sentence.tokens[at].is_boundary]
    return (words[0], words[-1]) if words else (first, last)


def _unit_told_at(sentence: Sentence, token: Token | None) -> int:
    """Give where the unit of "900 ms, we need under 200" is told."""
    lender = token.quantity.lender if token and token.quantity else None
    return sentence.start + (len(sentence.text) if lender is None else lender)


def _counted(sentence: Sentence, match: Match) -> list[Token]:
    wanted = _wanted(match)
    return [token for token in _tokens(sentence, match) if token.concepts & wanted]


def _tokens(sentence: Sentence, match: Match) -> list[Token]:
    return [sentence.tokens[place] for place in match.places]


def _read(sentence: Sentence, match: Match, value: str, counted: list[Token]) -> Any:
    """Give the value that a rule reads; None where the words give none after all."""
    if value in RATES:
        return rate(value, sentence, _tokens(sentence, match), counted)
    quantity = counted[-1 if value == "#2" else 0] if counted else None
    read = _value(value.rstrip("?"), _tokens(sentence, match), quantity)
    if value == "#" and read is not None and "#count" in _kinds_of(quantity) and 0 < read < 1:
        return None  # "half a page" counts no pages
    if match.rule.field == "domain_corpus_tokens" and read is not None and read < LEAST_CORPUS:
        return None
    return read


def _is_vague(token: Token | None) -> bool:
    return token is not None and token.quantity is not None and token.quantity.vague


def _kinds_of(token: Token | None) -> frozenset[str]:
    return token.concepts if token else frozenset()


def _wanted(match: Match) -> set[str]:
    kinds = {each for needed in match.rule.needed for each in needed if each.startswith("#")}
    special = {"#small-money": "#money", "#alone": "#count", "#many-tokens": "#tokens"}
    return kinds | {special[kind] for kind in kinds if kind in special}


def _value(value: str, tokens: list[Token], quantity: Token | None) -> Any:
    often = next((token for token in reversed(tokens) if frequency(token)), None)
    if value == "freq":
        return changes_every(often) if often else None
    if value.startswith("#"):
        return quantity.quantity.value if quantity and quantity.quantity else None
    if value in ("true", "false"):
        return value == "true"
    return 0 if value == "0" else value
