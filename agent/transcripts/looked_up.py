"""What the turn before looked up: the question that a follow-up leans on."""

from collections.abc import Sequence
from typing import Any

from agent.events import AdvisorSaid, Event, ToolCalled
from agent.transcripts import fold

SEARCH = "search"


def looked_up(before: Sequence[Event]) -> dict[str, Any] | None:
    """Give the question that the newest turn looked up, and what was cited on it; None for none.

    A follow-up counts to the question it leaned on: that one is kept, with all that was cited.
    """
    question = _question_of(before, fold.last_turn(before))
    if question is None:
        return None
    cited: list[str] = []
    for turn in range(fold.last_turn(before), 0, -1):
        if _question_of(before, turn) != question:
            break
        cited += _cited(fold.of_turn(before, turn))
    return {"question": question, "cited": list(dict.fromkeys(cited))}


def _question_of(events: Sequence[Event], turn: int) -> str | None:
    for event in fold.of_turn(events, turn):
        if isinstance(event, ToolCalled) and event.tool == SEARCH:
            return str(event.args.get("follows") or event.args.get("question", ""))
    return None


def _cited(turn: Sequence[Event]) -> list[str]:
    return [a for event in turn if isinstance(event, AdvisorSaid) for a in event.citations]
