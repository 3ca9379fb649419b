"""One SQLite file: opened safely, written durably, its failures put in words."""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

from tools.errors import InputError


class StoreError(RuntimeError):
    """Transcripts can't be read or written; the message says why and what to do."""


_ADVICE = {
    "SQLITE_READONLY": "it is read-only. Make the file and its folder writable for this user",
    "SQLITE_CANTOPEN": "it can't be opened. Check that its folder exists and is writable",
    "SQLITE_PERM": "permission is denied. Make the file and its folder writable for this user",
    "SQLITE_FULL": "the disk is full. Free some space; nothing kept so far is lost",
    "SQLITE_BUSY": "another program has kept it locked. Close that program or try again",
    "SQLITE_LOCKED": "another program has kept it locked. Close that program or try again",
    "SQLITE_IOERR": "the disk refused to read or write. Check the disk and the space on it",
    "SQLITE_NOTADB": "it is no database, or its beginning is damaged. Move it away and restore "
    "a copy, or start anew without it",
    "SQLITE_CORRUPT": "it is damaged. Copy it, then save what is whole with "
    "`sqlite3 FILE .recover`, or move it away and restore a copy",
}


class Database:
    """Connections to one file. Writers of this process take turns; readers never wait."""

    def __init__(self, path: Path, busy_seconds: float = 10.0) -> None:
        self.path = path
        self._busy_seconds = busy_seconds
        self._writing = threading.Lock()
        with self._errors_in_words():
            _make_private_file(path)
        self._engine = create_engine(URL.create("sqlite", database=str(path)))
        self._durable = self._engine.execution_options(writes="FULL")
        self._light = self._engine.execution_options(writes="NORMAL")
        event.listen(self._engine, "connect", self._set_up)
        event.listen(self._engine, "begin", _begin)
        self._switch_to_write_ahead_log()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read one unmoving view of the data."""
        with self._errors_in_words(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, durable: bool = True) -> Iterator[Connection]:
        """Write, all or nothing; once durable, it outlives a power cut, else a crash only."""
        engine = self._durable if durable else self._light
        with self._errors_in_words(), self._writing, engine.begin() as connection:
            yield connection

    def empty_log(self) -> None:
        """Move the write-ahead log into the file, so that deleted words stand in neither."""
        with self._errors_in_words(), self._engine.connect() as connection:
            raw = connection.connection.cursor()
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            raw.close()

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def _set_up(self, raw: sqlite3.Connection, _: object) -> None:
        raw.isolation_level = None  # transactions begin where `_begin` says so
        raw.execute(f"PRAGMA busy_timeout = {int(self._busy_seconds * 1000)}")
        raw.execute("PRAGMA secure_delete = ON")

    def _switch_to_write_ahead_log(self) -> None:
        """SQLite does not wait for a lock here, and two processes may start at once."""
        deadline = time.monotonic() + self._busy_seconds
        with self._errors_in_words(), self._engine.connect() as connection:
            while True:
                try:
                    connection.connection.cursor().execute("PRAGMA journal_mode = WAL").close()
                    return
                except sqlite3.OperationalError as error:
                    if not _is_busy(error) or time.monotonic() > deadline:
                        raise
                    time.sleep(0.05)

    @contextmanager
    def _errors_in_words(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, sqlite3.Error, OSError, NoConnection) as error:
            cause = error.orig if isinstance(error, DBAPIError) else error
            raise StoreError(f"Transcripts in {self.path}: {_in_words(cause)}.") from error
        except InputError:
            raise
        except ValueError as error:  # SQLite itself hands out what fits no type
            advice = _ADVICE["SQLITE_CORRUPT"]
            raise StoreError(f"Transcripts in {self.path}: {advice} ({error}).") from error


def database_path(place: str | Path) -> Path:
    """Read where the transcripts are: a path, or a `sqlite:///` address.

    >>> database_path("sqlite:///kept/transcripts.db").as_posix()
    'kept/transcripts.db'
    """
    if isinstance(place, Path) or "://" not in place:
        return Path(place)
    try:
        url = make_url(place)
    except ArgumentError as error:
        raise StoreError(f"{place!r} is no database address: {error}") from error
    if url.get_backend_name() != "sqlite" or not url.database:
        address = url.render_as_string()
        raise StoreError(f"{address}: transcripts are kept in an SQLite file (sqlite:///PATH).")
    return Path(url.database)


def _begin(connection: Connection) -> None:
    """Take the write lock at once where writing is meant: upgrading later could fail."""
    durability = connection.get_execution_options().get("writes")
    if durability is None:
        connection.exec_driver_sql("BEGIN")
        return
    connection.exec_driver_sql(f"PRAGMA synchronous = {durability}")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _make_private_file(path: Path) -> None:
    """Create the file for its owner's eyes only; SQLite gives its log the same mode."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)


def _is_busy(error: sqlite3.Error) -> bool:
    return str(getattr(error, "sqlite_errorname", "")).startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def _in_words(cause: BaseException | None) -> str:
    name = str(getattr(cause, "sqlite_errorname", ""))
    advice = next((words for code, words in _ADVICE.items() if name.startswith(code)), None)
    if isinstance(cause, OSError):
        return f"{cause.strerror or cause}. Make the file and its folder writable for this user"
    return f"{advice} ({cause})" if advice else str(cause)
