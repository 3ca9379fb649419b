"""Strategies and methods of which the user is said to have spoken: only if they did."""

import re
from collections.abc import Sequence

from agent.grounding.numbers.measures import periods
from agent.grounding.view import Found, View, hints
from agent.grounding.words.strategies import names

_TOLD = re.compile(
    r"\byou(?:'ve| have| had)? (?:(?:already|also|just) )?(?:said|told (?:me|us)|wrote|stated)"
    r"(?: that)?\b[^.,;:!?]*",
    re.I,
)
_HINTS = hints("said told wrote stated")


def check_told(view: View, messages: Sequence[str], found: Found) -> None:
    """Refuse what the user is made to say of a strategy that no message of theirs names."""
    if not view.speaks_of(_HINTS):
        return
    said = " ".join(messages).lower()
    for match in _TOLD.finditer(view.text):
        theirs = {number * measure.factor for number, measure in periods(said)}
        told = [number * measure.factor for number, measure in periods(match.group())]
        if theirs and told and not theirs & set(told):
            found.fault(match.span(), "false_user_fact", "the user told of another period")
        for name, start, end in [
            *names(match.group(), "strategy"),
            *names(match.group(), "method"),
        ]:
            if match.group()[start : start + 4].lower() not in said:
                span = (match.start() + start, match.start() + end)
                found.fault(span, "false_user_fact", f"the user did not speak of {name}")
