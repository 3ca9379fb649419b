"""The training set-up that was computed last: what "and with rank 64?" changes."""

from collections.abc import Sequence
from typing import Any

from agent.events import Event, ToolCalled
from agent.transcripts import fold

_TOOLS = frozenset({"estimate", "explain_estimate"})
_CALCULATORS = _TOOLS | {"what_fits"}


def last_set_up(events: Sequence[Event]) -> dict[str, Any]:
    """Give the arguments that the newest turn's estimates have in common; {} where there is none.

    What an error refused is left out; a turn in which nothing else was refused is passed over.
    Of what fits a card, the card is given.
    """
    for turn in range(fold.last_turn(events), 0, -1):
        outcomes = fold.outcomes_of(fold.of_turn(events, turn))
        estimates = [each for each in outcomes if each["tool"] in _TOOLS]
        found = [each["args"] for each in estimates if "result" in each]
        if found:
            explains = estimates[0]["tool"] == "explain_estimate"
            return found[0] if explains else _common(found)
        repaired = [_accepted(each) for each in estimates if _accepted(each) != each["args"]]
        if repaired:
            return _common(repaired)
        if cards := _cards(outcomes):
            return cards
    return {}


def _cards(outcomes: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Give the card that was asked about alone: what is named next is meant to run on it."""
    asked = [each["args"] for each in outcomes if each["tool"] == "what_fits" and "result" in each]
    return {name: asked[-1][name] for name in ("on", "gpus") if name in asked[-1]} if asked else {}


def _accepted(outcome: dict[str, Any]) -> dict[str, Any]:
    field = str(outcome.get("error") or "").partition(":")[0]
    return {name: value for name, value in outcome["args"].items() if name != field}


def _common(several: Sequence[dict[str, Any]]) -> dict[str, Any]:
    first, rest = several[0], several[1:]
    return {
        name: value
        for name, value in first.items()
        if all(name in each and each[name] == value for each in rest)
    }


def asks_for_figures(now: Sequence[Event]) -> bool:
    """Tell whether a turn was about a training set-up; an open question waits until it is over."""
    return any(isinstance(event, ToolCalled) and event.tool in _CALCULATORS for event in now)
