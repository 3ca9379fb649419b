"""Signs of results: short where there is room, gained where it was lost, saved where it costs."""

import re
from collections.abc import Callable

from agent.grounding.clauses.labels import mentions
from agent.grounding.directions.up_and_down import direction
from agent.grounding.known.values import Known, Value
from agent.grounding.numbers.quantities import Quantity
from agent.grounding.view import Found, View
from agent.grounding.words.phrases import phrase


def check_signs(view: View, known: Known, found: Found) -> None:
    """Refuse a number that is said to be the other way round than the sign of its result."""
    for index, each in enumerate(view.numbers):
        values = [m.value for m in view.matches[index]]
        if any(v.place != "result" for v in values):
            continue
        values = [v for v in values if v.terms & view.contexts[index].own] or values
        if not values or any(not v.terms & set(_FAULTS) for v in values):
            continue
        around = next(p.text for p in view.parts if p.start <= each.start < p.end)
        faults = {
            _fault(value, each, around) or _of_negative_drop(value, each, around, known)
            for value in values
        }
        if "" not in faults:
            found.fault(_with_verb(view, each), "wrong_direction", faults.pop())


def _with_verb(view: View, each: Quantity) -> tuple[int, int]:
    """The span of a number together with the word of direction in its clause, if there is one."""
    part = next(p for p in view.parts if p.start <= each.start < p.end)
    spans = [each.span]
    for name in ("up", "down", "shortage", "room left"):
        spans += [
            (part.start + m.start(), part.start + m.end()) for m in phrase(name).finditer(part.text)
        ]
    near = [s for s in spans if abs(s[0] - each.start) < 30]
    return min(start for start, _ in near), max(end for _, end in near)


def _fault(value: Value, said: Quantity, around: str) -> str:
    """Say what is wrong with the direction, by the first word that has a sign; or nothing."""
    for term, check in _FAULTS.items():
        if term in value.terms and (why := check(value, said, around)):
            return f"{value.origin} is {why}"
    return ""


def _of_headroom(value: Value, said: Quantity, around: str) -> str:
    short = phrase("shortage").search(around)
    if value.value < 0 < said.value and not short and phrase("room left").search(around):
        return f"{value.value:g}: it is short"
    return (
        f"{value.value:g}: it is free" if value.value > 0 and phrase("short").search(around) else ""
    )


def _of_drop(value: Value, said: Quantity, around: str) -> str:
    named = "drop" in {term for _, _, term in mentions(around)} or "loss" in value.origin
    rises = value.value * said.value > 0 and direction(around) > 0
    return "a drop" if rises and not named else ""


def _of_negative_drop(value: Value, said: Quantity, around: str, known: Known) -> str:
    """A drop below zero is a rise, unless the tool itself counts a fall as negative."""
    if "drop" not in value.terms or not value.value < 0 < said.value:
        return ""
    fell = any(names & value.terms and change < 0 for names, change in known.trends)
    falls = direction(around) < 0
    return f"{value.value:g}: it rose" if falls and not fell else ""


def _of_change(value: Value, said: Quantity, around: str) -> str:
    way = direction(around)
    other = way and (value.value > 0) != (way > 0) and said.value * value.value < 0
    return f"{value.value:g}" if other else ""


def _of_gain(value: Value, said: Quantity, around: str) -> str:
    return "a gain" if value.value > 0 and direction(around) < 0 else ""


def _of_saving(value: Value, said: Quantity, around: str) -> str:
    named = [term for _, _, term in mentions(around) if term in ("prompting", "tuned")]
    cheaper = phrase("saves").search(around) and named[-1:] != ["prompting"]
    if value.value < 0 < said.value and cheaper:
        return f"{value.value:g}: it costs more"
    if value.value > 0 and phrase("saves").search(around) and _PROMPTING.match(around):
        return "a saving of the tuned one"
    return "a saving" if value.value > 0 and phrase("costs more").search(around) else ""


_PROMPTING = re.compile(
    r"\W*(?:with|by|on|under) prompting\b|\W*prompting (?:is|costs|saves|comes|works out)\b", re.I
)
"""Prompting is what the clause is about."""
_FAULTS: dict[str, Callable[[Value, Quantity, str], str]] = {
    "headroom": _of_headroom,
    "drop": _of_drop,
    "change": _of_change,
    "delta": _of_change,
    "gain": _of_gain,
    "saving": _of_saving,
}
"""By the label of a result: what its sign means, and which words go against it."""
