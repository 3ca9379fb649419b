"""What the profile takes, every tool takes that is given it."""

from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter

from tools import CATALOGUE
from tools.ranges import Within
from tools.vocabulary import Record, TaskProfile

PAIRS = [
    (tool, ours, theirs)
    for tool, known in CATALOGUE.items()
    for ours, theirs in known.profile_fields.items()
]


def limits_of(annotation: Any) -> list[float]:
    found = [each for each in getattr(annotation, "__metadata__", ()) if isinstance(each, Within)]
    inner = [limit for each in getattr(annotation, "__args__", ()) for limit in limits_of(each)]
    nearly = 1 + 1e-9
    return [
        limit
        for each in found
        for limit in (each.low * nearly + 1e-12 if each.above else each.low, each.high)
    ] + inner


def type_of(record: type[Record], field: str) -> Any:
    known = record.model_fields[field]
    if not known.metadata:
        return known.annotation
    return Annotated[(known.annotation, *known.metadata)]


@pytest.mark.parametrize(("tool", "ours", "theirs"), PAIRS, ids=lambda each: str(each))
def test_a_tool_takes_the_limits_of_what_fills_it_in(tool: str, ours: str, theirs: str) -> None:
    adapter = TypeAdapter(type_of(CATALOGUE[tool].request, ours))

    for limit in limits_of(type_of(TaskProfile, theirs)):
        adapter.validate_python(int(limit) if float(limit).is_integer() else limit)
