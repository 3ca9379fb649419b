"""Recognises the chapter among a user's documents, and links its passages to our notes."""

import csv
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from knowledge.documents.passages import DocumentPassage
from knowledge.lexical import Lexical
from knowledge.passages import Passage, built_in
from knowledge.words import words_of
from tools.errors import InputError
from tools.vocabulary import Record

FEWEST_HEADINGS = 6
"""Headings of the chapter that a document must have to be taken for it."""
MOST_NOTES = 3
"""Notes that one passage links to."""
_ENOUGH = 0.6
"""Share of the best note's score from which another note is linked too."""
_NUMBER = re.compile(r"^(?:\d+(?:\.\d+)*\.?|[QF]\d+[:.])\s+")
_QUESTION = re.compile(r"Q(\d)[:.]")
_EXERCISE = re.compile(r"Exercise 14\.1\.(\d)")
_FIGURE = re.compile(r"Figure 14\.1\.\d")


class Place(Record):
    """A heading of the chapter, and where our notes of it are."""

    heading: str
    """In lower case, without its number and signs."""
    places: tuple[str, ...]
    """How the anchors of those notes begin."""
    source: str
    """A note of that place: it must exist."""


@cache
def places() -> tuple[Place, ...]:
    """Read the headings of the chapter.

    Raises InputError, naming the line, where a row names no note of ours.
    """
    anchors = [each.anchor for each in built_in()]
    found = []
    text = (files("knowledge.documents") / "chapter_places.csv").read_text("utf-8")
    for number, row in enumerate(csv.DictReader(text.splitlines()), 2):
        place = Place(
            heading=row["heading"], places=tuple(row["places"].split()), source=row["source"]
        )
        missing = [each for each in place.places if not any(a.startswith(each) for a in anchors)]
        if place.source not in anchors or missing:
            name = missing[0] if missing else place.source
            raise InputError(f"chapter_places.csv line {number}: there is no note {name}")
        found.append(place)
    return tuple(found)


def linked(passages: Sequence[DocumentPassage]) -> tuple[bool, tuple[DocumentPassage, ...]]:
    """Say whether these are the chapter's passages, and give them with links to our notes."""
    known = {place.heading: place for place in places()}
    found = {title for each in passages for title in _titles(each)} & known.keys()
    if len(found) < FEWEST_HEADINGS:
        return False, tuple(passages)
    return True, tuple(each.model_copy(update={"notes": _notes(each, known)}) for each in passages)


def _titles(passage: DocumentPassage) -> list[str]:
    """Give the headings above a passage, the nearest first."""
    titles = passage.section.split(" · ")[1:]
    return [_plain(title) for title in reversed(titles)]


def _plain(title: str) -> str:
    return " ".join(words_of(_NUMBER.sub("", title)))


def _notes(passage: DocumentPassage, known: dict[str, Place]) -> tuple[str, ...]:
    if numbered := _numbered(passage):
        return numbered
    place = next((known[title] for title in _titles(passage) if title in known), None)
    near = _anchors_under(place.places) if place else ()
    return _most_alike(passage, near)


def _numbered(passage: DocumentPassage) -> tuple[str, ...]:
    """Find the notes of a self-check, an exercise or a figure by its number."""
    if question := _QUESTION.match(passage.title):
        return _anchors_under((f"14.1/check/q{question[1]}",))
    if exercise := _EXERCISE.match(passage.title):
        return _anchors_under((f"14.1/ex/{exercise[1]}",))
    is_figure = passage.part == "caption" and _FIGURE.search(passage.text)
    return ("14.1/0/figures",) if is_figure else ()


def _anchors_under(beginnings: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each.anchor for each in _chapter() if each.anchor.startswith(beginnings))


def _most_alike(passage: DocumentPassage, near: tuple[str, ...]) -> tuple[str, ...]:
    """Give the notes of a place that share most words with a passage of it."""
    if not near:
        return ()
    match = _words().search(f"{passage.title} {passage.text}")
    scores = dict(zip((each.anchor for each in _chapter()), match.scores, strict=True))
    best = sorted(near, key=lambda anchor: -scores[anchor])[:MOST_NOTES]
    return tuple(each for each in best if scores[each] >= _ENOUGH * scores[best[0]])


@cache
def _chapter() -> tuple[Passage, ...]:
    return tuple(each for each in built_in() if not each.is_evidence)


@cache
def _words() -> Lexical:
    return Lexical(_chapter())
