"""The form that corrects a fact: which facts there are, what to choose from, what was typed."""

from typing import Any, Literal, get_args, get_origin

from agent.facts import checked_value
from agent.wording.cells import cell_in_words
from agent.wording.phrases import capitalised
from tools.errors import InputError
from tools.vocabulary import TaskProfile
from ui.render import words

YES_NO = (("Yes", "yes"), ("No", "no"))


def fact_choices() -> list[tuple[str, str]]:
    """List the facts to correct, by their names."""
    return sorted((words.fact(field), field) for field in TaskProfile.model_fields)


def value_choices(field: str) -> list[tuple[str, str]]:
    """List what a fact can be, where that is a list; otherwise it is typed.

    >>> value_choices("needs_citations")
    [('Yes', 'yes'), ('No', 'no')]
    >>> value_choices("model_size_b")
    []
    """
    kinds = _kinds(TaskProfile.model_fields[field].annotation)
    if bool in kinds:
        return list(YES_NO)
    named = [each for kind in kinds if get_origin(kind) is Literal for each in get_args(kind)]
    return [(capitalised(cell_in_words(each)), each) for each in named]


def is_number(field: str) -> bool:
    """Tell whether a fact is a figure.

    >>> is_number("quality_target"), is_number("needs_style")
    (True, False)
    """
    kinds = _kinds(TaskProfile.model_fields[field].annotation)
    return bool not in kinds and (int in kinds or float in kinds)


def typed_value(field: str, typed: str) -> Any:
    """Read what was typed or chosen for a fact.

    Raises InputError where it doesn't fit.

    >>> typed_value("quality_target", "97 %"), typed_value("monthly_requests", "3,000,000")
    (0.97, 3000000)
    """
    text = typed.strip()
    if not text:
        raise InputError(f"{words.fact(field)}: choose or type the new value.", field)
    kinds = _kinds(TaskProfile.model_fields[field].annotation)
    if bool in kinds:
        return checked_value(field, {"yes": True, "no": False}.get(text.casefold(), text))
    if int in kinds or float in kinds:
        return checked_value(field, _number(field, text))
    return checked_value(field, text)


def _number(field: str, text: str) -> float | int:
    digits = text.replace(",", "").replace(" ", "").replace("\u202f", "")
    try:
        if digits.endswith("%"):
            return float(digits[:-1]) / 100
        number = float(digits)
    except ValueError:
        raise InputError(f"{words.fact(field)}: {text!r} is not a number.", field) from None
    return int(number) if number.is_integer() else number


def _kinds(annotation: Any) -> list[Any]:
    """Take an annotation apart: unions, and what `Annotated` wraps."""
    if hasattr(annotation, "__metadata__"):
        return _kinds(get_args(annotation)[0])
    if get_origin(annotation) in (None, Literal):
        return [annotation]
    return [kind for each in get_args(annotation) for kind in _kinds(each)]
