"""What the page hands over: the answer that was clicked, the form as it was filled in."""

import json
from collections.abc import Sequence

from agent.events import Action, Asked
from agent.form import Answers
from agent.said import Said
from tools.decision import Question
from tools.errors import InputError
from ui.render.form import TYPED, UNKNOWN
from ui.web.correction import typed_value


def read_click(text: str, question: Asked | None) -> Said:
    """Read which answer was clicked; an option that is no longer offered counts as words."""
    given = _fields(text)
    words = given.get("text", "")
    if given.get("does") == "skip" and question:
        return Said(words, action=Action(skipped=question.field))
    if given.get("does") == "answer_now":
        return Said(words, action=Action(answer_now=True))
    offered = question is not None and words in question.options
    return Said(words, action=Action(chose=question.field) if question and offered else None)


def read_filled(text: str, questions: Sequence[Question]) -> Answers:
    """Read what the page sends: the form's fields by name; a figure counts before an option.

    Raises InputError where a figure doesn't fit.
    """
    given = _fields(text)
    asked = [each.field for each in questions]
    typed = {f: given[f + TYPED] for f in asked if given.get(f + TYPED, "").strip()}
    picked = {f: given[f] for f in asked if f in given and f not in typed}
    return Answers(
        chosen={f: option for f, option in picked.items() if option != UNKNOWN},
        typed={f: typed_value(f, words) for f, words in typed.items()},
        unknown=tuple(f for f, option in picked.items() if option == UNKNOWN),
    )


def _fields(text: str) -> dict[str, str]:
    try:
        given = json.loads(text or "{}")
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise InputError("What was filled in could not be read; try again.", "form")
    return {str(name): str(value) for name, value in given.items()}
