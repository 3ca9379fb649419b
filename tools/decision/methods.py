"""How weights change, if they do: the first row that fits."""

from functools import cache
from typing import get_args

from tools.decision.cells import Condition, verdict
from tools.decision.conditions import parse_when
from tools.decision.situation import Situation
from tools.errors import unknown_word
from tools.tables import read_lines
from tools.vocabulary import Method, Record


class MethodRow(Record):
    """A method and when it is taken."""

    method: Method
    when: dict[str, Condition]
    because: str
    source: str


@cache
def method_rows() -> tuple[MethodRow, ...]:
    """Read the methods."""
    rows = []
    for line in read_lines("methods.csv"):
        known = {each: each for each in get_args(Method)}
        if line.cells["method"] not in known:
            raise line.refused(unknown_word("method", line.cells["method"], list(known)))
        rows.append(
            MethodRow(
                method=known[line.cells["method"]],
                when=parse_when(line, Situation),
                because=line.cells["because"],
                source=line.cells["source"],
            )
        )
    return tuple(rows)


def method_for(now: Situation) -> Method:
    """Give the method for a situation."""
    return next(
        row.method
        for row in method_rows()
        if all(verdict(each, getattr(now, name)) for name, each in row.when.items())
    )
