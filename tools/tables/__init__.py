"""Tables that an expert reviews line by line; reading one refuses whatever it does not know."""

import csv
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import StringIO
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from tools.errors import InputError
from tools.vocabulary import Record

Row = TypeVar("Row", bound=Record)


class Line(Record):
    """One line of a table as it is written: cells by column, without surrounding white space."""

    file: str
    number: int
    cells: dict[str, str]

    def refused(self, why: str) -> InputError:
        """Give an error that names the file and the line."""
        return InputError(f"{self.file} line {self.number}: {why}")


def read_lines(file: str | Path) -> tuple[Line, ...]:
    """Read a table: a name in this folder, or a path. Empty lines are skipped.

    Raises InputError where the header repeats a column, or a line has too many or too few cells.
    """
    path: Traversable = files(__name__) / file if isinstance(file, str) else file
    reader = csv.reader(StringIO(path.read_text(encoding="utf-8")))
    header = [cell.strip() for cell in next(reader, [])]
    if not header or len(set(header)) < len(header):
        raise InputError(f"{path.name} line 1: the header needs columns that differ")
    return tuple(_line(path.name, reader.line_num, header, cells) for cells in reader if any(cells))


def _line(file: str, number: int, header: list[str], cells: list[str]) -> Line:
    if len(cells) != len(header):
        raise InputError(f"{file} line {number}: {len(cells)} cells under {len(header)} columns")
    stripped = (cell.strip() for cell in cells)
    return Line(file=file, number=number, cells=dict(zip(header, stripped, strict=True)))


def read_table(file: str | Path, row: type[Row]) -> tuple[Row, ...]:
    """Read a table into rows of one kind; an empty cell is absent and takes the field's default.

    A row with a field `source` must name one. Words, numbers and yes/no are checked against the
    fields of the row; a cell for a tuple holds its words with `|` between them.

    Raises InputError naming the file, the line, the column and the value.
    """
    return tuple(_row(line, row) for line in read_lines(file))


def _row(line: Line, row: type[Row]) -> Row:
    unknown = sorted(line.cells.keys() - row.model_fields.keys())
    if unknown:
        raise line.refused(f"there is no column {unknown[0]!r}")
    if "source" in row.model_fields and not line.cells.get("source"):
        raise line.refused("a source is missing")
    filled = {column: _cell(row, column, cell) for column, cell in line.cells.items() if cell}
    try:
        return row.model_validate(filled)
    except ValidationError as error:
        raise line.refused(_why(error, line)) from error


def _cell(row: type[Row], column: str, cell: str) -> str | tuple[str, ...]:
    many = str(row.model_fields[column].annotation).startswith("tuple[")
    return tuple(part.strip() for part in cell.split("|")) if many else cell


def _why(error: ValidationError, line: Line) -> str:
    finding = error.errors(include_url=False)[0]
    column = str(finding["loc"][0]) if finding["loc"] else ""
    if finding["type"] == "missing":
        return f"{column} is missing"
    return f"{column} cannot be {line.cells.get(column, '')!r} ({finding['msg']})"
