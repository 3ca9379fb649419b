"""One step of arithmetic over the numbers of the same sentence, list item or row."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, permutations

from agent.grounding.clauses.arithmetic import is_equation
from agent.grounding.figures.changes_said import shares_of_change
from agent.grounding.figures.operands import Operand, comparable
from agent.grounding.known.matching import HEDGED, agrees, same_noun
from agent.grounding.numbers.quantities import Quantity
from agent.grounding.words.phrases import phrase

_SUM = re.compile(
    r"\+|=|\b(?:total|sums?|together|plus|combined|altogether|in all|add(?:s|ing)?|makes?|overall"
    r"|both|comes? to)\b",
    re.I,
)
_DIFFERENCE = re.compile(
    r"[−=]|\s[-–]\s|\b(?:minus|less|leaves?|leaving|left|difference|save[sd]?|savings?|more|fewer"
    r"|short|shortfall|free|drop(?:s|ped)?|gain(?:s|ed)?|fell|falls?|rose|rises?|spare|gap"
    r"|headroom|avoid(?:s|ed)?|spared?|instead|rather|exceeds?|over|remain(?:s|ing)?|cheaper"
    r"|dearer|up|down|lower|higher|shrinks?"
    r"|grows?|grew|los(?:t|es|s|ing)|improve[sd]?|improvement|increase[sd]?|decrease[sd]?"
    r"|reduc\w+|cuts?|extra|room|margin|missing|smaller|larger|subtract\w*|apart|between"
    r"|change[sd]?|on top|further|another|additional|shav(?:es?|ed|ing)|trim(?:s|med)?|knock(?:s"
    r"|ed)?|takes? off|went|above|below"
    r"|rest|general|adds?|against|versus|vs|longer|slower|faster"
    r"|bigger|lifts?|lifted|beyond|by|miss(?:es|ed)?|without|ahead)\b",
    re.I,
)
_PRODUCT = re.compile(
    r"[×*/÷=]|\bx\b|\b(?:times|per|each|of|an?|every|for|over|at|after|within|divided|by|split"
    r"|across|pays?|back|fail\w*|errors?|yearly|annually|twice|half|double|come to|comes to)\b",
    re.I,
)
_FACTOR = re.compile(r"\ba factor of\b", re.I)
_IN_OTHER_WORDS = re.compile(r"\bin other words\b|\bi\.e\.|\bthat is,? (?!why)|=", re.I)
_RESTATED = re.compile(
    r"\b(?:that is|i\.e\.?|which is|or|of|meaning|so|makes?|is|are)\b|=|\(", re.I
)


_EACH = re.compile(r"\b(?:each|every|per|one of|apiece)\b", re.I)


def derives(quantity: Quantity, operands: list[Operand], text: str) -> bool:
    """Tell whether one step over the operands gives the quantity.

    The text must speak of that step: a sum is announced by "total" or a plus sign.
    """
    factor = quantity.measure.factor
    if any(_comes_to(quantity, result / factor) for result in _results(quantity, operands, text)):
        return True
    alone = quantity.measure.unit if quantity.measure.per else factor
    mixed = [
        o
        for o in operands
        if _kind(o.kind) == _kind(quantity.measure.kind)
        and same_noun(quantity.measure.noun, o.noun)
        if o.kind != "ratio"
    ]
    parts = [
        part
        for whole in mixed
        for o in operands
        if o.kind == "ratio" and _PRODUCT.search(text)
        for part in (whole.stripped * o.base, whole.stripped * (1 - o.base))
    ]
    if is_equation(text):
        parts += [
            whole.stripped * o.base
            for whole in mixed
            for o in operands
            if o is not whole and o.kind == "count"
        ]
    results = [*_sums([o.stripped for o in mixed], text), *parts]
    return any(agrees(quantity, result / alone) for result in results)


def _comes_to(quantity: Quantity, result: float) -> bool:
    """Whether a result is what is said; a share of ten or more is rounded to whole percents."""
    if agrees(quantity, result):
        return True
    if quantity.measure.kind == "times" and quantity.form == "digits" and result:
        near = abs(quantity.value / result - 1) <= HEDGED
        return near and abs(quantity.value - result) <= quantity.half_step * (1 + 1e-9)
    whole = quantity.measure.kind == "ratio" and not quantity.hedge and quantity.value >= 10
    return whole and quantity.form == "digits" and abs(quantity.value - result) <= 0.5


def reckons(quantity: Quantity, operands: list[Operand], text: str) -> bool:
    """Tell whether the text presents the quantity as the result of arithmetic."""
    alike = [o for o in operands if _kind(o.kind) == _kind(quantity.measure.kind)]
    if is_equation(text) and len(operands) > 1:
        return True
    if len(alike) > 1 and (_DIFFERENCE.search(text) or _SUM.search(text)):
        return True
    share = quantity.measure.kind in ("ratio", "times") or _FACTOR.search(text)
    if share and any(comparable(a, b) for a, b in combinations(operands, 2)):
        return True
    if any(o.per == "time" and not quantity.measure.per for o in alike):
        return True  # so much a month, reckoned up
    if any(o.base != quantity.base for o in alike) and _IN_OTHER_WORDS.search(text):
        return True
    ratios = [o for o in operands if o.kind in ("ratio", "times")]
    points = quantity.measure.kind == "point" and len(ratios) > 1
    rates = quantity.measure.per == "time" and any(o.per == "time" for o in alike)
    shares = bool(ratios) and bool(alike or any(o.kind in ("", "count") for o in operands))
    shares = shares and quantity.measure.kind not in ("ratio", "times", "point")
    return bool(_RESTATED.search(text)) and (points or rates or shares)


def _kind(kind: str) -> str:
    return kind or "count"


def _results(quantity: Quantity, operands: list[Operand], text: str) -> Iterator[float]:
    kind = quantity.measure.kind
    if kind == "count":
        solid = [o for o in operands if o.kind.partition(".")[0] in ("byte", "money", "time")]
        yield from _ratios("times", solid)
    if kind in ("ratio", "times", "point", ""):
        yield from _shares(quantity, operands, text)
    if kind in ("ratio", "times"):
        return
    if kind == "":
        for unit in dict.fromkeys((o.kind, o.per) for o in operands if o.kind not in ("", "count")):
            yield from _sums([o.plain for o in operands if (o.kind, o.per) == unit], text)
    yield from _sums([o.base for o in operands if _like(quantity, o)], text)
    if _PRODUCT.search(text):
        yield from _products(quantity, operands)


def _shares(quantity: Quantity, operands: list[Operand], text: str) -> Iterator[float]:
    """What one number is of another, and sums and rests of shares."""
    kind = quantity.measure.kind
    changes = shares_of_change(quantity, operands, text) if kind == "ratio" else None
    if changes is not None:
        yield from changes
    else:
        yield from _ratios(kind, operands)
    if kind == "ratio" and _EACH.search(text):
        yield from (1 / o.base for o in operands if o.kind in ("count", "") and o.base)
    if kind == "ratio":
        points = [o.base / 100 for o in operands if o.kind == "point"]
        whole = [o.base for o in operands if o.kind == "ratio"]
        yield from (share + sign * p for share in whole for p in points for sign in (1, -1))
    if kind == "ratio" and phrase("the rest").search(text):
        yield from (1 - o.base for o in operands if o.kind == "ratio" and o.base < 1)
    if kind in ("ratio", "times"):
        alike = [o.base for o in operands if o.kind == kind]
        yield from _sums(alike, text if "=" in text else _DIFFERENCE.sub(" ", text))


def _like(quantity: Quantity, each: Operand) -> bool:
    kind, per = quantity.measure.kind, quantity.measure.per
    if kind in ("", "count") and each.kind in ("", "count"):
        return each.per == per and same_noun(quantity.measure.noun, each.noun)
    return (each.kind == kind and each.per == per) or kind == ""


@lru_cache(maxsize=256)
def _steps(text: str) -> tuple[bool, bool]:
    """Whether a text speaks of a sum, and whether of a difference."""
    return bool(_SUM.search(text)), bool(_DIFFERENCE.search(text))


def _sums(sizes: list[float], text: str) -> Iterator[float]:
    sizes = sizes[:12]
    summed, set_apart = _steps(text)
    if summed:
        yield from (a + b for a, b in combinations(sizes, 2))
        if len(sizes) > 2:
            yield sum(sizes)
            yield from (sum(sizes) - each for each in sizes)
    if set_apart:
        yield from (abs(a - b) for a, b in combinations(sizes, 2))


def _ratios(kind: str, operands: list[Operand]) -> Iterator[float]:
    for a, b in permutations(operands[:10], 2):
        if not comparable(a, b) or b.base == 0:
            continue
        if kind == "point":
            if a.kind in ("ratio", ""):
                yield 100 * abs(a.base - b.base)
            continue
        above, below = (a.base, b.base) if a.per == b.per else (a.stripped, b.stripped)
        yield above / below
        if kind == "ratio":
            yield abs(above - below) / below
        if kind == "":
            yield 100 * abs(above - below)


def _products(quantity: Quantity, operands: list[Operand]) -> Iterator[float]:
    for a, b in permutations(operands[:10], 2):
        like = a.kind == quantity.measure.kind or {a.kind, quantity.measure.kind} <= {"", "count"}
        if like:
            yield from _scaled_alike(a, b, quantity.measure.per)
        counts = quantity.measure.kind in ("time", "count", "") and a.kind == b.kind
        rate = b.per and not a.per and b.base and same_noun(quantity.measure.noun, b.per)
        if counts and rate:
            yield a.base / b.base


def _scaled_alike(a: Operand, b: Operand, per: str) -> Iterator[float]:
    if a.per == per:
        yield from _scaled(a, b)
    if a.per == "time" and b.kind == "time" and not per:
        yield a.base * b.base
    if a.per and b.kind == "count" and b.noun == a.per and b.per == per:
        yield a.base * b.base
    if per and not a.per and b.base and b.kind in (("time",) if per == "time" else ("count", "")):
        yield a.base / b.base


def _scaled(a: Operand, b: Operand) -> Iterator[float]:
    if b.kind == "ratio" and b.base > 0:
        yield from (a.base * b.base, a.base * (1 - b.base), a.base * (1 + b.base), a.base / b.base)
        if b.base < 1:
            rest = 1 - b.base
            yield from (a.base / rest, a.base * rest / b.base, a.base * b.base / rest)
    elif b.kind in ("count", "", "times") and b.base > 0 and not b.per:
        yield a.base * b.base
        yield a.base / b.base
