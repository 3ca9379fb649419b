"""Questions, their clickable answers, and what is likely before anything is known."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import ValidationError

from tools.tables import Line, read_lines, read_table
from tools.vocabulary import Record, TaskProfile

FORGET = "?"


class Question(Record):
    """What to ask next."""

    field: str
    """The fact that the answer fills."""
    text: str
    options: tuple[str, ...]
    """Answers to click; "don't know" is the channel's to add."""
    why: str
    """Why it is asked, in one line."""


class QuestionRow(Record):
    """A question for a fact that rules ask about."""

    field: str
    """The fact that the answer fills."""
    fact: str
    """The column of the rules that it settles, or helps to settle."""
    needs: str
    """A fact that must be known before this is asked; `-` for none."""
    text: str
    means: str
    """What the question means, in other words, without figures."""
    why: str
    ease: float
    """How easily people know it (share who do)."""
    because: str
    source: str


class Choice(Record):
    """A clickable answer and the facts that it sets; None forgets one."""

    field: str
    option: str
    sets: dict[str, Any]


def facts_set(line: Line, column: str = "sets") -> dict[str, Any]:
    """Read the facts that an answer sets: `cost_is_tight=yes; quality_target=?`.

    Raises InputError, naming file and line, where the task profile has no such fact or value.
    """
    written = [part.partition("=") for part in line.cells[column].split(";")]
    cells = {name.strip(): value.strip() for name, _, value in written}
    stated = {name: value for name, value in cells.items() if value != FORGET}
    try:
        profile = TaskProfile.model_validate(stated)
    except ValidationError as error:
        raise line.refused(f"{column}: {error.errors(include_url=False)[0]['msg']}") from error
    return {name: getattr(profile, name) if name in stated else None for name in cells}


@cache
def question_rows() -> tuple[QuestionRow, ...]:
    """Read the questions."""
    return read_table("questions.csv", QuestionRow)


def meaning(question: Mapping[str, Any]) -> str:
    """Say in other words what a question means."""
    asked_as = (question["field"], question["text"])
    return next((row.means for row in question_rows() if (row.field, row.text) == asked_as), "")


@cache
def choices(field: str) -> tuple[Choice, ...]:
    """Give the clickable answers of a question."""
    return tuple(each for each in _all_choices() if each.field == field)


@cache
def _all_choices() -> tuple[Choice, ...]:
    return tuple(
        Choice(field=line.cells["field"], option=line.cells["option"], sets=facts_set(line))
        for line in read_lines("options.csv")
    )


def asked(row: QuestionRow) -> Question:
    """Put a row into the form that channels show."""
    options = tuple(choice.option for choice in choices(row.field))
    return Question(field=row.field, text=row.text, options=options, why=f"{row.why}.")
