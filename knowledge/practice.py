"""Practice: the chapter's self-checks and exercises, answers compared point by point."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from knowledge.markdown import Entry, read_entries
from knowledge.words import words_of
from tools.errors import InputError, unknown_word
from tools.vocabulary import Record

PointKind = Literal["choice", "point", "slip"]
"""`choice` must be affirmed, `point` mentioned, `slip` is a common mistake."""

_NEGATIONS = frozenset({"not", "no", "never", "without", "instead", "nor", "don", "avoid", "than"})
_CLAUSE = "|"
_WORDS_NEGATED = 3
"""How far a negation reaches: "not fine-tuning" is no choice of fine-tuning."""
_WORDS_APART = 6
"""How far apart the words of one expression may stand."""


class Point(Record):
    """One thing that a good answer says, and the expressions that say it."""

    kind: PointKind
    says: str
    accepts: tuple[tuple[str, ...], ...]
    """Expressions: words near each other in this order; `*` stands for any ending."""


class Exercise(Record):
    """A question to practise with, and our own sketch of the answer."""

    id: str
    title: str
    question: str
    anchor: str
    """The passage that holds the answer."""
    points: tuple[Point, ...]


class Compared(Record):
    """An answer beside the sketch."""

    exercise: str
    anchor: str
    said: tuple[str, ...]
    missing: tuple[str, ...]
    slips: tuple[str, ...]


@cache
def exercises() -> tuple[Exercise, ...]:
    """Give the five self-checks and the five exercises, in order."""
    text = (files("knowledge") / "practice.md").read_text(encoding="utf-8")
    return tuple(map(_exercise, read_entries("practice.md", text, ("passage",))))


def exercise(name: str) -> Exercise:
    """Give one exercise by its id, as in `check-3`; InputError where there is none."""
    for each in exercises():
        if each.id == name:
            return each
    raise InputError(unknown_word("exercise", name, [each.id for each in exercises()]), "exercise")


def compare(name: str, answer: str) -> Compared:
    """Compare an answer's points with the sketch, by words alone: the same answer, the same result.

    A point counts as said where one of its expressions occurs. A choice and a slip count only where
    no negation stands shortly before.

    >>> compare("check-1", "RAG, not fine-tuning: the index stays current").said
    ('Retrieval (RAG)', 'The index serves the newest version, nothing is retrained')
    >>> compare("check-1", "We should fine-tune").slips
    ('Fine-tuning alone bakes in what changes next quarter',)
    """
    asked, words = exercise(name), _words(answer)
    said = [each for each in asked.points if _is_said(each, words)]
    chosen = any(each.kind == "choice" for each in said)
    wanted = [each for each in asked.points if each.kind != "slip"]
    return Compared(
        exercise=asked.id,
        anchor=asked.anchor,
        said=tuple(each.says for each in wanted if each in said),
        missing=tuple(each.says for each in wanted if each not in said),
        slips=tuple(each.says for each in said if each.kind == "slip" and not chosen),
    )


def _words(answer: str) -> list[str]:
    """Split into words, with a bar where a clause ends."""
    clauses = re.split(r"[.,;:!?](?=\s|$)|\bbut\b", answer)
    return [word for clause in clauses for word in (*words_of(clause), _CLAUSE)]


def _is_said(point: Point, words: Sequence[str]) -> bool:
    places = (at for expression in point.accepts for at in _places(expression, words))
    if point.kind == "point":
        return next(places, None) is not None
    return any(not _is_negated(at, words) for at in places)


def _is_negated(at: int, words: Sequence[str]) -> bool:
    before = list(reversed(words[max(0, at - _WORDS_NEGATED) : at]))
    same_clause = before[: before.index(_CLAUSE)] if _CLAUSE in before else before
    return not _NEGATIONS.isdisjoint(same_clause)


def _places(expression: tuple[str, ...], words: Sequence[str]) -> Iterator[int]:
    """Find where the words of an expression begin, in this order and near each other."""
    for start, word in enumerate(words):
        if not _fits(expression[0], word):
            continue
        at = start
        for wanted in expression[1:]:
            window = range(at + 1, min(at + 1 + _WORDS_APART, len(words)))
            at = next((place for place in window if _fits(wanted, words[place])), -1)
            if at < 0:
                break
        else:
            yield start


def _fits(wanted: str, word: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted


def _exercise(entry: Entry) -> Exercise:
    points = [_point(entry, line) for line in entry.facts]
    if len(entry.asked) != 1 or not points:
        raise entry.wrong("an exercise has one '? question' and its points")
    return Exercise(
        id=entry.anchor,
        title=entry.title,
        question=entry.asked[0],
        anchor=entry.fields["passage"],
        points=tuple(points),
    )


def _point(entry: Entry, line: str) -> Point:
    head, *expressions = line.split(" | ")
    kind, _, says = head.partition(": ")
    if kind not in get_args(PointKind):
        raise entry.wrong(unknown_word("kind of point", kind, list(get_args(PointKind))))
    if not expressions:
        raise entry.wrong(f"point {says!r} accepts nothing")
    accepts = tuple(tuple(re.findall(r"\S+", each)) for each in expressions)
    return Point(kind=kind, says=says, accepts=accepts)
