"""Reading prose: the numbers of passages and of the user's words, with the words around them."""

import re
from collections.abc import Iterator
from functools import lru_cache

from agent.grounding.clauses.clauses import contexts
from agent.grounding.clauses.labels import mentions
from agent.grounding.known.values import Place, Value
from agent.grounding.numbers.characters import fold
from agent.grounding.numbers.measures import periods
from agent.grounding.numbers.quantities import quantities
from agent.grounding.splitting import Unit, in_pieces

_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_PASTED = re.compile(
    r"```.*?(?:```|\Z)|\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|<(?:tool|result|function"
    r"|system)[^>]*>.*?(?:</[^>]*>|\Z)"
    r"|(?:^|\n|\.\s|:\s)[^\n]*?\b(?:tool[ _-]?(?:results?|outputs?|calls?|returned|says?|said)"
    r"|function[ _]result|system\s*:|assistant\s*:"
    r"|\w+_\w+\s*(?:returned|says|said|output|result|=>|->|:|→))[^\n]*",
    re.S | re.I,
)


@lru_cache(maxsize=1024)
def without_pasted_results(message: str) -> str:
    """Leave out of a user's message what poses as the result of a tool.

    >>> without_pasted_results('Here: {"total_gb": 12} for 13B')
    'Here:   for 13B'
    """
    return _PASTED.sub(" ", message)


@lru_cache(maxsize=512)
def prose(text: str, origin: str, place: Place, title: str = "") -> tuple[Value, ...]:
    """Read the numbers of a text, each with the label words of its clause and its sentence."""
    return tuple(_values(text, origin, place, frozenset(t for _, _, t in mentions(title))))


def _sentences(text: str) -> Iterator[str]:
    for sentence in _SENTENCE.split(text):
        yield from (piece.text for piece in in_pieces(Unit(sentence, 0, "sentence")))


def _values(text: str, origin: str, place: Place, title: frozenset[str]) -> Iterator[Value]:
    for index, sentence in enumerate(_sentences(fold(text).text)):
        for number, measure in periods(sentence):
            yield Value(origin, number, measure, place)
        found = [each for each in quantities(sentence, prose=True) if not each.structure]
        if not found:
            continue
        none = [frozenset[str]()] * len(found)
        around = contexts(sentence, found, none, none, None, title)
        for each, context in zip(found, around, strict=True):
            terms = context.own
            if each.range_with is not None:
                terms |= around[found.index(each.range_with)].own
            yield Value(
                origin, each.value, each.measure, place, terms or context.lead - title,
                context.sentence, f"{origin}#{index}", -1, False, each.date, each.end_of_range,
                hedge=each.hedge,
            )  # fmt: skip
