"""What is put into the store comes out again: whole, in order, to its owner."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from agent.events import Event, SessionStarted, UserSaid
from agent.transcripts.lines import as_object
from agent.transcripts.store import NoSessionError, Store, new_session_id

AWKWARD = [
    "7\x00B",
    "half \ud800 a pair",
    "x" * 100_000,
    "‮gnp.exe",
    "x' OR '1'='1",
    "\u2028",
    " é ",
]


def started(store: Store, owner: str = "operator") -> str:
    session = new_session_id()
    store.start(session, owner, "terminal", [SessionStarted(channel="terminal", app="0")])
    return session


def test_events_are_numbered_from_one_without_gaps(store):
    session = started(store)

    added = store.append(session, [UserSaid(text="a"), UserSaid(text="b")])

    assert [each.number for each in added] == [2, 3]
    assert [each.number for each in store.events(session)] == [1, 2, 3]
    assert {each.session for each in added} == {session}


def test_a_whole_consultation_comes_back_as_it_was(store, consultation):
    session = new_session_id()

    kept = store.start(session, "operator", "terminal", consultation)

    assert [as_object(each) for each in store.events(session)] == [as_object(e) for e in kept]
    assert [type(each) for each in kept] == [type(each) for each in consultation]


@pytest.mark.parametrize("text", AWKWARD, ids=ascii)
def test_awkward_text_comes_back_to_the_letter(store, text):
    session = started(store, owner=text[:50])
    store.append(session, [UserSaid(text=text)])
    store.map("operator", text, session)

    assert store.events(session, after=1)[0].text == text
    assert store.owner_of(session) == text[:50]
    assert store.session_for("operator", text) == session
    assert store.newest(text[:50]) == session


def test_reading_after_a_number_gives_the_rest(store):
    session = started(store)
    store.append(session, [UserSaid(text=str(n)) for n in range(5)])

    assert [each.number for each in store.events(session, after=4)] == [5, 6]
    assert store.events(session, after=6) == ()


def test_nothing_is_kept_of_a_batch_that_fails(store):
    session = started(store)

    with pytest.raises(RuntimeError, match="broken"):
        store.append(session, broken_after(UserSaid(text="a")))

    assert len(store.events(session)) == 1


def broken_after(event: Event):
    yield event
    raise RuntimeError("broken")


def test_a_session_is_started_once_and_by_one_owner(store):
    session = started(store, "ann")

    again = store.start(session, "ann", "slack", [UserSaid(text="twice")])

    assert again == ()
    assert len(store.events(session)) == 1
    with pytest.raises(NoSessionError):
        store.start(session, "ben", "browser")


def test_an_unknown_session_has_no_owner_and_no_events_and_takes_none(store):
    assert store.owner_of("nobody's") is None
    assert store.events("nobody's") == ()
    with pytest.raises(NoSessionError, match="There is no session"):
        store.append("nobody's", [UserSaid(text="a")])
    with pytest.raises(NoSessionError):
        store.session("nobody's")
    with pytest.raises(NoSessionError):
        store.delete("nobody's")


def test_lists_show_who_when_and_how_it_began_the_last_used_first(store):
    old, new = started(store, "ann"), started(store, "ben")
    store.append(new, [UserSaid(text="  "), UserSaid(text="Should we\nfine-tune? " + "x" * 200)])
    store.append(old, [UserSaid(text="7\x00B")])

    rows = store.sessions()

    assert [row.id for row in rows] == [old, new]
    assert rows[0].title == "7\\u0000B"
    assert rows[1].title.startswith("Should we fine-tune? xxx")
    assert len(rows[1].title) == 80
    assert rows[1].turns == 2
    assert [row.id for row in store.sessions("ben")] == [new]
    assert store.newest("ann") == old
    assert store.newest("cleo") is None
    assert store.session(new) == rows[1]


def test_a_deleted_session_leaves_no_word_on_the_disk(store):
    session, other = started(store), started(store)
    store.append(session, [UserSaid(text="our secret sauce " * 500)])
    store.map("operator", "thread", session)

    store.delete(session)

    assert [row.id for row in store.sessions()] == [other]
    assert store.session_for("operator", "thread") is None
    for file in store.path.parent.iterdir():
        assert b"secret sauce" not in file.read_bytes()


def test_outside_ids_belong_to_their_owner_and_the_first_mapping_wins(store):
    assert store.map("ann", "thread", "s1") == "s1"
    assert store.map("ann", "thread", "s2") == "s1"
    assert store.map("ben", "thread", "s3") == "s3"
    assert store.session_for("ann", "thread") == "s1"
    assert store.session_for("cleo", "thread") is None


def test_work_is_claimed_once(store):
    with ThreadPoolExecutor(8) as threads:
        claims = list(threads.map(lambda _: store.claim("slack:1"), range(16)))

    assert sorted(claims) == [False] * 15 + [True]


def test_a_secret_is_made_once_and_stays(tmp_path):
    first, second = Store(tmp_path / "t.db"), Store(tmp_path / "t.db")

    assert first.secret("cookies") == second.secret("cookies")
    assert len(first.secret("cookies")) == 32
    assert first.secret("cookies") != first.secret("other")


def test_a_store_may_be_opened_by_many_at_once(tmp_path):
    with ThreadPoolExecutor(8) as threads:
        opened = list(threads.map(lambda _: Store(tmp_path / "new" / "t.db"), range(8)))

    assert len({each.secret("cookies") for each in opened}) == 1


def test_a_store_can_say_that_a_turn_could_be_stored(store):
    store.check_writable()
    store.check_writable()


def test_the_file_and_its_folder_are_for_their_owner_only(store):
    store.append(started(store), [UserSaid(text="a")])

    assert store.path.parent.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in store.path.parent.iterdir()} == {0o600}


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path):
    Store(tmp_path / "t.db").close()
    (tmp_path / "t.db").chmod(0o644)

    Store(tmp_path / "t.db").close()

    assert (tmp_path / "t.db").stat().st_mode & 0o777 == 0o600


def test_a_place_may_be_a_path_or_an_address(tmp_path):
    Store(f"sqlite:///{tmp_path / 'a.db'}").close()
    Store(str(tmp_path / "b.db")).close()

    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.db", "b.db"]


def test_session_ids_hold_128_random_bits_and_fit_into_an_address():
    ids = {new_session_id() for _ in range(100)}

    assert len(ids) == 100
    assert all(len(each) == 32 and int(each, 16) >= 0 for each in ids)


def test_many_threads_write_without_losing_or_mixing_anything(store):
    sessions = [started(store) for _ in range(4)]

    def write(place: int) -> None:
        for n in range(10):
            store.append(sessions[place % 4], [UserSaid(text=f"{place} {n}")], durable=n % 2 == 0)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(8)))

    for session in sessions:
        assert [each.number for each in store.events(session)] == list(range(1, 22))


def test_open_files_stay_few(store):
    session = started(store)
    before = open_files()

    for _ in range(50):
        store.append(session, [UserSaid(text="a")], durable=False)
        store.events(session)

    assert open_files() <= before + 6


def open_files() -> int:
    listed = Path("/proc/self/fd")
    return len(list(listed.iterdir())) if listed.exists() else 0
