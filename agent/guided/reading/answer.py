"""An answer to the question that was asked: its words, and the field that they answer."""

from dataclasses import dataclass
from typing import Any

from agent.guided.reading.findings import Finding
from agent.guided.reading.slots import Slot
from agent.guided.reading.tagging import Sentence
from agent.guided.reading.tokens import Token


@dataclass(frozen=True)
class Answer:
    """Tokens of a sentence that answer a field."""

    slot: Slot
    sentence: Sentence
    places: range
    number: int
    taken: frozenset[int]
    """Where quantities start that belong to another field."""

    @property
    def tokens(self) -> list[Token]:
        return [self.sentence.tokens[place] for place in self.places]

    def finding(
        self, value: Any, first: int, last: int, field: str = "", assumed: bool = False
    ) -> list[Finding]:
        tokens = self.sentence.tokens
        return [Finding(field or self.slot.field, value, tokens[first].start, tokens[last].end,
                        self.number, assumed)]  # fmt: skip

    def first(self, *concepts: str) -> int | None:
        wanted = set(concepts)
        return next((p for p in self.places if self.sentence.tokens[p].concepts & wanted), None)

    def head(self) -> int:
        """The first place behind "well", "I think", "we have", "about"."""
        passing = {"filler", "own", "has", "be", "pronoun"}
        for place in self.places:
            token = self.sentence.tokens[place]
            if not token.concepts & passing - {"yes"} and token.word != ",":
                return place
        return self.places.start


def denied(sentence: Sentence, place: int) -> bool:
    """ "not 9,000" gives the number up, "no wait, 9,000" does not."""
    before = sentence.tokens[place - 1 : place] if place else ()
    return any(t.word in ("not", "no") and "correction" not in t.concepts for t in before)
