"""What kind of fault an untraced number is, and what should stand in its place."""

import re
from itertools import permutations

from agent.grounding.derivation import Operand, is_equation
from agent.grounding.matching import agrees, candidates, same_noun
from agent.grounding.quantities import Quantity
from agent.grounding.sources import Kind
from agent.grounding.values import Known, Value
from agent.grounding.view import View

_USERS = re.compile(r"\byour\b|\byou (?:said|have|told|mentioned)\b", re.I)
Fault = tuple[Kind, str, str]


def fault_of(view: View, index: int, known: Known, others: list[Operand]) -> Fault:
    """Say what is wrong with a number that no source bears out."""
    quantity = view.numbers[index]
    words = view.contexts[index].own or view.contexts[index].lead
    named = _named(quantity, words, known)
    repair = named.origin if named is not None else ""
    if quantity.date:
        return "wrong_number", "no such date in the sources", ""
    if _USERS.search(view.text[max(0, quantity.start - 40) : quantity.start]) and named is None:
        return "false_user_fact", "the user gave no such number", ""
    if quantity.range_with is not None:
        return "wrong_range", _is(named), ""
    if is_equation(view.text) and len(others) > 1:
        return "bad_derivation", "the arithmetic gives something else", ""
    if other := _same_digits(quantity, known):
        return "wrong_unit", f"{other.origin} has another unit", repair
    if hedged := _hedged(quantity, known):
        return (*hedged, repair)
    if near := _rounded_badly(quantity, named, known):
        return "bad_rounding", f"{near.origin} is {near.value:g}", near.origin
    if named is None and _derivable(quantity, known):
        return "underived", "its operands are not in the same sentence", ""
    if not any(_fits(quantity, value) for value in known.values):
        return "no_source", "nothing in the sources says so", ""
    return "wrong_number", _is(named), repair


def _is(named: Value | None) -> str:
    return f"{named.origin} is {named.value:g}" if named else "no source has this number"


def _fits(quantity: Quantity, value: Value) -> bool:
    a, b = quantity.measure, value.measure
    if value.place == "user":
        return False
    return (a.kind == b.kind and same_noun(a.noun, b.noun)) or not a.kind


def _named(quantity: Quantity, words: frozenset[str], known: Known) -> Value | None:
    """The one result of fitting unit that the words name; None where there are several."""
    scored: list[tuple[int, Value]] = []
    for value in known.values:
        if (
            value.place == "result"
            and value.measure.kind == quantity.measure.kind
            and not value.superseded
        ):
            scored.append((len(words & (value.terms | value.context)), value))
    best = max((score for score, _ in scored), default=0)
    top = [value for score, value in scored if score == best]
    alike = {round(value.base, 6) for value in top}
    return top[0] if top and (best > 0 or len(scored) == 1) and len(alike) == 1 else None


def _same_digits(quantity: Quantity, known: Known) -> Value | None:
    if quantity.measure.kind == "" or quantity.value == 0:
        return None
    for value in known.near("raw", "", quantity.value, 0.011):
        plain = Quantity(0, 0, quantity.value, quantity.half_step, quantity.measure)
        if value.measure.kind and value.place != "user" and agrees(plain, value.value):
            return value
    return None


def _hedged(quantity: Quantity, known: Known) -> tuple[Kind, str] | None:
    if quantity.hedge not in ("over", "under", "at_least", "at_most"):
        return None
    for value, source in candidates(quantity, known, 0.3):
        upwards = quantity.hedge in ("over", "at_least")
        if upwards != (abs(source) > abs(quantity.value)):
            ends = value.end_of_range and quantity.hedge in ("at_least", "at_most")
            return (
                "wrong_range" if ends else "wrong_direction"
            ), f"{value.origin} is {value.value:g}"
    return None


def _rounded_badly(quantity: Quantity, named: Value | None, known: Known) -> Value | None:
    """A source near by that the number would be a coarse, wrong rounding of."""
    share = 0.45 if quantity.form == "words" or quantity.value < 10 else 0.12
    step = 2 * quantity.half_step or 1.0
    for value, source in candidates(quantity, known, share):
        coarser = abs(source / step - round(source / step)) > 1e-6
        if coarser and value.place != "user" and (named is None or value is named):
            return value
    return None


def _derivable(quantity: Quantity, known: Known) -> bool:
    """Whether one step over two results would give the number."""
    alike = [v for v in known.values if v.place in ("result", "args")][:60]
    kind, factor = quantity.measure.kind, quantity.measure.factor
    for a, b in permutations(alike, 2):
        if a.measure.kind != b.measure.kind or b.base == 0:
            continue
        if kind in ("ratio", "times", "point", ""):
            results = [a.base / b.base / factor, abs(a.base - b.base) / b.base / factor]
        elif a.measure.kind == kind:
            results = [(a.base + b.base) / factor, abs(a.base - b.base) / factor]
        else:
            continue
        if any(agrees(quantity, result) for result in results):
            return True
    return kind in ("times",)
