"""A tool's call, its answer and the passages it found, brought together."""

from collections.abc import Sequence

from agent.events import Event, PassageFound, ToolCalled, ToolReturned
from tools.vocabulary import Record


class ToolUse(Record):
    """One call of a tool, as the transcript has it."""

    place: int
    """Where in the transcript the call stands (from 0)."""
    called: ToolCalled
    returned: ToolReturned | None = None
    """None where the turn was cut off before the answer."""
    passages: tuple[PassageFound, ...] = ()


def tool_uses(events: Sequence[Event]) -> list[ToolUse]:
    """List the calls in order; ids may repeat from turn to turn."""
    uses: list[ToolUse] = []
    newest: dict[str, int] = {}
    for place, event in enumerate(events):
        if isinstance(event, ToolCalled):
            newest[event.call] = len(uses)
            uses.append(ToolUse(place=place, called=event))
            continue
        owner = _owner(event, newest, uses)
        if owner is not None and isinstance(event, ToolReturned):
            uses[owner] = uses[owner].model_copy(update={"returned": event})
        elif owner is not None and isinstance(event, PassageFound):
            found = (*uses[owner].passages, event)
            uses[owner] = uses[owner].model_copy(update={"passages": found})
    return uses


def _owner(event: Event, newest: dict[str, int], uses: list[ToolUse]) -> int | None:
    """Find the call that an answer or passage belongs to; a passage may leave it unsaid."""
    call = getattr(event, "call", None)
    if call is not None:
        return newest.get(str(call))
    if isinstance(event, PassageFound) and uses and uses[-1].called.turn == event.turn:
        return len(uses) - 1
    return None
