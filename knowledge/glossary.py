"""The field's terms in plain words, and everyday words for what the notes say."""

import csv
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from knowledge.words import words_of
from tools.errors import InputError
from tools.vocabulary import Record


class Term(Record):
    """A term, what it means, and the passage that says more."""

    term: str
    meaning: str
    anchor: str
    signs: tuple[str, ...] = ()
    """Words that show by themselves that a question is about this field."""


@cache
def glossary() -> tuple[Term, ...]:
    """Give every term, in the order of the table."""
    rows = _rows("glossary.csv", ("term", "meaning", "anchor", "signs"))
    return tuple(
        Term(term=term, meaning=meaning, anchor=anchor, signs=tuple(signs.split()))
        for term, meaning, anchor, signs in rows
    )


_ASKS_WHAT_IT_IS = re.compile(
    r"\W*(?:(?:and|but|so|sorry|wait|hm+|please|again|ok(?:ay)?|hi|hello)\W+)*"
    r"(?:what(?:['’]?s|\s+is|\s+are|\s+was)(?:\s+meant\s+by|\s+this)?|what\s+does|define|explain"
    r"|(?:the\s+)?(?:meaning|definition)\s+of)\s+"
    r"(?:an?\s+|the\s+|your\s+)?(?:term\s+|word\s+)?[\"“']?(?P<term>[\w\s-]+?)[\"”']?"
    r"(?:\s+(?:mean|means|stand\s+for|exactly|again|please|then|here|in\s+(?:simple|plain)"
    r"\s+(?:words|terms|english)))*\W*",
    re.IGNORECASE,
)


def term_asked_for(question: str) -> Term | None:
    """Give the term whose meaning is asked for; None for any other question.

    >>> [term and term.term for term in map(term_asked_for, (
    ...     "What is an epoch?", "whats qlora", "What does SFT stand for?", "What is the price?"))]
    ['epoch', 'QLoRA', 'SFT', None]
    """
    asked = _ASKS_WHAT_IT_IS.fullmatch(question[:120])
    return _by_name().get(_name(asked["term"])) if asked else None


@cache
def _by_name() -> dict[str, Term]:
    return {_name(each.term): each for each in glossary()}


def _name(term: str) -> str:
    """Spell a term so that capitals, hyphens and a plural make no difference."""
    return "".join(each for each in term.lower() if each.isalnum()).removesuffix("s")


@cache
def signs_of_the_field() -> frozenset[str]:
    """Give the words that only a question about this field would hold."""
    return frozenset(word for term in glossary() for sign in term.signs for word in words_of(sign))


@cache
def thesaurus() -> dict[str, tuple[str, ...]]:
    """Give, for a word that the notes may not use, the words that they do use."""
    rows = _rows("thesaurus.csv", ("word", "means"))
    return {words_of(word)[0]: tuple(words_of(means)) for word, means in rows}


def _rows(name: str, columns: tuple[str, ...]) -> Iterator[list[str]]:
    reader = csv.reader((files("knowledge") / name).read_text(encoding="utf-8").splitlines())
    if tuple(found := next(reader, [])) != columns:
        raise InputError(f"{name} line 1: expected {','.join(columns)}, found {','.join(found)}")
    for row in reader:
        if len(row) != len(columns) or not all(cell.strip() for cell in row[:2]):
            raise InputError(f"{name} line {reader.line_num}: a cell is missing in {row}")
        yield row
