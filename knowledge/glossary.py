"""The field's terms in plain words, and everyday words for what the notes say."""

import csv
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
