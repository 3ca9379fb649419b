"""Keeps transcripts in one file: appended, never changed, each session under its owner."""

import json
import secrets
import zlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from agent.events import Event, UserSaid
from agent.transcripts import claims, schema
from agent.transcripts.database import Database, StoreError, database_path
from agent.transcripts.inert import visible
from agent.transcripts.lines import Damage, Recording, as_object, read_line
from agent.transcripts.schema import AnyRow
from agent.transcripts.tickets import Tickets, require_lease
from tools.errors import InputError
from tools.vocabulary import Record

_TITLE_LENGTH = 80


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


def new_session_id() -> str:
    """Make a session id that can't be guessed (128 random bits)."""
    return secrets.token_hex(16)


class Store:
    """Transcripts in an SQLite file. Every method blocks: call it from a thread."""

    def __init__(self, place: str | Path, busy_seconds: float = 10.0) -> None:
        self._database = Database(database_path(place), busy_seconds)
        with self._database.writing() as connection:
            _create_tables(connection, self._database.path)
        self.tickets = Tickets(self._database)

    @property
    def path(self) -> Path:
        """Where the transcripts are."""
        return self._database.path

    def close(self) -> None:
        """Finish what is being written and close the file."""
        self.tickets.close()
        self._database.close()

    def start(
        self,
        session: str,
        owner: str,
        channel: str,
        first: Sequence[Event] = (),
        imported: bool = False,
    ) -> tuple[Event, ...]:
        """Start a session with its first events; nothing, if its owner has started it already."""
        now = datetime.now(UTC)
        row = {
            "id": session, "owner": owner, "channel": channel, "started": now, "last": now,
            "events": 0, "turns": 0, "title": "", "imported": imported,
        }  # fmt: skip
        with self._database.writing() as connection:
            there = _find(connection, session)
            if there is None:
                connection.execute(insert(schema.sessions).values(row))
                return _append(connection, session, first)
        if there.owner != owner:
            raise _no_such(session)
        return ()

    def append(
        self, session: str, events: Iterable[Event], ticket: int | None = None, durable: bool = True
    ) -> tuple[Event, ...]:
        """Add events, all or none, and give them back with their numbers (from 1, no gaps).

        With a ticket, they are refused (`LeaseLostError`) once the turn is no longer the ticket's.
        `durable=False` spares the wait for the disk: a crash of the process loses nothing,
        a power cut may lose events up to the next durable ones.
        """
        added = tuple(events)
        with self._database.writing(durable) as connection:
            if ticket is not None:
                require_lease(connection, session, ticket)
            return _append(connection, session, added)

    def events(self, session: str, after: int = 0) -> tuple[Event, ...]:
        """Give the events from number `after + 1` on; damage is an error, never a gap.

        A session that was never started, or has been deleted, has none.
        """
        recording = self.readable(session, after)
        if recording.damage:
            first = recording.damage[0]
            raise StoreError(
                f"Transcripts in {self.path}: event {first.line} of session {session} is damaged: "
                f"{first.why}. The rest can still be exported."
            )
        return recording.events

    def readable(self, session: str, after: int = 0) -> Recording:
        """Give what can be read of a session, and the numbers of the events that can't."""
        kept = schema.events.c
        lines = (
            select(kept.number, kept.line, kept.checksum)
            .where(kept.session == session, kept.number > after)
            .order_by(kept.number)
        )
        with self._database.reading() as connection:
            row = _find(connection, session)
            found = {each.number: each for each in connection.execute(lines)}
        return _read(found, range(after + 1, int(row.events) + 1 if row else 0))

    def owner_of(self, session: str) -> str | None:
        """Say whose session it is; None where there is no such session."""
        with self._database.reading() as connection:
            row = _find(connection, session)
        return None if row is None else row.owner

    def session(self, session: str) -> SessionRow:
        """Give one session's row."""
        with self._database.reading() as connection:
            return _session_row(_required(connection, session))

    def sessions(self, owner: str | None = None) -> tuple[SessionRow, ...]:
        """List sessions, of one owner or all, the one that was used last first."""
        table = schema.sessions
        rows = select(table).order_by(table.c.last.desc(), table.c.place.desc())
        if owner is not None:
            rows = rows.where(table.c.owner == owner)
        with self._database.reading() as connection:
            return tuple(_session_row(each) for each in connection.execute(rows))

    def newest(self, owner: str) -> str | None:
        """Give the session that this owner used last."""
        table = schema.sessions.c
        last = select(table.id).where(table.owner == owner)
        with self._database.reading() as connection:
            found = last.order_by(table.last.desc(), table.place.desc()).limit(1)
            return connection.execute(found).scalar()

    def delete(self, session: str) -> None:
        """Delete a session with all that names it; its words are overwritten on the disk."""
        with self._database.writing() as connection:
            _required(connection, session)
            for column in (
                schema.events.c.session, schema.tickets.c.session,
                schema.outside_ids.c.session, schema.sessions.c.id,
            ):  # fmt: skip
                connection.execute(delete(column.table).where(column == session))
        self._database.empty_log()

    def session_for(self, owner: str, outside: str) -> str | None:
        """Give the session that an id from outside, such as a Slack thread, stands for."""
        with self._database.reading() as connection:
            return _mapped(connection, owner, outside)

    def map(self, owner: str, outside: str, session: str) -> str:
        """Let an id from outside stand for a session; the first mapping wins and is returned."""
        row = {"owner": owner, "outside": outside, "session": session}
        with self._database.writing() as connection:
            connection.execute(insert(schema.outside_ids).values(row).on_conflict_do_nothing())
            return _mapped(connection, owner, outside) or session

    def claim(self, key: str, payload: str = "") -> bool:
        """Claim work that must be done once; True only for the first, ever, in any process."""
        with self._database.writing() as connection:
            return claims.claim(connection, key, payload)

    def finish_claim(self, key: str) -> None:
        """Mark claimed work as done; its payload is kept no longer."""
        with self._database.writing() as connection:
            claims.finish(connection, key)

    def open_claims(self, prefix: str = "") -> list[tuple[str, str]]:
        """Take over work that dead processes left open: keys and payloads, the oldest first."""
        with self._database.writing() as connection:
            return claims.take_over(connection, prefix)

    def check_writable(self) -> None:
        """Make sure that a turn can be stored; StoreError says why not."""
        now = datetime.now(UTC).isoformat().encode()
        kept = insert(schema.settings).values(name="checked", value=now)
        with self._database.writing(durable=False) as connection:
            connection.execute(kept.on_conflict_do_update(["name"], set_={"value": now}))

    def secret(self, name: str) -> bytes:
        """Give a secret (32 random bytes), made on first use and the same ever after."""
        table = schema.settings
        fresh = {"name": f"secret {name}", "value": secrets.token_bytes(32)}
        with self._database.writing() as connection:
            connection.execute(insert(table).values(fresh).on_conflict_do_nothing())
            kept = select(table.c.value).where(table.c.name == fresh["name"])
            return bytes(connection.execute(kept).scalar_one())


def _create_tables(connection: Connection, path: Path) -> None:
    schema.metadata.create_all(connection)
    table = schema.settings
    mine = str(schema.SCHEMA_VERSION).encode()
    version = {"name": "schema", "value": mine}
    connection.execute(insert(table).values(version).on_conflict_do_nothing())
    kept = connection.execute(select(table.c.value).where(table.c.name == "schema")).scalar_one()
    if kept != mine:
        raise StoreError(
            f"Transcripts in {path} have schema {kept.decode('utf-8', 'replace')}; this version knows "
            f"{schema.SCHEMA_VERSION}. Use the version that wrote them, or another file."
        )


def _append(connection: Connection, session: str, events: Iterable[Event]) -> tuple[Event, ...]:
    row = _required(connection, session)
    added = tuple(
        event.model_copy(update={"session": session, "number": number})
        for number, event in enumerate(events, start=row.events + 1)
    )
    if not added:
        return ()
    connection.execute(insert(schema.events), [_event_row(each) for each in added])
    said = [each for each in added if isinstance(each, UserSaid)]
    title = row.title or next((_title(each.text) for each in said if each.text.strip()), "")
    table = schema.sessions
    connection.execute(
        update(table)
        .where(table.c.id == session)
        .values(
            events=row.events + len(added),
            turns=row.turns + len(said),
            title=title,
            last=max(row.last, _naive_utc(added[-1].at)),
        )
    )
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


def _naive_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def _read(found: dict[int, AnyRow], numbers: Iterable[int]) -> Recording:
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


def _find(connection: Connection, session: str) -> AnyRow | None:
    table = schema.sessions
    return connection.execute(select(table).where(table.c.id == session)).first()


def _required(connection: Connection, session: str) -> AnyRow:
    row = _find(connection, session)
    if row is None:
        raise _no_such(session)
    return row


def _no_such(session: str) -> NoSessionError:
    return NoSessionError(f"There is no session {session!r}.", "session")


def _mapped(connection: Connection, owner: str, outside: str) -> str | None:
    table = schema.outside_ids.c
    mapped = select(table.session).where(table.owner == owner, table.outside == outside)
    return connection.execute(mapped).scalar()


def _session_row(row: AnyRow) -> SessionRow:
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
