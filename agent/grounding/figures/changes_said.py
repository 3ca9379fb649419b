"""A share that is said of a change, such as "a saving of 37.5 %": of what it is a share."""

import re
from collections.abc import Callable
from itertools import permutations

from agent.grounding.figures.operands import Operand, comparable
from agent.grounding.numbers.quantity import Quantity

_LESS = (
    r"(?:less|cheaper|lower|fewer|smaller|shorter|off|saved|savings?|reduction|drop|fall"
    r"|cut|decrease|discount|decline|down)"
)
_MORE = (
    r"(?:more|dearer|higher|larger|longer|bigger|increase|rise|gain|growth"
    r"|(?<!make )(?<!makes )(?<!making )up)"
)
_OF = r"\s+(?:of |by )?(?:(?:about|around|roughly|some|nearly|almost|just|over) )*$"
_RISE, _FALL = "rise", "fall"
_SAID = tuple(
    (
        re.compile(rf"\b{words}{_OF}|\b{verbs}\b[^.;,\d]{{0,24}}? by (?:about |some )?$", re.I),
        re.compile(rf"\s*(?:(?:relative|percent|a month|per month)\s+)*{words}\b", re.I),
        said,
    )
    for words, verbs, said in (
        (_LESS, r"(?:cut|reduce|lower|drop|fall|shrink|decrease|save)s?", _FALL),
        (_MORE, r"(?:raise|increase|grow|rise|lift)s?", _RISE),
        ("faster", "speeds? up", "faster"),
        ("slower", "slows? down", "slower"),
    )
)


def shares_of_change(quantity: Quantity, operands: list[Operand], text: str) -> list[float] | None:
    """Give by what shares the operands differ, where the text says so of the quantity, else None.

    A fall is a share of the larger one, a rise of the smaller. "Faster" is a fall of time and
    a rise of a rate; of times both ways to reckon it are in use.
    """
    said = _change_said(quantity, text)
    if not said:
        return None
    found = []
    for a, b in permutations(operands[:10], 2):
        if a.kind == "ratio" and b.kind == "ratio":
            found.append(abs(a.base - b.base))
        if comparable(a, b):
            low, high = sorted((a.base, b.base) if a.per == b.per else (a.stripped, b.stripped))
            found += [(high - low) / whole for whole in _wholes(said, a, b)(low, high) if whole]
    return found


def _change_said(quantity: Quantity, text: str) -> str:
    ahead = text[max(0, quantity.start - 40) : quantity.start]
    for before, behind, said in _SAID:
        if before.search(ahead) or behind.match(text, quantity.end):
            return said
    return ""


def _wholes(said: str, a: Operand, b: Operand) -> Callable[[float, float], tuple[float, ...]]:
    """Choose what the change is a share of, from the smaller and the larger one."""
    if said in (_RISE, _FALL):
        return (lambda low, high: (high,)) if said == _FALL else (lambda low, high: (low,))
    if "time" in (a.kind, b.kind):
        return lambda low, high: (low, high)
    return (lambda low, high: (low,)) if said == "faster" else (lambda low, high: (high,))
