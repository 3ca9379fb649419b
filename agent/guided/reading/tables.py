"""Read the word lists that lie beside this package: CSV with comments."""

import csv
from functools import cache
from importlib import resources

from tools.errors import InputError


@cache
def word_table(name: str, columns: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Give the rows of `words/NAME.csv`; lines that begin with # are comments.

    Raises InputError, with file and line, where a row has other columns than the header says.

    >>> word_table("numbers", ("word", "value", "role"))[0]
    ('zero', '0', 'unit')
    """
    lines = resources.files(__package__).joinpath("words", f"{name}.csv").read_text("utf-8")
    numbered = [
        (number, line)
        for number, line in enumerate(lines.splitlines(), 1)
        if line.strip() and not line.startswith("#")
    ]
    rows = list(csv.reader(line for _, line in numbered))
    if tuple(rows[0]) != columns:
        raise InputError(f"{name}.csv: the columns are {rows[0]}, not {list(columns)}.")
    for (number, _), row in zip(numbered, rows, strict=True):
        if len(row) != len(columns):
            raise InputError(f"{name}.csv line {number}: {len(row)} cells, not {len(columns)}.")
    return tuple(tuple(row) for row in rows[1:])


def alternatives(cell: str) -> tuple[str, ...]:
    """Split a cell of words at its bars.

    >>> alternatives("yes|yep | sure")
    ('yes', 'yep', 'sure')
    """
    return tuple(word.strip() for word in cell.split("|") if word.strip())
