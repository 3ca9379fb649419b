"""How often the open question got words that neither answer it nor ask something."""

from collections.abc import Sequence

from agent.events import Asked, Event, PassageFound, ToolCalled, UserSaid
from agent.transcripts import fold
from agent.transcripts.set_ups import asks_for_figures

MOST_PASSES = 1
"""Times that a question is asked again because its answer could not be read."""


def times_passed(events: Sequence[Event], field: str) -> int:
    """Count the turns behind the asking of a question in which words passed it by."""
    last = fold.last_turn(events)
    asked = {each.turn for each in events if isinstance(each, Asked) and each.field == field}
    return sum(_passes(fold.of_turn(events, turn + 1)) for turn in asked if turn < last)


def _passes(now: Sequence[Event]) -> bool:
    """Questions, asides and clicks leave a question open, however often they come."""
    clicked = any(isinstance(event, UserSaid) and event.action for event in now)
    return not (clicked or asks_for_figures(now) or any(map(_asks, now)))


def _asks(event: Event) -> bool:
    """Tell whether an event comes of a question of the user's."""
    asked_back = isinstance(event, ToolCalled) and bool(event.args.get("asks_back"))
    return asked_back or isinstance(event, PassageFound)
