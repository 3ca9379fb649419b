"""Rows of a list: the numbers of one sentence that names no other row stand in the same one."""

import re

from agent.grounding.clauses.clause import Context
from agent.grounding.clauses.labels import mentions
from agent.grounding.known.matching import Match
from agent.grounding.known.values import Known, Value
from agent.grounding.numbers.quantities import Quantity
from agent.grounding.view import View

_SEVERAL = re.compile(
    r"\b(?:than|against|versus|vs|from|while|but|whereas|respectively|compared|both|each|instead"
    r"|not|other|another|between|difference)\b|→|->|[|;?]",
    re.I,
)
"""Words by which several rows are told apart, or set against one another."""


def of_another_row(
    quantity: Quantity, context: Context, value: Value, known: Known, view: View
) -> Value | None:
    """Find what the row of the sentence's other numbers has in place of this number.

    "It scores 83 % and gives up 1.1 %": 83 stands in the row of step 500, 1.1 in that of 250.
    """
    if view.unit.kind == "row" and (told := _of_another_call(quantity, value, known, view)):
        return told
    row = _row(value)
    if not row or value.names & context.sentence or _SEVERAL.search(view.text):
        return None
    field = value.origin[len(row) :]
    for number, held in zip(view.numbers, view.matches, strict=True):
        if number is quantity or number.start > quantity.start:
            continue
        other = _only_row(held)
        if (
            other
            and other != row
            and _listed(other) == _listed(row)
            and _speaks_of(other, held, view)
        ):
            return next((v for v in known.values if v.origin == other + field), None)
    return None


def _of_another_call(quantity: Quantity, value: Value, known: Known, view: View) -> Value | None:
    """Find what the call whose argument opens a table's row has in place of this number."""
    first = view.matches[0]
    calls = {m.value.result for m in first if m.value.place == "args"}
    if quantity is view.numbers[0] or len(calls) != 1 or value.place != "result":
        return None
    if value.result in calls or any(m.value.place == "result" for m in first):
        return None
    path = value.origin.partition(".")[2]
    alike = (v for v in known.values if v.result in calls and v.place == "result")
    return next((v for v in alike if v.origin.partition(".")[2] == path), None)


def _row(value: Value) -> str:
    """The path of the row that a value stands in; empty where it stands in none."""
    if value.place != "result" or not value.names or "[" not in value.origin:
        return ""
    return value.origin[: value.origin.rindex("]") + 1]


def _listed(row: str) -> str:
    return row[: row.rindex("[")]


def _only_row(held: list[Match]) -> str:
    """The row that all sources of a number stand in, if it is one."""
    rows = {_row(m.value) for m in held if m.value.place == "result"}
    return rows.pop() if len(rows) == 1 else ""


def _speaks_of(row: str, held: list[Match], view: View) -> bool:
    """Whether the sentence, the one before or the question names the row."""
    names = {name for m in held if _row(m.value) == row for name in m.value.names}
    around = (view.text, view.before, view.asked)
    return any(t in names for text in around for _, _, t in mentions(text))
