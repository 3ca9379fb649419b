"""A stretch of a sentence, the words in it that label numbers, and what is around one number."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Clause:
    """A stretch of text that speaks of one thing."""

    start: int
    end: int
    text: str = ""
    terms: set[str] = field(default_factory=set)
    numbers: list[int] = field(default_factory=list)
    contrasts: bool = False
    """It begins with "than", "instead of", "but" …: what was named before is not meant."""
    attached: bool = False
    """It stands in brackets right behind a number, and is about that one."""


@dataclass(slots=True)
class Context:
    """The label words around one number."""

    own: frozenset[str]
    """In its own clause and nearer to no other number."""
    clause: frozenset[str]
    """In its own clause."""
    lead: frozenset[str]
    """In the clauses before that have no number, and in headings of its row or list."""
    sentence: frozenset[str]
    """All of the sentence."""
    before: frozenset[str]
    """In the earlier clauses of the sentence."""


@dataclass(slots=True)
class Label:
    """A word that may say what a number is."""

    start: int
    end: int
    term: str
    inside: int = -1
    """The number that it is part of."""
    implied: bool = False
    """The number stands for it, and says it of numbers of other kinds only."""
