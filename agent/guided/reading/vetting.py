"""Whether a value follows from a quote: what a chat model records must be readable in the words."""

from typing import Any

from agent.guided.reading.answers import read_answer, slots
from agent.guided.reading.findings import a_month
from agent.guided.reading.language import language_of
from agent.guided.reading.patterns import rules
from agent.guided.reading.reader import read_facts, tagged
from agent.guided.reading.scope import negated
from agent.guided.reading.tagging import Sentence

_NEAR = 0.01
_UNITS = {
    "count": ("count", "things", "epochs", "gpus", "shots"), "rate": ("count", "things"), "tokens": ("tokens", "count"),
    "duration": ("duration", "minutes"), "money": ("money", "per-request", "price"), "parameters": ("parameters",),
    "memory": ("memory",), "share": ("percent", "score", "decimal", "count"), "points": ("count", "percent", "decimal"),
}  # fmt: skip


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
    if field == "language":
        return str(value)[:2] == language_of(quote)
    if slot.kind == "text":
        return _shares_a_word(str(value), quote)
    readings = _readings(field, quote, asked)
    if readings:
        return any(_same(value, each) for each in readings)
    if isinstance(value, bool):
        return _not_against(field, value, quote, asked)
    if isinstance(value, int | float):
        return any(_same(value, each) for each in _numbers(field, slot.kind, quote, asked))
    return False


def _shares_a_word(value: str, quote: str) -> bool:
    long = {word for word in value.lower().split() if len(word) > 3}
    return bool(long & set(quote.lower().split())) or value.lower() in quote.lower()


def _readings(field: str, quote: str, asked: str | None) -> list[Any]:
    """What the reader itself reads for the field: in the quote alone, and as an answer."""
    found = [f.value for f in read_facts(quote, asked).facts if f.field == field]
    comma = language_of(quote) != "en"
    sentences = tagged(quote, comma_is_decimal=comma)
    if asked in (field, _asker(field)) and sentences:
        places = range(len(sentences[0].tokens))
        found += [
            f.value
            for f in read_answer(asked or field, sentences[0], places, 0)
            if f.field == field
        ]
    if (
        not found
        and slots()[field].kind in ("change", "choice", "entered", "few_shot")
        and sentences
    ):
        places = range(len(sentences[0].tokens))
        found += [f.value for f in read_answer(field, sentences[0], places, 0) if f.field == field]
    return found


def _asker(field: str) -> str | None:
    """The field whose question "below bar" or "tight" answers for this one."""
    return next(
        (s.field for s in slots().values() if field in (s.outcome, s.tight) and s.field != field),
        None,
    )


def _same(value: object, read: object) -> bool:
    if isinstance(value, bool) or isinstance(read, bool):
        return value in (read, {True: "yes", False: "no"}.get(read)) if isinstance(read, bool) else (
            {True: "yes", False: "no"}.get(bool(value)) == read)  # fmt: skip
    if isinstance(value, int | float) and isinstance(read, int | float):
        return abs(value - read) <= _NEAR * max(abs(value), abs(read))
    return value == read


def _concepts(field: str) -> frozenset[str]:
    """All concepts by which the rules and the table know a field."""
    words = {concept for topics in slots()[field].topics for concept in topics}
    for rule in rules():
        if rule.field == field:
            words |= {c for needed in rule.needed for c in needed if c not in _COMMON}
    return frozenset(words)


_COMMON = frozenset("need most least be own has not verb pronoun stay leave allowed ask in-words easy future person asks"
                    " output-verb freq target train info relaxed change money-tight tried info llm".split())  # fmt: skip


def _not_against(field: str, value: bool, quote: str, asked: str | None) -> bool:
    """The quote speaks of the field, and says yes or no as the value does."""
    for sentence in tagged(quote):
        if sentence.concepts & _concepts(field) or asked == field:
            last = len(sentence.tokens) - 1
            turned = any(negated(sentence, place, place) for place in range(last + 1))
            unimportant = "relaxed" in sentence.concepts
            return value != (turned or unimportant)
    return False


def _numbers(field: str, kind: str, quote: str, asked: str | None) -> list[float]:
    """Every number the quote could mean for a field of this kind."""
    found: list[float] = []
    for sentence in tagged(quote, comma_is_decimal=language_of(quote) != "en"):
        for place, token in enumerate(sentence.tokens):
            quantity = token.quantity
            if quantity is None or place in sentence.void or _given_up(sentence, place):
                continue
            if quantity.kind in _UNITS.get(kind, ("count",)) or (quantity.bare and asked == field):
                found += _meant(kind, [quantity.value, quantity.low, quantity.high], sentence)
        records = [
            t.quantity.value for t in sentence.tokens if t.quantity and t.quantity.kind == "count"
        ]
        if field == "knowledge_records" and len(records) > 1:
            found.append(sum(records))
    return found


def _given_up(sentence: Sentence, place: int) -> bool:
    return place > 0 and sentence.tokens[place - 1].word in ("not", "no")


def _meant(kind: str, values: list[float], sentence: Sentence) -> list[float]:
    if kind == "rate":
        factors = [a_month(token) for token in sentence.tokens]
        return [value * factor for value in values for factor in factors if factor] or values
    if kind == "share":
        return [
            *values,
            *(value / 100 for value in values if value > 1),
            *(1 - value for value in values if value <= 1),
        ]
    return values
