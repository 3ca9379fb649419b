"""A clause of a sentence, with the questions that readers ask of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from agent.guided.reading.findings import Finding
from agent.guided.reading.scope import negation
from agent.guided.reading.tagging import Sentence
from agent.guided.reading.tokens import Token


@dataclass(frozen=True)
class Clause:
    """Tokens between two boundaries; places are those of the sentence."""

    sentence: Sentence
    places: range
    number: int
    """Which sentence of the message it is in."""

    def token(self, place: int) -> Token:
        return self.sentence.tokens[place]

    def around(self, first: int, last: int) -> range:
        """Give the places from first up to last, as far as the clause reaches."""
        return range(max(self.places.start, first), min(last, self.places.stop))

    def words(self, places: Iterable[int] | None = None) -> set[str]:
        return {self.token(place).word for place in (self.places if places is None else places)}

    def concepts(self, places: Iterable[int] | None = None) -> set[str]:
        chosen = self.places if places is None else places
        return {concept for place in chosen for concept in self.token(place).concepts}

    def all_of(self, concept: str) -> list[int]:
        return [place for place in self.places if concept in self.token(place).concepts]

    def negation(self, first: int, last: int) -> int | None:
        """Give the place of the negation that governs the tokens, if there is one."""
        return negation(self.sentence, min(first, last), max(first, last))

    def word_before(self, place: int) -> str:
        return self.token(place - 1).word if place else ""

    @property
    def void(self) -> set[str]:
        """The reasons why parts of it state no fact of the user's."""
        return {self.sentence.void[place] for place in self.places if place in self.sentence.void}

    def finding(self, field: str, value: Any, first: int, last: int) -> Finding:
        start, end = self.token(min(first, last)).start, self.token(max(first, last)).end
        return Finding(field, value, start, end, self.number)


def clauses(sentence: Sentence, number: int) -> list[Clause]:
    """Give the clauses of a sentence in order."""
    found, place = [], 0
    while place < len(sentence.tokens):
        if sentence.tokens[place].is_boundary:
            place += 1
            continue
        places = sentence.clause(place)
        found.append(Clause(sentence, places, number))
        place = places.stop + 1
    return found
