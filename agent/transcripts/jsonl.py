"""Transcripts as JSON Lines: written for other programs, read back with suspicion."""

import json
from collections.abc import Iterable

from pydantic import ValidationError

from agent.events import Event, SessionStarted
from agent.secrets import kept_from_elsewhere
from agent.transcripts.fold import profile_of
from agent.transcripts.inert import visible
from agent.transcripts.lines import Damage, Recording, as_object, read_foreign_line
from agent.transcripts.store import Store, new_session_id
from tools.errors import InputError, in_words

_MOST_SHOWN = 5


def to_jsonl(events: Iterable[Event]) -> str:
    """Write one event a line, in order, readable where UTF-8 has the characters."""
    return "".join(f"{_line(each)}\n" for each in events)


def read_jsonl(content: bytes | str) -> Recording:
    """Read a transcript: every whole line, and for every other one its number and the reason."""
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    events: list[Event] = []
    damage: list[Damage] = []
    for place, line in enumerate(raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            event = read_foreign_line(_decoded(line))
            _check_order(event, events[-1] if events else None, after_damage=bool(damage))
            events.append(event)
        except InputError as error:
            damage.append(Damage(line=place, why=str(error)))
    return Recording(events=tuple(events), damage=tuple(damage))


def import_jsonl(
    store: Store, content: bytes | str, owner: str = "operator", whole_lines_only: bool = False
) -> str:
    """Keep a transcript from elsewhere as a new session, marked as imported; gives its id.

    Nothing that it says about itself is vouched for: neither its session id, which is replaced,
    nor what its replies claim to have been checked against, which stays as it is. A damaged
    file is refused; `whole_lines_only` takes what stands before the first damage.
    """
    recording = read_jsonl(content)
    if recording.damage and not whole_lines_only:
        raise InputError(_refusal(recording.damage), "transcript")
    events = tuple(map(kept_from_elsewhere, _gapless(recording.events)))
    if not events:
        raise InputError("There is no event in this transcript.", "transcript")
    _check_facts(events)
    session = new_session_id()
    started = next((each for each in events if isinstance(each, SessionStarted)), None)
    store.start(session, owner, started.channel if started else "file", events, imported=True)
    return session


def _line(event: Event) -> str:
    value = as_object(event)
    line = json.dumps(value, ensure_ascii=False)
    if visible(line) == line:
        return line
    return json.dumps(value)  # with a lone surrogate or the like, all in ASCII


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"byte {error.start + 1} is not UTF-8") from error


def _check_order(event: Event, before: Event | None, after_damage: bool) -> None:
    if before is not None and event.session != before.session:
        raise InputError(f"it belongs to another session, {event.session!r}")
    expected = before.number + 1 if before else 1
    if event.number == expected or (after_damage and event.number > expected):
        return
    raise InputError(f"its number is {event.number}; {expected} comes here")


def _gapless(events: tuple[Event, ...]) -> tuple[Event, ...]:
    whole = [each for place, each in enumerate(events, start=1) if each.number == place]
    return events[: len(whole)]


def _check_facts(events: tuple[Event, ...]) -> None:
    try:
        profile_of(events)
    except ValidationError as error:
        found = "; ".join(str(each) for each in in_words(error))
        raise InputError(f"This transcript's facts don't fit: {found}.", "transcript") from error


def _refusal(damage: tuple[Damage, ...]) -> str:
    shown = "; ".join(f"line {each.line}: {each.why}" for each in damage[:_MOST_SHOWN])
    more = len(damage) - _MOST_SHOWN
    rest = f"; and {more} more" if more > 0 else ""
    return f"This transcript is damaged. {shown}{rest}."
