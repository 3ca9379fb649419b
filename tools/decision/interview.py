"""Which question comes next, and which could still come."""

from collections.abc import Mapping, Set

from tools.decision.diagram import Node
from tools.decision.ours import assumed_parts, our_diagram, our_planner, our_table
from tools.decision.questions import Question, QuestionRow, asked, question_rows
from tools.vocabulary import Record, Strategy, TaskProfile

LAST = ("aim", "erasure_request")
"""Asked only when nothing else is open: whoever means them says so unasked."""
PLAN = "plan"
"""What a question is for that settles the plan and no column of the rules."""


class Remaining(Record):
    """What an interview still holds."""

    expected: float
    """Questions to expect until the strategy is settled."""
    questions: tuple[Question, ...]
    """Every question that can still change the strategy, the next one first: a form."""


def question_for(column: int, profile: TaskProfile, skipped: Set[str]) -> QuestionRow | None:
    """Give the question that helps to settle a column; None where the user can't tell it."""
    name = our_table().columns[column].name
    rows = [row for row in question_rows() if row.fact == name]
    if any(row.field in skipped for row in rows):
        return None
    for row in rows:
        ready = row.needs == "-" or getattr(profile, row.needs) is not None
        if ready and getattr(profile, row.field) is None:
            return row
    return None


def plan_row(
    strategy: Strategy | None, profile: TaskProfile, skipped: Set[str]
) -> QuestionRow | None:
    """Give what a settled strategy still has to ask, because its plan depends on it."""
    if strategy != "unlearning_plan":
        return None
    rows = (row for row in question_rows() if row.fact == PLAN and row.field not in skipped)
    return next((row for row in rows if getattr(profile, row.field) is None), None)


def askable(node: Node, profile: TaskProfile, skipped: Set[str]) -> Mapping[int, QuestionRow]:
    """Give the questions for all columns that still matter."""
    rows = {
        column: question_for(column, profile, skipped) for column in our_diagram().support(node)
    }
    return {column: row for column, row in rows.items() if row is not None}


def next_row(
    node: Node, profile: TaskProfile, skipped: Set[str]
) -> tuple[QuestionRow | None, float]:
    """Choose the next question, with the number to expect; what can't be told is assumed."""
    rows = askable(node, profile, skipped)
    first = {column: row for column, row in rows.items() if row.field not in LAST}
    for candidates in (first, rows):
        left = our_diagram().given(node, _silent(node, candidates))
        column = our_planner().next_column(left)
        if column is not None:
            return candidates[column], round(our_planner().questions(left), 1)
    return None, 0.0


def _silent(node: Node, candidates: Mapping[int, QuestionRow]) -> dict[int, int]:
    silent = our_diagram().support(node) - candidates.keys()
    return {column: assumed_parts()[column] for column in silent}


def remaining(node: Node, profile: TaskProfile, skipped: Set[str]) -> Remaining:
    """List the questions that can still matter, the next one first."""
    first, expected = next_row(node, profile, skipped)
    if first is None:
        return Remaining(expected=0.0, questions=())
    rows = [first, *(row for _, row in sorted(askable(node, profile, skipped).items()))]
    fields = dict.fromkeys(row.field for row in rows)
    by_field = {row.field: row for row in reversed(rows)}
    return Remaining(expected=expected, questions=tuple(asked(by_field[field]) for field in fields))
