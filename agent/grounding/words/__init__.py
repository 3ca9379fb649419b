"""Word tables of the check: one CSV a subject, read once, at first use."""

import csv
from functools import cache
from importlib.resources import files
from io import StringIO

from tools.errors import InputError


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Read the rows of a table; lines that begin with # explain it.

    Raises InputError naming file and line where a row has too many or too few cells.

    >>> rows("dimensions.csv")[0]["dimension"]
    'cost'
    """
    text = (files(__name__) / name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    reader = csv.reader(StringIO("\n".join(lines)))
    header = next(reader)
    found = []
    for cells in reader:
        if len(cells) != len(header):
            raise InputError(f"{name}, row {cells[:1]}: {len(cells)} cells for {len(header)}")
        found.append(dict(zip(header, (cell.strip() for cell in cells), strict=True)))
    return tuple(found)


def words(cell: str) -> tuple[str, ...]:
    """Give the words of a cell, which stand between bars."""
    return tuple(word.strip() for word in cell.split("|") if word.strip())
