"""Whether a value follows from a quote: what a chat model records must be readable in the words."""

import re
from functools import cache
from typing import Any

from agent.guided.reading.answers import read_answer
from agent.guided.reading.language import language_of
from agent.guided.reading.parsing import parsed
from agent.guided.reading.patterns import rules
from agent.guided.reading.rates import a_month
from agent.guided.reading.reader import read_facts
from agent.guided.reading.scope import negated
from agent.guided.reading.slots import slots
from agent.guided.reading.tagging import Sentence

_NEAR = 0.01
_SEPARATOR = re.compile(r"\d[.,]\d")
"""A short quote doesn't tell whether 1.500 is one and a half: both are tried."""
_UNITS = {
    "count": {"count", "things", "epochs", "gpus", "shots", "percent", "decimal", "bits", "price"},
    "rate": {"count", "things"},
    "tokens": {"tokens", "count"},
    "duration": {"duration", "minutes"},
    "money": {"money", "per-request", "price"},
    "parameters": {"parameters"},
    "memory": {"memory"},
    "share": {"percent", "score", "decimal", "count"},
}
"""Kinds of quantities that a field of a kind may be read from."""
_SAID_IN_WORDS = ("change", "choice", "entered", "few_shot")
_SCORES = ("#percent", "#score", "#decimal", "#count")
_COMMON = frozenset(
    {"need", "most", "least", "be", "own", "has", "not", "verb", "pronoun", "stay", "leave", "ask"}
    | {"allowed", "in-words", "easy", "future", "person", "asks", "output-verb", "freq", "target"}
    | {"train", "info", "relaxed", "change", "money-tight", "tried", "llm", "tell", "boundary"}
)
"""Concepts of many fields: they don't tell what a quote is about."""


def follows(field: str, value: object, quote: str, asked: str | None) -> bool:
    """Tell whether a value of a field follows from the quoted words, said in answer to `asked`.

    Numbers must stand in the quote, in any unit; words and yes or no must be what the quote says,
    and must at least not be against it where only its subject is clear.

    >>> follows("monthly_requests", 36_000, "1,200 requests a day", None)
    True
    >>> follows("labelled_examples", 500, "about 300 labelled emails", None)
    False
    >>> follows("needs_citations", True, "we don't need citations", None)
    False
    >>> follows("prompting_meets_target", False, "below bar", "prompting_quality")
    True
    """
    slot = slots().get(field)
    if slot is None or not quote.strip():
        return False
    if slot.kind == "text":
        return _is_said(field, str(value), quote)
    read = parsed(quote, language_of(quote))
    if _follows(field, value, read, _readings(field, quote, asked, read), asked):
        return True
    other = parsed(quote, "de") if _SEPARATOR.search(quote) else []
    return isinstance(value, int | float) and _follows(field, value, other, [], asked)


def _follows(
    field: str, value: object, read: list[Sentence], readings: list[Any], asked: str | None
) -> bool:
    if readings:
        return any(_same(value, each) for each in readings)
    if isinstance(value, bool):
        return _is_supported(field, value, read, asked)
    if isinstance(value, int | float):
        return any(_same(value, each) for each in _numbers(field, read, asked))
    return False


def _is_said(field: str, value: str, quote: str) -> bool:
    if field == "language":
        return value[:2] == language_of(quote)
    words = {word for word in value.lower().split() if len(word) > 3}
    return bool(words & set(quote.lower().split())) or value.lower() in quote.lower()


def _readings(field: str, quote: str, asked: str | None, read: list[Sentence]) -> list[Any]:
    """What the reader itself reads for the field: in the quote alone, and as an answer."""
    found = [fact.value for fact in read_facts(quote, asked).facts if fact.field == field]
    if asked is not None and asked in (field, _asker(field)):
        found += _answers(asked, field, read)
    if not found and slots()[field].kind in _SAID_IN_WORDS:
        found += _answers(field, field, read)
    return found


def _answers(asked: str, field: str, read: list[Sentence]) -> list[Any]:
    if not read or asked not in slots():
        return []
    answer = read_answer(asked, read[0], range(len(read[0].tokens)), 0)
    return [finding.value for finding in answer if finding.field == field]


def _asker(field: str) -> str | None:
    """The field whose question "below bar" or "tight" answers for this one."""
    askers = (s.field for s in slots().values() if field in (s.outcome, s.tight, s.tried))
    return next((asker for asker in askers if asker != field), None)


def _same(value: object, read: object) -> bool:
    words = {True: "yes", False: "no"}
    if isinstance(value, bool) or isinstance(read, bool):
        said = words.get(value) if isinstance(value, bool) else value
        return said == (words.get(read) if isinstance(read, bool) else read)
    if isinstance(value, int | float) and isinstance(read, int | float):
        return abs(value - read) <= _NEAR * max(abs(value), abs(read))
    return value == read


@cache
def _concepts(field: str) -> frozenset[str]:
    """All concepts by which the rules and the table know a field."""
    topics = {concept for topics in slots()[field].topics for concept in topics}
    needed = {c for rule in rules() if rule.field == field for each in rule.needed for c in each}
    return frozenset((topics | needed) - _COMMON)


def _is_supported(field: str, value: bool, read: list[Sentence], asked: str | None) -> bool:
    """The quote speaks of the field, and says yes or no as the value does.

    A figure supports a verdict, and that something was tried: the other figure stands elsewhere.
    """
    concepts = {concept for sentence in read for concept in sentence.concepts}
    if field.endswith("_tried") and not value and "tried" in concepts:
        return any(_is_turned(sentence) for sentence in read)
    if field.endswith("_meets_target") or (field.endswith("_tried") and value):
        if concepts & {*_SCORES, "out"}:
            return True
        if "subj" in concepts and field.endswith("_tried"):
            return not any(_is_turned(sentence) for sentence in read)
    for sentence in read:
        if sentence.concepts & _concepts(field) or asked == field:
            return value != _is_turned(sentence)
    return False


def _is_turned(sentence: Sentence) -> bool:
    places = range(len(sentence.tokens))
    return "relaxed" in sentence.concepts or any(negated(sentence, at, at) for at in places)


def _numbers(field: str, read: list[Sentence], asked: str | None) -> list[float]:
    """Every number the quote could mean for a field of this kind."""
    kind = slots()[field].kind
    found: list[float] = []
    for sentence in read:
        counts = []
        for place, token in enumerate(sentence.tokens):
            quantity = token.quantity
            given_up = place > 0 and sentence.tokens[place - 1].word in ("not", "no")
            if quantity is None or place in sentence.void or given_up:
                continue
            if quantity.kind in _UNITS.get(kind, {"count"}) or (quantity.bare and asked == field):
                found += _meant(kind, {quantity.value, quantity.low, quantity.high}, sentence)
                counts.append(quantity.value)
        found += [sum(counts)] if field == "knowledge_records" else []
        if kind in ("count", "rate") and "not" in sentence.concepts and not counts:
            found.append(0.0)
    return found


def _meant(kind: str, values: set[float], sentence: Sentence) -> list[float]:
    if kind == "rate":
        factors = [factor for token in sentence.tokens if (factor := a_month(token))]
        return [value * factor for value in values for factor in factors or [1.0]]
    if kind == "share":
        shares = {value / 100 if value > 1 else value for value in values}
        return [*shares, *(1 - share for share in shares)]
    return list(values)
