"""How sessions and events become rows of the database, and rows events again."""

import json
import zlib
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.dialects import sqlite

from agent.events import Event, UserSaid
from agent.transcripts import schema
from agent.transcripts.database import StoreError
from agent.transcripts.inert import visible
from agent.transcripts.lines import Damage, Recording, as_object, read_line
from agent.transcripts.schema import AnyRow
from tools.errors import InputError, shown
from tools.vocabulary import Record

_TITLE_LENGTH = 80

_FOUND = select(schema.sessions).where(schema.sessions.c.id == bindparam("session"))
_ADDED = insert(schema.events)
_GROWN = update(schema.sessions).where(schema.sessions.c.id == bindparam("session"))
"""What every turn asks of the database, put together once: that costs more than asking."""


class NoSessionError(InputError):
    """There is no such session, or not for this owner: the two must look alike."""


class SessionRow(Record):
    """One consultation, as a list shows it."""

    id: str
    owner: str
    channel: str
    started: datetime
    last: datetime
    turns: int
    title: str
    """How the user's first message begins; empty before there is one."""
    imported: bool
    """It came from a file: what it says about itself, checks among it, is not vouched for."""


def create_tables(connection: Connection, path: Path) -> None:
    """Create the tables that are missing; refuse those of another version."""
    schema.metadata.create_all(connection)
    table = schema.settings
    mine = str(schema.SCHEMA_VERSION).encode()
    version = {"name": "schema", "value": mine}
    connection.execute(sqlite.insert(table).values(version).on_conflict_do_nothing())
    kept = connection.execute(select(table.c.value).where(table.c.name == "schema")).scalar_one()
    if kept != mine:
        raise StoreError(
            f"Transcripts in {path} have schema {kept.decode('utf-8', 'replace')}; "
            f"this version knows {schema.SCHEMA_VERSION}. Use the version that wrote them, "
            "or another file."
        )


def append(connection: Connection, session: str, events: Iterable[Event]) -> tuple[Event, ...]:
    """Add events after the last one of their session."""
    row = required(connection, session)
    added = tuple(
        event.model_copy(update={"session": session, "number": number})
        for number, event in enumerate(events, start=int(row.events) + 1)
    )
    if not added:
        return ()
    connection.execute(_ADDED, [_event_row(each) for each in added])
    said = [each for each in added if isinstance(each, UserSaid)]
    title = row.title or next((_title(each.text) for each in said if each.text.strip()), "")
    grown = {
        "session": session,
        "events": row.events + len(added),
        "turns": row.turns + len(said),
        "title": title,
        "last": datetime.now(UTC),
    }
    connection.execute(_GROWN, grown)
    return added


def _event_row(event: Event) -> dict[str, Any]:
    line = json.dumps(as_object(event))
    return {
        "session": event.session,
        "number": event.number,
        "line": line,
        "checksum": zlib.crc32(line.encode()),
    }


def _title(text: str) -> str:
    """Shorten a message to one line for a list.

    >>> _title(" Should we\\n fine-tune? ")
    'Should we fine-tune?'
    """
    words = visible(" ".join(text[: 4 * _TITLE_LENGTH].split()))
    return words if len(words) <= _TITLE_LENGTH else words[: _TITLE_LENGTH - 1].rstrip() + "…"


def read(found: dict[int, AnyRow], numbers: Iterable[int]) -> Recording:
    """Read events back; what is missing or doesn't fit its checksum is damage."""
    events: list[Event] = []
    damage: list[Damage] = []
    for number in numbers:
        try:
            events.append(_checked(found.get(number)))
        except InputError as error:
            damage.append(Damage(line=number, why=str(error)))
    return Recording(events=tuple(events), damage=tuple(damage))


def _checked(row: AnyRow | None) -> Event:
    if row is None:
        raise InputError("it is missing")
    if zlib.crc32(str(row.line).encode(errors="replace")) != row.checksum:
        raise InputError("its checksum does not fit its text")
    return read_line(row.line)


def find(connection: Connection, session: str) -> AnyRow | None:
    """Give a session's row, if there is one."""
    return connection.execute(_FOUND, {"session": session}).first()


def required(connection: Connection, session: str) -> AnyRow:
    """Give a session's row; NoSessionError where there is none."""
    row = find(connection, session)
    if row is None:
        raise no_such(session)
    return row


def no_such(session: str) -> NoSessionError:
    """Say that there is no such session."""
    return NoSessionError(f"There is no session {shown(session)}.", "session")


def mapped(connection: Connection, owner: str, outside: str) -> str | None:
    """Give the session that an owner's id from outside stands for."""
    table = schema.outside_ids.c
    mapped = select(table.session).where(table.owner == owner, table.outside == outside)
    return connection.execute(mapped).scalar()


def session_row(row: AnyRow) -> SessionRow:
    """Read a session's row."""
    return SessionRow(
        id=row.id,
        owner=row.owner,
        channel=row.channel,
        started=row.started.replace(tzinfo=UTC),
        last=row.last.replace(tzinfo=UTC),
        turns=row.turns,
        title=row.title,
        imported=row.imported,
    )
