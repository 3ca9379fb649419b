"""The form as it was filled in: options that were chosen, figures that were typed."""

import json
from collections.abc import Sequence

from agent.form import Answers
from tools.decision import Question
from tools.errors import InputError
from ui.render.form import TYPED, UNKNOWN
from ui.web.correction import typed_value


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
        raise InputError("The form could not be read; open it once more.", "form")
    return {str(name): str(value) for name, value in given.items()}
