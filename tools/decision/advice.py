"""Texts chosen by the situation: steps of a plan, advisories, dissent, reasons to differ."""

import re
from collections.abc import Iterable
from functools import cache

from tools.decision.cells import Condition, verdict
from tools.decision.conditions import parse_when
from tools.decision.figures import FIGURES
from tools.decision.situation import Situation
from tools.errors import unknown_word
from tools.tables import Line, read_lines
from tools.vocabulary import Record

_PLACE = re.compile(r"\{(\w+)\}")


class Advice(Record):
    """One row: where all conditions hold and every figure is known, this is said."""

    id: str
    when: dict[str, Condition]
    text: str
    because: str
    source: str

    def fits(self, now: Situation) -> bool:
        """Tell whether the conditions hold; an unknown fact satisfies only `?`."""
        return all(verdict(each, getattr(now, name)) for name, each in self.when.items())


class Said(Record):
    """A row's words for one situation."""

    id: str
    text: str
    because: str
    source: str


@cache
def read_advice(file: str) -> tuple[Advice, ...]:
    """Read a table of texts.

    Raises InputError, naming file and line, for an unknown fact, word or figure, and for a
    missing text or source.
    """
    return tuple(_advice(line) for line in read_lines(file))


def _advice(line: Line) -> Advice:
    cells = line.cells
    for column in ("id", "text", "source"):
        if not cells.get(column):
            raise line.refused(f"{column} is missing")
    because = cells.get("because", "")
    for name in _PLACE.findall(cells["text"] + because):
        if name not in FIGURES:
            raise line.refused(unknown_word("figure", name, list(FIGURES)))
    return Advice(
        id=cells["id"],
        when=parse_when(line, Situation),
        text=cells["text"],
        because=because,
        source=cells["source"],
    )


def said(rows: Iterable[Advice], now: Situation) -> tuple[Said, ...]:
    """Give the words of every row that fits, in the order of the table."""
    words = (_filled(row, now) for row in rows if row.fits(now))
    return tuple(each for each in words if each is not None)


def _filled(row: Advice, now: Situation) -> Said | None:
    figures = {name: FIGURES[name](now) for name in _PLACE.findall(row.text + row.because)}
    known = {name: str(figure) for name, figure in figures.items() if figure}
    if len(known) < len(figures):
        return None
    return Said(
        id=row.id,
        text=_PLACE.sub(lambda place: known[place[1]], row.text),
        because=_PLACE.sub(lambda place: known[place[1]], row.because),
        source=row.source,
    )
