"""What is shown of a unit: itself where all is traced, else repaired, else our own words."""

import re
from collections.abc import Callable
from dataclasses import replace

from agent.events import Pointer, Repair
from agent.grounding.check import Checker
from agent.grounding.rendering import say, value_at
from agent.grounding.slots import fill
from agent.grounding.sources import Sources, Verification, Violation
from agent.grounding.splitting import Unit
from tools.vocabulary import Record


class Released(Record):
    """What may be shown of one unit."""

    text: str
    """Checked words; empty where nothing of the unit may be shown."""
    pointers: tuple[Pointer, ...] = ()
    repaired: Repair | None = None


def release(
    unit: Unit, sources: Sources | Checker, fallback: Callable[[], str] | None = None
) -> Released:
    """Release a unit as it is, with the right values put in, or replaced by `fallback`.

    A number is put right only where its label leaves one value; what was put in is checked
    again. A table row keeps its place with a dash for what can't be shown.
    """
    checker = sources if isinstance(sources, Checker) else Checker(sources, unit.text)
    filled, nowhere = fill(unit.text, checker.known)
    shown = replace(unit, text=filled)
    checked = checker.check(shown)
    if not checked.violations and not nowhere:
        return Released(text=filled, pointers=checked.pointers)
    why = (
        *(f"{v.span}: {v.why}" for v in checked.violations),
        *(f"no value at {n}" for n in nowhere),
    )
    for attempt in (_put_right, _left_blank):
        text = attempt(shown, checked, checker)
        again = checker.check(replace(unit, text=text)) if text else None
        if again is not None and again.passed and not nowhere:
            repair = Repair(said=unit.text.strip(), shown=text.strip(), why=why)
            return Released(text=text, pointers=again.pointers, repaired=repair)
    own = fallback() if fallback is not None else ""
    ending = unit.text[len(unit.text.rstrip()) :]
    text = own.rstrip() + (ending or " ") if own else ending.lstrip(" ")
    repair = Repair(said=unit.text.strip(), shown=own.strip(), why=why)
    pointers = checker.check(replace(unit, text=own)).pointers if own else ()
    return Released(text=text, pointers=pointers, repaired=repair)


def _put_right(unit: Unit, checked: Verification, checker: Checker) -> str:
    """Put the value of the unique label where a wrong number stood; empty where one has none."""
    text = unit.text
    for violation in sorted(checked.violations, key=lambda v: -v.start):
        value = value_at(violation.repair, checker.known) if violation.repair else None
        if value is None:
            return ""
        rated = _RATE.match(text, violation.end - unit.start)
        text = _replaced(
            text, unit, violation, say(value).partition(" per ")[0] if rated else say(value)
        )
    return text


_RATE = re.compile(r"\s*(?:/|(?:per|an?|each|every|monthly|yearly|annually|daily)\b)")
"""The sentence says itself what the value is per."""


def _left_blank(unit: Unit, checked: Verification, checker: Checker) -> str:
    """In a table, a dash stands for what can't be shown."""
    if unit.kind != "row":
        return ""
    text = unit.text
    for violation in sorted(checked.violations, key=lambda v: -v.start):
        text = _replaced(text, unit, violation, "–")
    return text


def _replaced(text: str, unit: Unit, violation: Violation, shown: str) -> str:
    start, end = violation.start - unit.start, violation.end - unit.start
    return text[:start] + shown + text[end:]
