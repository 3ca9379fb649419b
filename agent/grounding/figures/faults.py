"""What kind of fault an untraced number is, and what should stand in its place."""

import re
from itertools import permutations

from agent.grounding.clauses.arithmetic import is_equation
from agent.grounding.figures.derivation import reckons
from agent.grounding.figures.operands import Operand
from agent.grounding.figures.users_numbers import is_named_as_theirs, is_users
from agent.grounding.known.matching import agrees, candidates, same_noun
from agent.grounding.known.values import Known, Value
from agent.grounding.numbers.measures import DAY, MONTH
from agent.grounding.numbers.quantities import Quantity
from agent.grounding.places.narrowing import Fault
from agent.grounding.sources import Kind
from agent.grounding.view import View
from agent.grounding.words.phrases import phrase

_YOUR = re.compile(
    r"\byour (?:[\w-]+ ){0,2}[$€£]?$"
    r"|\byou (?:also )?(?:said|told|mentioned|asked for|wanted|trained)\b[^.]*$"
    r"|\byou(?: are|'re) (?:already )?at (?:about )?[$€£]?$",
    re.I,
)
_YOU_HAVE = re.compile(r"\byour\b|\byou (?:have|get|are at)\b", re.I)
_FAMILY = {"point": "ratio", "bit": "byte"}
_FACTORS: dict[str, tuple[float, ...]] = {
    "byte": (1e6, 1e9, 1e12, 2.0**20, 2.0**30, 2.0**40),
    "time": (1e-3, 1.0, 60.0, 3600.0, DAY, 7 * DAY, MONTH, 12 * MONTH),
    "money.usd": (1.0, 0.01),
}


def fault_of(view: View, index: int, known: Known, others: list[Operand]) -> Fault:
    """Say what is wrong with a number that no source bears out."""
    quantity = view.numbers[index]
    words = view.contexts[index].own or view.contexts[index].lead
    before = view.text[max(0, quantity.start - 40) : quantity.start]
    named = _named(quantity, words, known)
    repair = _repair(named, words)
    if quantity.date:
        return "wrong_number", "no such date in the sources", ""
    if view.matches[index] and all(is_users(m.value) for m in view.matches[index]):
        return _told_as_a_finding(quantity, known)
    if _YOUR.search(before) or is_named_as_theirs(view.text, quantity):
        return "false_user_fact", "the user gave no such number", ""
    if quantity.range_with is not None:
        return "wrong_range", _is(named), ""
    if other := _other_unit(quantity, words, view.contexts[index].sentence, known):
        return "wrong_unit", f"{other.origin} has another unit", repair
    if reckons(quantity, others, view.text) and (named is None or is_equation(view.text)):
        return "bad_derivation", "the arithmetic gives something else", ""
    users = named is None or _users_have(quantity, known)
    behind_last = before[max(0, _last_end(view, index) - quantity.start + len(before)) :]
    if users and not view.citations and _YOU_HAVE.search(behind_last):
        return "false_user_fact", "the user gave no such number", ""
    return _near_fault(view, quantity, named, words, known)


def _last_end(view: View, index: int) -> int:
    """Where the number before ends: "your 4,900 samples call for 2,450" gives the first alone."""
    return view.numbers[index - 1].end if index else 0


def _told_as_a_finding(quantity: Quantity, known: Known) -> Fault:
    """What the user said, told as found: false where a tool has found another, else without one."""
    measured = any(
        v.place == "result" and v.measure.kind in (quantity.measure.kind, "") for v in known.values
    )
    kind: Kind = "false_user_fact" if measured else "no_source"
    return kind, "only the user has said so", ""


def _repair(named: Value | None, words: frozenset[str]) -> str:
    """Where the right number stands, if the words name it; the only one may be of another thing."""
    return named.origin if named is not None and words & (named.terms | named.context) else ""


def _near_fault(
    view: View, quantity: Quantity, named: Value | None, words: frozenset[str], known: Known
) -> Fault:
    """Say what is wrong with a number that comes near to a source."""
    repair = _repair(named, words)
    if hedged := _hedged(quantity, known):
        return (*hedged, repair)
    if quantity.hedge == "about" and (near := _nearest(quantity, named, known)):
        return "bad_rounding", f"{near.origin} is {near.value:g}", near.origin
    if near := _rounded_badly(quantity, named, words, known):
        return "bad_rounding", f"{near.origin} is {near.value:g}", near.origin
    return _plain_fault(view, quantity, named, words, known)


def _nearest(quantity: Quantity, named: Value | None, known: Known) -> Value | None:
    """The result that "about" may have been meant for, a quarter off at most."""
    near = [v for v, _ in candidates(quantity, known, 0.25) if v.place == "result"]
    if named is not None:
        return named if named in near else None
    return near[0] if len({round(v.base, 9) for v in near}) == 1 else None


def _users_have(quantity: Quantity, known: Known) -> bool:
    """Whether the user, or an argument, gave another number of the same things."""
    noun = quantity.measure.noun
    return bool(noun) and any(
        v.measure.noun == noun for v in known.values if v.place in ("user", "args")
    )


_ONE_OF_THEM = frozenset(("total", "low", "high", "weights", "overhead", "checkpoint"))
"""What a result itself gives, whatever else the sentence reckons."""


def _plain_fault(
    view: View, quantity: Quantity, named: Value | None, words: frozenset[str], known: Known
) -> Fault:
    ratio = quantity.measure.kind in ("ratio", "times", "point")
    step = named is None and (ratio or phrase("arithmetic spoken of").search(view.text))
    if step and _derivable(quantity, known):
        return "underived", "its operands are not in the same sentence", ""
    solid = quantity.measure.kind.partition(".")[0] in ("money", "time", "byte")
    if solid and phrase("reckoned over").search(view.text) and not words & _ONE_OF_THEM:
        return "underived", "it is reckoned over what no source gives", ""
    if not any(_fits(quantity, value) for value in known.values):
        return "no_source", "nothing in the sources says so", ""
    return "wrong_number", _is(named), _repair(named, words)


def _is(named: Value | None) -> str:
    return f"{named.origin} is {named.value:g}" if named else "no source has this number"


def _fits(quantity: Quantity, value: Value) -> bool:
    a, b = quantity.measure, value.measure
    if value.place in ("user", "pasted"):
        return False
    return (a.kind == b.kind and same_noun(a.noun, b.noun)) or not a.kind


def _named(quantity: Quantity, words: frozenset[str], known: Known) -> Value | None:
    """The one result of fitting unit that the words name; None where there are several."""
    scored: list[tuple[tuple[int, bool], Value]] = []
    for value in known.values:
        same = value.measure.kind == quantity.measure.kind
        told = value.place == "result" and not value.group.startswith(f"{value.origin}#")
        if told and same and not value.superseded:
            unit = value.measure.factor == quantity.measure.factor
            scored.append(((len(words & (value.terms | value.context)), unit), value))
    best = max((score for score, _ in scored), default=(0, False))
    top = [value for score, value in scored if score == best]
    alike = {round(value.base, 6) for value in top}
    return top[0] if top and (best[0] > 0 or len(scored) == 1) and len(alike) == 1 else None


def _other_unit(
    quantity: Quantity, words: frozenset[str], sentence: frozenset[str], known: Known
) -> Value | None:
    """A value whose number is right and whose unit is another."""
    measure = quantity.measure
    if (measure.kind in ("", "count") and not (measure.per or measure.noun)) or quantity.value == 0:
        return None
    plain = Quantity(0, 0, quantity.value, quantity.half_step, measure)
    found = []
    for value in known.values:
        if (
            value.place in ("user", "pasted")
            or not value.measure.kind
            or value.names - words - sentence == value.names != frozenset()
        ):
            continue
        if (_is_other(measure.kind, value) and _says_number(plain, value, measure.factor)) or (
            value.measure != measure and agrees(plain, value.value) and _differs(quantity, value)
        ):
            found.append(value)
    return max(found, key=lambda v: len(words & v.terms)) if found else None


def _differs(quantity: Quantity, value: Value) -> bool:
    a, b = quantity.measure, value.measure
    if _FAMILY.get(a.kind, a.kind[:5]) != _FAMILY.get(b.kind, b.kind[:5]):
        return False
    if "count" in (a.kind, b.kind) and a.kind != b.kind and b.noun in ("gpu", "epoch", "benchmark"):
        return False
    if a.kind == "count" == b.kind:
        return value.place == "result"
    return "times" not in (a.kind, b.kind)


def _is_other(kind: str, value: Value) -> bool:
    return value.measure.kind == kind and kind in _FACTORS and value.place == "result"


def _says_number(plain: Quantity, value: Value, own: float) -> bool:
    """Whether the number is right for another unit of the same kind: 0.18 for 180 ms."""
    base = value.stripped
    return any(agrees(plain, base / f) for f in _FACTORS[value.measure.kind] if f != own)


def _hedged(quantity: Quantity, known: Known) -> tuple[Kind, str] | None:
    if quantity.hedge not in ("over", "under", "at_least", "at_most"):
        return None
    upwards = quantity.hedge in ("over", "at_least")
    for value, source in candidates(quantity, known, 0.3):
        equal = abs(abs(source) - abs(quantity.value)) < 1e-9 * abs(source)
        if equal or upwards != (abs(source) > abs(quantity.value)):
            bounds = quantity.hedge in ("at_least", "at_most")
            kind: Kind = "wrong_range" if bounds else "wrong_direction"
            return kind, f"{value.origin} is {value.value:g}"
    return None


def _rounded_badly(
    quantity: Quantity, named: Value | None, words: frozenset[str], known: Known
) -> Value | None:
    """A source near by that the number would be a coarse, wrong rounding of."""
    if quantity.form in ("fraction", "multiple") or not quantity.half_step:
        return None
    step = 2 * quantity.half_step
    for value, source in candidates(quantity, known, 0.45):
        coarser = abs(abs(source) / step - round(abs(source) / step)) > 1e-6
        near = abs(abs(source) - abs(quantity.value)) <= 1.9 * step
        unnamed = bool(words) and named is None and not words & value.terms
        foreign = value.place == "user" or unnamed or (named is not None and value is not named)
        if coarser and near and not foreign:
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
    return kind == "times"
