"""The rest of the interview as a form: every open question with its answers."""

from collections.abc import Container, Sequence

from tools.decision import Question
from ui.render import words
from ui.render.inert import escape

UNKNOWN = "?"
"""Value of "don't know"."""
TYPED = ".typed"
"""Ends the name of a field in which a figure can be typed."""


def rest_form(questions: Sequence[Question], typed: Container[str], times: int = 0) -> str:
    """Lay out the questions; fields in `typed` take a figure too.

    `times` tells one showing from the next, so that a closed form opens anew.
    """
    fields = "".join(_fieldset(each, each.field in typed) for each in questions)
    return (
        f'<form id="rest" class="panel" aria-label="The rest as a form" data-times="{times}">'
        '<div class="panel-head"><h2 tabindex="-1">The rest as a form</h2>'
        '<button type="button" class="close" id="close-form">Close</button></div>'
        '<p class="quiet">Each of these can still change the answer. Answer what you like; the '
        "rest stays open, and may turn out not to matter.</p>"
        f'{fields}<div class="form-end"><button type="submit" class="go">Send answers</button>'
        '<button type="reset" class="close">Clear</button></div></form>'
    )


def _fieldset(question: Question, typed: bool) -> str:
    name = escape(question.field)
    options = "".join(_option(name, each, each) for each in question.options)
    return (
        f'<fieldset class="ask-one" id="ask-{name}"><legend>{escape(question.text)}</legend>'
        f'<p class="why">{escape(question.why)}</p>'
        f'<div class="picks">{options}{_option(name, UNKNOWN, "Don’t know")}</div>'
        f"{_figure(question.field) if typed else ''}</fieldset>"
    )


def _option(name: str, value: str, text: str) -> str:
    return (
        f'<label class="pick"><input type="radio" name="{name}" value="{escape(value)}">'
        f" <span>{escape(text)}</span></label>"
    )


def _figure(field: str) -> str:
    return (
        f'<label class="figure">or a figure <span class="quiet">({escape(words.fact(field))})'
        f'</span> <input type="text" name="{escape(field)}{TYPED}" inputmode="decimal" '
        'autocomplete="off" maxlength="40"></label>'
    )
