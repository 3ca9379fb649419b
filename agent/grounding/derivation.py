"""One step of arithmetic over the numbers of the same sentence, list item or row."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, permutations

from agent.grounding.matching import agrees
from agent.grounding.quantities import Quantity

_SUM = re.compile(
    r"\+|=|\b(?:total|sum|sums|together|plus|combined|altogether|in all|adds?|adding|makes?|overall|both|come to|comes to)\b",
    re.I,
)
_DIFFERENCE = re.compile(
    r"[−=]|\s[-–]\s|\b(?:minus|less|leaves?|leaving|left|difference|saves?|saving|savings|more|fewer|short|shortfall|free|drop(?:s|ped)?"
    r"|gain(?:s|ed)?|fell|falls?|rose|rises?|spare|gap|headroom|exceeds?|over|remain(?:s|ing)?|cheaper|dearer|up|down|lower|higher"
    r"|shrinks?|grows?|grew|los(?:t|es|s|ing)|improve[sd]?|improvement|increase[sd]?|decrease[sd]?|reduc\w+|cuts?|extra|room|margin|missing"
    r"|smaller|larger|subtract\w*|apart|between|change[sd]?|went|above|below|rest|general|add)\b",
    re.I,
)
_PRODUCT = re.compile(
    r"[×*/÷=]|\bx\b|\b(?:times|per|each|of|a|an|every|for|over|at|after|within|divided|by|split|across|pays?|back|fail\w*|errors?|yearly|annually)\b",
    re.I,
)
_EQUATION = re.compile(
    r"=|\b(?:minus|plus|makes|equals|times|divided by)\b|\d\s*[+×*÷−]\s*[$€£]?\d", re.I
)


@dataclass(frozen=True, slots=True)
class Operand:
    """A number that may be reckoned with, in the base unit of its kind."""

    base: float
    kind: str
    per: str
    noun: str = ""


def is_equation(text: str) -> bool:
    """Whether a text shows its arithmetic."""
    return bool(_EQUATION.search(text))


def operand(quantity: Quantity, value: float | None = None) -> Operand:
    """Read a quantity as an operand, with its source's value where one is given."""
    number = quantity.value if value is None else value
    measure = quantity.measure
    return Operand(abs(number) * measure.factor, measure.kind, measure.per, measure.noun)


def derives(quantity: Quantity, operands: list[Operand], text: str) -> bool:
    """Tell whether one step over the operands gives the quantity; the text must speak of that step."""
    factor = quantity.measure.factor
    return any(agrees(quantity, result / factor) for result in _results(quantity, operands, text))


def _results(quantity: Quantity, operands: list[Operand], text: str) -> Iterator[float]:
    kind = quantity.measure.kind
    if kind in ("ratio", "times", "point", ""):
        yield from _ratios(kind, operands)
    if kind in ("ratio", "times"):
        yield from _sums([o for o in operands if o.kind == kind], text)
        return
    alike = [o for o in operands if _like(quantity, o)]
    yield from _sums(alike, text)
    if _PRODUCT.search(text):
        yield from _products(quantity, operands)


def _like(quantity: Quantity, each: Operand) -> bool:
    kind, per = quantity.measure.kind, quantity.measure.per
    if kind in ("", "count") and each.kind in ("", "count"):
        return True
    return (each.kind == kind and (each.per == per or not per or not each.per)) or kind == ""


def _sums(operands: list[Operand], text: str) -> Iterator[float]:
    sizes = [each.base for each in operands[:12]]
    if _SUM.search(text):
        yield from (a + b for a, b in combinations(sizes, 2))
        if len(sizes) > 2:
            yield sum(sizes)
            yield from (sum(sizes) - each for each in sizes)
    if _DIFFERENCE.search(text):
        yield from (abs(a - b) for a, b in combinations(sizes, 2))


def _ratios(kind: str, operands: list[Operand]) -> Iterator[float]:
    for a, b in permutations(operands[:10], 2):
        if not _comparable(a, b) or b.base == 0:
            continue
        if kind == "point":
            if a.kind in ("ratio", ""):
                yield 100 * abs(a.base - b.base)
            continue
        yield a.base / b.base
        if kind == "ratio":
            yield abs(a.base - b.base) / b.base


def _comparable(a: Operand, b: Operand) -> bool:
    return (a.kind == b.kind or {a.kind, b.kind} == {"", "count"}) and a.per == b.per


def _products(quantity: Quantity, operands: list[Operand]) -> Iterator[float]:
    kind, per = quantity.measure.kind, quantity.measure.per
    for a, b in permutations(operands[:10], 2):
        like = a.kind == kind or {a.kind, kind} <= {"", "count"}
        if like and a.per == per:
            yield from _scaled(a, b)
        if like and a.per == "time" and b.kind == "time" and not per:
            yield a.base * b.base
        if like and a.per and b.kind == "count" and b.noun == a.per and b.per == per:
            yield a.base * b.base
        if (
            like
            and per
            and b.kind == ("time" if per == "time" else "count")
            and not a.per
            and b.base
        ):
            yield a.base / b.base
        if kind in ("time", "count", "") and a.kind == b.kind and b.per and not a.per and b.base:
            yield a.base / b.base


def _scaled(a: Operand, b: Operand) -> Iterator[float]:
    if b.kind == "ratio" and b.base > 0:
        yield from (a.base * b.base, a.base * (1 - b.base), a.base * (1 + b.base), a.base / b.base)
        if b.base < 1:
            yield from (
                a.base / (1 - b.base),
                a.base * (1 - b.base) / b.base,
                a.base * b.base / (1 - b.base),
            )
    elif b.kind in ("count", "", "times") and b.base > 0 and not b.per:
        yield a.base * b.base
        yield a.base / b.base
