"""What two consultations differ in: the facts, the decision, the tools' newest answers."""

from collections.abc import Sequence
from typing import Any

from agent.events import Event
from agent.transcripts import fold
from agent.transcripts.replay import Difference, compare

_NEVER_ALIKE = {"record_facts", "search"}
"""Tools whose answers follow from the words themselves; facts and decision show what matters."""


def differences(first: Sequence[Event], second: Sequence[Event]) -> tuple[Difference, ...]:
    """Compare two transcripts by what they came to, whatever way they took.

    `recorded` holds the first one's value, `today` the second one's.
    """
    before, after = _came_to(first), _came_to(second)
    return tuple(
        each
        for name in dict.fromkeys((*before, *after))
        for each in compare(0, name, before.get(name), after.get(name))
    )


def _came_to(events: Sequence[Event]) -> dict[str, Any]:
    facts = {f"fact {field}": fact.value for field, fact in fold.facts_of(events).items()}
    results = {
        each["tool"]: each["result"]
        for each in fold.results_of(events)
        if each["tool"] not in _NEVER_ALIKE
    }
    return {**facts, "decision": fold.decision_of(events), **results}
