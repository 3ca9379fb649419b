"""Saves what is whole from a damaged file of transcripts into a new one."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Table

from agent.transcripts import schema
from agent.transcripts.store import Store
from tools.errors import InputError
from tools.vocabulary import Record

_SMALLEST_ROW_BYTES = 16
_COPIED = (schema.sessions, schema.events, schema.outside_ids, schema.claims, schema.settings)

Row = tuple[Any, ...]


class Recovered(Record):
    """What could be saved."""

    sessions: int
    events: int
    damaged: tuple[str, ...] = ()
    """Sessions of which events are missing; the store tells which."""


def recover(damaged: Path, into: Path) -> Recovered:
    """Copy every row that can be read, one by one, from a damaged file into a new one.

    The damaged file is left as it is. A session whose own row is lost goes to the operator;
    events that are lost stay gaps, which the store names, and the session can be continued.
    """
    if into.exists():
        raise InputError(f"{into} exists already; recover into a new file.", "into")
    Store(into).close()
    with (
        TemporaryDirectory() as folder,
        closing(_opened_copy(damaged, Path(folder))) as source,
        closing(sqlite3.connect(into)) as target,
        target,
    ):
        for table in _COPIED:
            _copy(table, source, target, damaged.stat().st_size)
        _give_lost_sessions_to_the_operator(target)
    return _summary(into)


def _opened_copy(damaged: Path, folder: Path) -> sqlite3.Connection:
    """Open a copy, its log included, without SQLite's refusal of files that are too short."""
    copy = folder / "copy.db"
    shutil.copyfile(damaged, copy)
    with suppress(FileNotFoundError):
        shutil.copyfile(f"{damaged}-wal", f"{copy}-wal")
    source = sqlite3.connect(copy)
    source.execute("PRAGMA writable_schema = ON")
    return source


def _copy(table: Table, source: sqlite3.Connection, target: sqlite3.Connection, size: int) -> None:
    names = [column.name for column in table.columns]
    places = ", ".join("?" * len(names))
    keep = f"INSERT OR REPLACE INTO {table.name} ({', '.join(names)}) VALUES ({places})"
    for row in _rows(table, names, source, size):
        with suppress(sqlite3.Error):
            target.execute(keep, row)


def _rows(table: Table, names: list[str], source: sqlite3.Connection, size: int) -> Iterator[Row]:
    """Read row by row, so that a damaged page costs only what stands on it."""
    one = f"SELECT {', '.join(names)} FROM {table.name} WHERE rowid = ?"
    for place in range(1, _last_place(table, source, size) + 1):
        with suppress(sqlite3.Error):
            row = source.execute(one, (place,)).fetchone()
            if row is not None:
                yield row


def _last_place(table: Table, source: sqlite3.Connection, size: int) -> int:
    most = size // _SMALLEST_ROW_BYTES
    with suppress(sqlite3.Error):
        last = source.execute(f"SELECT max(rowid) FROM {table.name}").fetchone()[0]
        return min(int(last or 0), most)
    return most


def _give_lost_sessions_to_the_operator(target: sqlite3.Connection) -> None:
    target.execute(
        """
        INSERT INTO sessions (id, owner, channel, started, last, events, turns, title, imported)
        SELECT session, 'operator', 'recovered', :now, :now, max(number),
               sum(line LIKE '%"kind": "user_said"%'), '', 0
        FROM events WHERE session NOT IN (SELECT id FROM sessions) GROUP BY session
        """,
        {"now": f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}"},
    )


def _summary(into: Path) -> Recovered:
    store = Store(into)
    found = {row.id: store.readable(row.id) for row in store.sessions()}
    store.close()
    return Recovered(
        sessions=len(found),
        events=sum(len(each.events) for each in found.values()),
        damaged=tuple(session for session, each in found.items() if each.damage),
    )
