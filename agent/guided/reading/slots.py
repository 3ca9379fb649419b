"""How an answer to each field is read; a field that fields.csv lacks goes by its type."""

from dataclasses import dataclass
from functools import cache
from typing import get_args

from agent.guided.reading.tables import alternatives, word_table
from tools.vocabulary import TaskProfile


@dataclass(frozen=True)
class Slot:
    """How answers to one field are read."""

    field: str
    kind: str
    topics: tuple[frozenset[str], ...] = ()
    outcome: str = ""
    """The field that a verdict in words sets."""
    tight: str = ""
    """The field that "tight" sets."""
    tried: str = ""
    """The field that "not tried" sets."""


@cache
def slots() -> dict[str, Slot]:
    """Give the rows of fields.csv, and for every other field of the profile one by its type."""
    rows = word_table("fields", ("field", "kind", "topics", "outcome", "tight", "tried"))
    listed = {
        field: Slot(field, kind, _topics(topics), outcome, tight, tried)
        for field, kind, topics, outcome, tight, tried in rows
    }
    return {
        name: listed.get(name) or Slot(name, _kind_of(name)) for name in TaskProfile.model_fields
    }


def _topics(cell: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(topic.split("+")) for topic in alternatives(cell))


def _kind_of(field: str) -> str:
    annotation = str(TaskProfile.model_fields[field].annotation).replace("typing.", "")
    if "bool" in annotation and "Literal" not in annotation:
        return "yes_no"
    if "Literal" in annotation:
        return "choice"
    for ending, kind in (
        ("_usd", "money"),
        ("_tokens", "tokens"),
        ("_ms", "duration"),
        ("_gb", "memory"),
    ):
        if field.endswith(ending):
            return kind
    if "high=1," in annotation:
        return "share"
    return "count" if "int" in annotation or "float" in annotation else "text"


@cache
def choices(field: str) -> tuple[str, ...]:
    """Give the words a field allows, () where it is no enumeration."""
    return _literals(TaskProfile.model_fields[field].annotation)


def _literals(annotation: object) -> tuple[str, ...]:
    words: list[str] = []
    for each in get_args(annotation):
        words += [each] if isinstance(each, str) else _literals(each)
    return tuple(words)
