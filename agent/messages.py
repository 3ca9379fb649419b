"""The transcript as a chat model sees it: a stable history, then the state, then what was said."""

import json
from collections.abc import Sequence
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from agent.events import AdvisorSaid, Asked, Event, UserSaid
from agent.practice import state_of as practice_of
from agent.transcripts import fold
from agent.transcripts.looked_up import looked_up
from agent.transcripts.passes import times_passed
from agent.transcripts.plan_calls import plan_calls
from agent.transcripts.set_ups import last_set_up

HISTORY_TURNS = 12
"""Turns of words that are sent at least; the state holds what older ones brought."""
DROPPED_TURNS = 6
"""Old turns leave together, so that the beginning of what is sent stays the same for a while."""

STATE = "state"

RECORD_FACTS = "record_facts"
SEARCH = "search"


def from_events(events: Sequence[Event]) -> list[BaseMessage]:
    """Turn a transcript, whose last turn is the one to answer, into messages.

    Tool calls of earlier turns are left out: the state sums up what they brought.
    """
    turn = fold.last_turn(events)
    before = [event for event in fold.whole_turns(events) if event.turn < turn]
    oldest = (turn - HISTORY_TURNS) // DROPPED_TURNS * DROPPED_TURNS
    history = _words([event for event in before if event.turn >= oldest])
    said = [event for event in events if event.turn == turn and isinstance(event, UserSaid)]
    return [
        *history,
        state_message(before, fold.of_turn(events, turn)),
        *(_of_user(event) for event in said),
    ]


def _words(events: Sequence[Event]) -> list[BaseMessage]:
    messages: list[BaseMessage] = []
    for event in events:
        if isinstance(event, UserSaid):
            messages.append(_of_user(event))
        elif isinstance(event, AdvisorSaid | Asked):
            messages.append(AIMessage(event.text, id=f"event-{event.number}"))
    return messages


def _of_user(event: UserSaid) -> HumanMessage:
    """Give what a person said; half a surrogate pair, which no request can carry, as `?`."""
    text = event.text.encode(errors="replace").decode()
    return HumanMessage(text, name="user", id=f"event-{event.number}")


def state_message(before: Sequence[Event], now: Sequence[Event]) -> HumanMessage:
    """Sum up the consultation: facts, skips, the open question, the decision so far."""
    together = [*before, *now]
    asked = fold.question_of(before)
    decision = fold.decision_of(before)
    action = next((event.action for event in now if isinstance(event, UserSaid)), None)
    state: dict[str, Any] = {
        "facts": {field: fact.value for field, fact in fold.facts_of(together).items()},
        "skipped": sorted(fold.skipped_of(together)),
        "asked": asked and _open_question(asked, before),
        "decision": decision
        and {key: decision.get(key) for key in ("strategy", "status", "possible")},
        "action": action and action.model_dump(exclude_defaults=True),
        "practice": practice_of(together),
        "looked_up": looked_up(before),
        "set_up": last_set_up(before),
        "plan": plan_calls(before),
        "first": not any(isinstance(event, AdvisorSaid) for event in before),
    }
    brief = {name: value for name, value in state.items() if value}
    if not brief.get("plan", {}).get("calls"):
        brief.pop("plan", None)
    text = json.dumps(brief, ensure_ascii=False, default=str, separators=(",", ":"))
    return HumanMessage(
        f"State of the consultation: {text}",
        name=STATE,
        id=STATE,
        additional_kwargs={STATE: state},
    )


def _open_question(asked: Asked, before: Sequence[Event]) -> dict[str, Any]:
    passed = times_passed(before, asked.field)
    question = {"field": asked.field, "text": asked.text, "options": asked.options}
    return question | ({"times_passed": passed} if passed else {})


def state_of(messages: Sequence[BaseMessage]) -> dict[str, Any]:
    """Find the state that `from_events` put in."""
    for message in reversed(messages):
        if isinstance(message, HumanMessage) and STATE in message.additional_kwargs:
            return dict(message.additional_kwargs[STATE])
    return {}
