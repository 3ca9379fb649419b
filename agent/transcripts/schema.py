"""The tables that hold transcripts."""

import json
from typing import Any, TypeAlias

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Row,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator

AnyRow: TypeAlias = Row[*tuple[Any, ...]]

SCHEMA_VERSION = 1
"""Goes up when a table changes; a store written by a newer version is refused."""


class AnyText(TypeDecorator[str]):
    """Text from outside, kept under JSON's escapes: databases refuse lone surrogates and nulls."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value)[1:-1]

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:
        return None if value is None else str(json.loads(f'"{value}"'))


metadata = MetaData()

sessions = Table(
    "sessions",
    metadata,
    Column("place", Integer, primary_key=True, autoincrement=True),
    Column("id", AnyText, nullable=False, unique=True),
    Column("owner", AnyText, nullable=False, index=True),
    Column("channel", AnyText, nullable=False),
    Column("started", DateTime, nullable=False),
    Column("last", DateTime, nullable=False),
    Column("events", Integer, nullable=False),
    Column("turns", Integer, nullable=False),
    Column("title", AnyText, nullable=False),
    Column("imported", Boolean, nullable=False),
)
"""One row a consultation. `events` and `turns` count, so that a lost tail is noticed."""

events = Table(
    "events",
    metadata,
    Column("session", AnyText, nullable=False),
    Column("number", Integer, nullable=False),
    Column("line", Text, nullable=False),
    Column("checksum", Integer, nullable=False),
    PrimaryKeyConstraint("session", "number"),
)
"""One row an event: the line of the transcript, and its CRC-32, since SQLite checks none."""

tickets = Table(
    "tickets",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("session", AnyText, nullable=False, index=True),
    Column("machine", String, nullable=False),
    Column("process", Integer, nullable=False),
    Column("expires", Float, nullable=False),
    sqlite_autoincrement=True,
)
"""Turns that run or wait. A number is never given twice, so that an old holder is known."""

outside_ids = Table(
    "outside_ids",
    metadata,
    Column("owner", AnyText, nullable=False),
    Column("outside", AnyText, nullable=False),
    Column("session", AnyText, nullable=False, index=True),
    PrimaryKeyConstraint("owner", "outside"),
)
"""Names that others have for a session, such as a Slack thread; each owner has its own."""

claims = Table(
    "claims",
    metadata,
    Column("key", AnyText, primary_key=True),
    Column("payload", AnyText, nullable=False),
    Column("done", Boolean, nullable=False, index=True),
    Column("machine", String, nullable=False),
    Column("process", Integer, nullable=False),
    Column("claimed", Float, nullable=False),
)
"""Work that must be done once, such as answering one Slack event, and who has begun it."""

spending = Table(
    "spending",
    metadata,
    Column("day", String, primary_key=True),
    Column("tokens_in", Integer, nullable=False),
    Column("tokens_out", Integer, nullable=False),
    Column("usd", Float, nullable=False),
)
"""What chat models took on a day (UTC), over all sessions; it outlives a deleted session."""

settings = Table(
    "settings",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)
"""The schema's version, and secrets made on first use."""
