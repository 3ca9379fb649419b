"""When the disk or the file fails, the user reads why and what to do."""

import os
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from agent.events import SessionStarted, UserSaid
from agent.transcripts.database import StoreError
from agent.transcripts.store import Store


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A store's file with two sessions of 40 events in it."""
    path = tmp_path / "t.db"
    store = Store(path)
    for session in ("a", "b"):
        store.start(session, "operator", "terminal", [SessionStarted(channel="t", app="0")])
        store.append(session, [UserSaid(text=f"{session} {n} " + "words " * 20) for n in range(39)])
    store.close()
    return path


@pytest.fixture
def powerless(tmp_path: Path) -> Iterator[None]:
    """Give up the power to write everywhere, which root has."""
    if os.geteuid() != 0:
        yield
        return
    for folder in (tmp_path, *tmp_path.parents[:3]):
        if folder != Path("/tmp"):
            folder.chmod(folder.stat().st_mode | 0o055)
    os.seteuid(65534)
    yield
    os.seteuid(0)


def damage(path: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute(statement, values)


@pytest.mark.usefixtures("powerless")
def test_a_read_only_folder_is_named_with_the_way_out(tmp_path):
    folder = tmp_path / "locked"
    if os.access(tmp_path, os.W_OK, effective_ids=True):
        folder.mkdir(mode=0o500)
    else:
        folder = tmp_path

    with pytest.raises(
        StoreError, match=r"t\.db: Permission denied\. Make the file and its folder"
    ):
        Store(folder / "t.db")


def test_a_folder_that_is_a_file_is_named(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreError, match=r"File exists|Not a directory"):
        Store(tmp_path / "file" / "t.db")


def test_a_locked_file_is_waited_for_and_then_named(place):
    store = Store(place, busy_seconds=0.2)
    with closing(sqlite3.connect(place)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(StoreError, match="another program has kept it locked"):
            store.append("a", [UserSaid(text="late")])
        with pytest.raises(StoreError, match="locked"):
            store.check_writable()
        assert len(store.events("a")) == 40

        other.rollback()
    assert store.append("a", [UserSaid(text="now")])[0].number == 41


def test_a_full_disk_is_named_and_loses_nothing(place):
    store = Store(place)
    with store._database.writing() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(StoreError, match=r"the disk is full\. Free some space"):
        store.append("a", [UserSaid(text="x" * 100_000)])

    assert len(store.events("a")) == 40
    store.close()
    assert Store(place).append("a", [UserSaid(text="room again")])[0].number == 41


@pytest.mark.parametrize("left", [100, 4096, 5000, 20_000])
def test_a_truncated_file_is_named_damaged(place, left):
    os.truncate(place, left)

    with pytest.raises(StoreError, match=r"it is damaged|its beginning is damaged"):
        Store(place).events("a")


def test_a_file_that_is_no_database_is_named(tmp_path):
    (tmp_path / "t.db").write_text("notes of last week " * 500)

    with pytest.raises(StoreError, match="it is no database"):
        Store(tmp_path / "t.db")


def test_a_newer_schema_is_refused(place):
    damage(place, "UPDATE settings SET value = x'32' WHERE name = 'schema'")

    with pytest.raises(StoreError, match="have schema 2; this version knows 1"):
        Store(place)


def test_another_kind_of_database_is_refused_without_its_password():
    with pytest.raises(StoreError, match="SQLite file") as refusal:
        Store("postgresql://me:hush@there/db")

    assert "hush" not in str(refusal.value)


@pytest.mark.parametrize(
    "statement, why",
    [
        ("UPDATE events SET line = replace(line, 'a 5', 'a 6')", "its checksum does not fit"),
        ("DELETE FROM events WHERE number = 7 AND session = 'a'", "it is missing"),
        ("DELETE FROM events WHERE number > 7 AND session = 'a'", "it is missing"),
    ],
)
def test_damage_is_an_error_with_its_place_and_the_rest_stays_readable(place, statement, why):
    damage(place, statement)
    store = Store(place)

    with pytest.raises(StoreError, match=f"event [78] of session a is damaged: {why}"):
        store.events("a")

    recording = store.readable("a")
    assert len(recording.events) + len(recording.damage) == 40
    assert len(store.events("b")) == 40
    assert store.append("a", [UserSaid(text="on")])[0].number == 41


def test_flipped_bits_are_noticed_or_harmless(place):
    whole = place.read_bytes()
    chance = random.Random(7)
    before = {each: [event.line() for event in Store(place).events(each)] for each in ("a", "b")}
    for _ in range(150):
        spot = chance.randrange(len(whole))
        flipped = bytes([whole[spot] ^ (1 << chance.randrange(8))])
        place.write_bytes(whole[:spot] + flipped + whole[spot + 1 :])
        for log in ("-wal", "-shm"):
            place.with_name(place.name + log).unlink(missing_ok=True)

        for session in ("a", "b"):
            assert read(place, session) in (before[session], None, [])


def read(place: Path, session: str) -> list[dict[str, object]] | None:
    """Give what can be read of a session, None where the damage was told."""
    try:
        store = Store(place)
    except StoreError:
        return None
    try:
        store.sessions()
        return [event.line() for event in store.events(session)]
    except StoreError:
        return None
    finally:
        store.close()
