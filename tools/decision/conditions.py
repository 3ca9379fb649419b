"""Conditions over the facts of a record: one a column, or several in one cell."""

import types
from collections.abc import Iterable
from typing import Any, Literal, Union, get_args, get_origin

from tools.decision.cells import Condition, Interval, Words, parse_cell
from tools.errors import InputError
from tools.tables import Line
from tools.vocabulary import Record


def parse_when(line: Line, subject: type[Record]) -> dict[str, Condition]:
    """Read the conditions in a line's column `when`: `strategy: rag; labelled_examples: < 50`.

    An empty cell always holds.

    Raises InputError naming file and line.
    """
    cells: dict[str, str] = {}
    for part in filter(None, (each.strip() for each in line.cells.get("when", "").split(";"))):
        name, colon, cell = part.partition(":")
        if not colon:
            raise line.refused(f"when cannot be {part!r}: write `fact: value`")
        cells[name.strip()] = cell.strip()
    return conditions_of(line.model_copy(update={"cells": cells}), subject, (), unknown=True)


def conditions_of(
    line: Line, subject: type[Record], about: Iterable[str], unknown: bool = False
) -> dict[str, Condition]:
    """Read the conditions of a line: every column that `about` does not name.

    `unknown` allows the cell `?`. Raises InputError naming file and line.
    """
    found: dict[str, Condition] = {}
    for name, cell in line.cells.items():
        if name in about:
            continue
        if not _kinds(subject, name):
            raise line.refused(f"there is no fact {name!r}")
        try:
            condition = parse_cell(cell or "-")
        except InputError as error:
            raise line.refused(f"{name}: {error}") from error
        if condition is not None:
            _check(condition, name, subject, line, unknown)
            found[name] = condition
    return found


def _check(
    condition: Condition, name: str, subject: type[Record], line: Line, unknown: bool
) -> None:
    if condition == "?" or (isinstance(condition, Words) and condition.or_unknown):
        if not unknown:
            raise line.refused(f"{name}: a rule cannot ask for what is unknown")
        if condition == "?":
            return
    kinds = _kinds(subject, name)
    is_number = bool({int, float} & set(kinds))
    if isinstance(condition, Interval) != is_number:
        raise line.refused(f"{name} needs {'a bound such as < 50' if is_number else 'words'}")
    words = words_of(subject, name)
    if isinstance(condition, Words) and words is not None:
        for word in sorted(condition.words.difference(words)):
            raise line.refused(f"{name} cannot be {word!r}; known: {', '.join(words)}")


def words_of(subject: type[Record], name: str) -> tuple[str, ...] | None:
    """Give the words that a fact can be; None for a number, or where there is no such fact."""
    kinds = _kinds(subject, name)
    if bool in kinds:
        return ("yes", "no")
    literals = [kind for kind in kinds if get_origin(kind) is Literal]
    return get_args(literals[0]) if literals else None


def _kinds(subject: type[Record], name: str) -> tuple[Any, ...]:
    """Give what a field or derived fact may be, without its None and annotations."""
    field = subject.model_fields.get(name)
    derived = getattr(subject, name, None)
    if field is not None:
        hint: Any = field.annotation
    elif isinstance(derived, property) and derived.fget is not None:
        hint = derived.fget.__annotations__.get("return")
    else:
        return ()
    parts = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    return tuple(_bare(part) for part in parts)


def _bare(kind: Any) -> Any:
    return kind.__origin__ if hasattr(kind, "__metadata__") else kind
