"""`chat --json`: one line in, one line out; one process holds many consultations."""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import click
from pydantic import ValidationError

from agent.advisor import Advisor
from agent.events import Action, AdvisorSaid, Event, TroubleNoted
from agent.form import open_questions
from agent.said import Said, session_name
from agent.transcripts import fold
from agent.transcripts.store import new_session_id
from tools.decision import Question
from tools.errors import InputError, in_words, no_such_field, shown
from ui.json_lines import Line, error_object, read_object

OWNER = "terminal"
EXAMPLE = '{"message": "Should we fine-tune?"}'


async def serve_lines(advisor: Advisor, lines: Iterable[Line], session: str | None) -> None:
    """Answer each line before the next is read."""
    default = session or new_session_id()
    failed = False
    for line in lines:
        if isinstance(line, str) and not line.strip():
            continue
        try:
            if isinstance(line, InputError):
                raise line
            answer = await answer_line(advisor, read_object(line, EXAMPLE), default)
        except (InputError, ValidationError) as error:
            failed = True
            answer = error_object(in_words(error)[0])
        click.echo(json.dumps(answer))
        sys.stdout.flush()
    if failed:
        raise click.exceptions.Exit(1)


async def answer_line(advisor: Advisor, line: dict[str, Any], default: str) -> dict[str, Any]:
    """Hold one turn.

    Raises InputError for a line that is none of message, set and skip.
    """
    said = said_in(line)
    session = our_session(advisor, line.get("session"), default)
    async for _ in advisor.reply(session, said, owner=OWNER, channel="json"):
        pass
    events = advisor.store.events(session)
    return turn_object(session, events, line.get("session"), advisor)


def our_session(advisor: Advisor, caller: Any, default: str) -> str:
    """Map the caller's session to ours; an id of ours is taken as it is."""
    if caller is None:
        return default
    outside = session_name(str(caller) if type(caller) is int else caller)
    if advisor.store.owner_of(outside) is not None:
        return outside
    known = advisor.store.session_for(OWNER, outside)
    if known is None:
        known = new_session_id()
        advisor.store.map(OWNER, outside, known)
    return known


def said_in(line: dict[str, Any]) -> Said:
    """Read what a line says or does.

    Raises InputError where it has not exactly one of message, set and skip.
    """
    kinds = [kind for kind in READ if kind in line]
    for name in line:
        if name not in READ and name != "session":
            raise no_such_field(name, [*READ, "session"])
    if len(kinds) > 1:
        raise InputError(f"{' and '.join(kinds)} stand together; give each a line.", kinds[1])
    if not kinds:
        raise InputError(
            'Give one of {"message": "…"}, {"set": {"field": value}}, '
            '{"skip": "field" or ["field", …]}, {"answer_now": true}.'
        )
    return READ[kinds[0]](line[kinds[0]])


def _message(text: Any) -> Said:
    if not isinstance(text, str):
        raise InputError(f"message: {shown(text)} is no text", "message")
    return Said(text)


def _set(values: Any) -> Said:
    if not isinstance(values, dict) or not values:
        raise InputError(
            'set: an object of facts is needed, as in {"latency_budget_ms": 150}', "set"
        )
    words = ", ".join(
        f"forget {field}" if value is None else f"{field} is {value}"
        for field, value in values.items()
    )
    return Said(f"Correction: {words}.", action=Action(set=values))


def _skip(fields: Any) -> Said:
    if isinstance(fields, str) and fields.strip():
        return Said("I don't know.", action=Action(skipped=fields))
    if not isinstance(fields, list) or not fields or not all(isinstance(f, str) for f in fields):
        raise InputError(
            'skip: the name of a fact is needed, or a list as in ["needs_style"]', "skip"
        )
    return Said(f"I don't know: {', '.join(fields)}.", action=Action(skipped=tuple(fields)))


def _answer_now(now: Any) -> Said:
    if now is not True:
        raise InputError(f"answer_now: {shown(now)} asks for nothing; give true", "answer_now")
    return Said("Answer with what you know now.", action=Action(answer_now=True))


READ: dict[str, Callable[[Any], Said]] = {
    "message": _message,
    "set": _set,
    "skip": _skip,
    "answer_now": _answer_now,
}
"""What a line may say or do, one of these, and how it is read."""


def turn_object(
    session: str, events: Sequence[Event], outside: Any, advisor: Advisor
) -> dict[str, Any]:
    """Give the consultation so far, and this turn's words and results, as one object."""
    turn = fold.last_turn(events)
    now = fold.of_turn(events, turn)
    form = [_question(each) for each in open_questions(events)]
    return {
        "session": str(outside) if outside is not None else session,
        "turn": turn,
        "reply": fold.reply_of(now),
        "notes": [event.what for event in now if isinstance(event, TroubleNoted)],
        "question": form[0] if form else None,
        "form": form,
        "facts": {
            field: {
                "value": fact.value,
                "quote": fact.quote,
                "turn": fact.turn,
                "assumed": fact.assumed,
            }
            for field, fact in fold.facts_with_what_follows(events).items()
        },
        "decision": fold.decision_of(events),
        "citations": [
            {"anchor": anchor, "title": _title(advisor, anchor)}
            for event in now
            if isinstance(event, AdvisorSaid)
            for anchor in event.citations
        ],
        "tool_results": [
            {"tool": each["tool"], "args": each["args"], "result": each["result"]}
            for each in fold.results_of(now)
        ],
        "violations": [
            {"said": repair.said, "why": list(repair.why)}
            for event in now
            if isinstance(event, AdvisorSaid)
            for repair in event.repaired
        ],
    }


def _question(question: Question) -> dict[str, Any]:
    return {
        "field": question.field,
        "text": question.text,
        "options": list(question.options),
        "why": question.why,
    }


def _title(advisor: Advisor, anchor: str) -> str:
    passage = advisor.material(OWNER).passage(anchor)
    return passage.title if passage else anchor
