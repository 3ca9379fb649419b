"""Conditions written in one cell: `strategy: fine_tuning; labelled_examples: < 50`."""

from tools.decision.cells import Condition
from tools.decision.rules import conditions_of
from tools.tables import Line
from tools.vocabulary import Record


def parse_when(line: Line, subject: type[Record]) -> dict[str, Condition]:
    """Read the conditions in a line's column `when`; an empty cell always holds.

    Raises InputError naming file and line.
    """
    cells: dict[str, str] = {}
    for part in filter(None, (each.strip() for each in line.cells.get("when", "").split(";"))):
        name, colon, cell = part.partition(":")
        if not colon:
            raise line.refused(f"when cannot be {part!r}: write `fact: value`")
        cells[name.strip()] = cell.strip()
    return conditions_of(line.model_copy(update={"cells": cells}), subject, (), unknown=True)
