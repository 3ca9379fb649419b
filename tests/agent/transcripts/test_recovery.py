"""From a damaged file every whole record is saved, and what is lost is named."""

import os
import random
from pathlib import Path

import pytest

from agent.events import SessionStarted, UserSaid
from agent.transcripts.database import StoreError
from agent.transcripts.recovery import recover
from agent.transcripts.store import Store
from tools.errors import InputError


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A store's file: ten sessions of thirty events, a mapped id and a secret."""
    store = Store(tmp_path / "t.db")
    for n in range(10):
        store.start(f"s{n}", f"owner {n}", "slack", [SessionStarted(channel="slack", app="0")])
        said = [UserSaid(text=f"session {n} message {m} " + "words " * 20) for m in range(29)]
        store.append(f"s{n}", said)
    store.map("ann", "thread", "s1")
    store.secret("cookies")
    store.close()
    return tmp_path / "t.db"


def lines(store: Store, session: str) -> list[dict[str, object]]:
    return [each.line() for each in store.readable(session).events]


def test_a_whole_file_is_copied_as_it_is(place, tmp_path):
    recovered = recover(place, tmp_path / "new.db")

    old, new = Store(place), Store(tmp_path / "new.db")
    assert (recovered.sessions, recovered.events, recovered.damaged) == (10, 300, ())
    assert new.sessions() == old.sessions()
    assert all(lines(new, f"s{n}") == lines(old, f"s{n}") for n in range(10))
    assert new.session_for("ann", "thread") == "s1"
    assert new.secret("cookies") == old.secret("cookies")


def told_or_whole(place: Path, session: str, kept: list[dict[str, object]]) -> bool:
    try:
        store = Store(place)
        return [each.line() for each in store.events(session)] == kept
    except StoreError:
        return True


@pytest.mark.parametrize("lost_bytes", [1, 1000, 4096, 9000, 40_000])
def test_a_truncated_file_gives_up_what_is_whole(place, tmp_path, lost_bytes):
    store = Store(place)
    before = {f"s{n}": lines(store, f"s{n}") for n in range(10)}
    store.close()
    os.truncate(place, place.stat().st_size - lost_bytes)
    assert all(told_or_whole(place, session, kept) for session, kept in before.items())

    recovered = recover(place, tmp_path / "new.db")

    new = Store(tmp_path / "new.db")
    assert recovered.events >= 100
    for row in new.sessions():
        assert all(line in before[row.id] for line in lines(new, row.id))
        recording = new.readable(row.id)
        assert bool(recording.damage) == (row.id in recovered.damaged)
    any_session = new.sessions()[0].id
    continued = new.append(any_session, [UserSaid(text="on")])
    assert new.events(any_session, after=continued[0].number - 1) == continued


def test_a_page_of_noise_costs_only_what_stood_on_it(place, tmp_path):
    whole = bytearray(place.read_bytes())
    middle = len(whole) // 2 // 4096 * 4096
    whole[middle : middle + 4096] = random.Random(7).randbytes(4096)
    place.write_bytes(whole)

    recovered = recover(place, tmp_path / "new.db")

    assert recovered.events >= 250
    assert len(recovered.damaged) <= 4


def test_recovery_never_writes_over_anything(place, tmp_path):
    before = place.read_bytes()

    with pytest.raises(InputError, match="exists already"):
        recover(place, place)

    recover(place, tmp_path / "new.db")
    assert place.read_bytes() == before
