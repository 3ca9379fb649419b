"""Keeps transcripts in one file: appended, never changed, each session under its owner."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from agent.events import Event
from agent.transcripts import claims, rows, schema, spending
from agent.transcripts.database import Database, StoreError, database_path
from agent.transcripts.lines import Recording
from agent.transcripts.rows import NoSessionError, SessionRow
from agent.transcripts.spending import Spent
from agent.transcripts.tickets import Tickets, require_lease

__all__ = ["NoSessionError", "SessionRow", "Store", "StoreError", "new_session_id"]

_LINES = (
    select(schema.events.c.number, schema.events.c.line, schema.events.c.checksum)
    .where(
        schema.events.c.session == bindparam("session"), schema.events.c.number > bindparam("after")
    )
    .order_by(schema.events.c.number)
)


def new_session_id() -> str:
    """Make a session id that can't be guessed (128 random bits)."""
    return secrets.token_hex(16)


class Store:
    """Transcripts in an SQLite file. Every method blocks: call it from a thread."""

    def __init__(self, place: str | Path, busy_seconds: float = 10.0) -> None:
        self._database = Database(database_path(place), busy_seconds)
        with self._database.writing() as connection:
            rows.create_tables(connection, self._database.path)
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
            there = rows.find(connection, session)
            if there is None:
                connection.execute(insert(schema.sessions).values(row))
                return rows.append(connection, session, first)
        if there.owner != owner:
            raise rows.no_such(session)
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
            return rows.append(connection, session, added)

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
        with self._database.reading() as connection:
            row = rows.find(connection, session)
            lines = connection.execute(_LINES, {"session": session, "after": after})
            found = {each.number: each for each in lines}
        return rows.read(found, range(after + 1, int(row.events) + 1 if row else 0))

    def owner_of(self, session: str) -> str | None:
        """Say whose session it is; None where there is no such session."""
        with self._database.reading() as connection:
            row = rows.find(connection, session)
        return None if row is None else row.owner

    def session(self, session: str) -> SessionRow:
        """Give one session's row."""
        with self._database.reading() as connection:
            return rows.session_row(rows.required(connection, session))

    def sessions(self, owner: str | None = None) -> tuple[SessionRow, ...]:
        """List sessions, of one owner or all, the one that was used last first."""
        table = schema.sessions
        listed = select(table).order_by(table.c.last.desc(), table.c.place.desc())
        if owner is not None:
            listed = listed.where(table.c.owner == owner)
        with self._database.reading() as connection:
            return tuple(rows.session_row(each) for each in connection.execute(listed))

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
            rows.required(connection, session)
            for column in (
                schema.events.c.session, schema.tickets.c.session,
                schema.outside_ids.c.session, schema.sessions.c.id,
            ):  # fmt: skip
                connection.execute(delete(column.table).where(column == session))
        self._database.empty_log()

    def session_for(self, owner: str, outside: str) -> str | None:
        """Give the session that an id from outside, such as a Slack thread, stands for."""
        with self._database.reading() as connection:
            return rows.mapped(connection, owner, outside)

    def map(self, owner: str, outside: str, session: str) -> str:
        """Let an id from outside stand for a session; the first mapping wins and is returned."""
        row = {"owner": owner, "outside": outside, "session": session}
        with self._database.writing() as connection:
            connection.execute(insert(schema.outside_ids).values(row).on_conflict_do_nothing())
            return rows.mapped(connection, owner, outside) or session

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

    def add_spent(self, spent: Spent) -> None:
        """Count what a chat model took towards today (UTC)."""
        with self._database.writing(durable=False) as connection:
            spending.add(connection, datetime.now(UTC).date(), spent)

    def spent_today(self) -> Spent:
        """Give what chat models took today (UTC), over all sessions and processes."""
        with self._database.reading() as connection:
            return spending.of_day(connection, datetime.now(UTC).date())

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
