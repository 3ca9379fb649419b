"""Spans of time without a number: "hours to a day", "days or weeks"."""

import re
from collections.abc import Iterator

from agent.grounding.numbers.measures import Measure
from agent.grounding.numbers.quantity import Quantity

SPAN = Measure("span")
_UNITS = ("second", "minute", "hour", "day", "week", "month", "year")
_UNIT = rf"(?:an? )?({'|'.join(_UNITS)})s?"
_SPAN = re.compile(rf"\b(?<![\d-] ){_UNIT},? (?:to|or|or even|up to) {_UNIT}\b", re.I)


def spans(text: str) -> Iterator[Quantity]:
    """Read the spans of a text, each as a number that stands for its two units.

    >>> [(each.value, each.span) for each in spans("within hours or a day")]
    [(34.0, (7, 21))]
    """
    for match in _SPAN.finditer(text) if " or " in text or " to " in text else ():
        shorter, longer = (_UNITS.index(unit.lower()) + 1 for unit in match.groups())
        if shorter < longer:
            yield Quantity(*match.span(), 10.0 * shorter + longer, 0.0, SPAN, form="words")
