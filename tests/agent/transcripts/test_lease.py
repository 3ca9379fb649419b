"""Turns of one session never interleave, come in order, and outlive whoever dies in one."""

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from agent.events import SessionStarted, UserSaid
from agent.transcripts.lease import turn
from agent.transcripts.store import Store
from agent.transcripts.tickets import MOST_WAITING, LeaseLostError
from tools.errors import InputError

OTHER = Path(__file__).with_name("other_process.py")


@pytest.fixture(autouse=True)
def session(store: Store) -> str:
    store.start("s", "operator", "terminal", [SessionStarted(channel="terminal", app="0")])
    return "s"


@contextmanager
def other_process(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, str(OTHER), *map(str, arguments)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


async def say(store: Store, *texts: str) -> None:
    async with turn(store, "s") as ticket:
        for text in texts:
            await asyncio.to_thread(store.append, "s", [UserSaid(text=text)], ticket)
            await asyncio.sleep(0)


def said(store: Store) -> list[str]:
    return [each.text for each in store.events("s") if isinstance(each, UserSaid)]


def assert_never_interleaved(texts: list[str]) -> None:
    for begin, end in zip(texts[::2], texts[1::2], strict=True):
        assert begin.replace("begin", "end") == end


async def test_twenty_messages_at_once_are_answered_in_order(store):
    await asyncio.gather(*(say(store, f"begin {n}", f"end {n}") for n in range(20)))

    assert said(store) == [f"{part} {n}" for n in range(20) for part in ("begin", "end")]
    assert store.tickets.waiting("s") == 0


async def test_sessions_do_not_wait_for_one_another(store):
    async with turn(store, "s"), asyncio.timeout(1), turn(store, "another"):
        assert store.tickets.waiting("s") == 1


async def test_the_next_turn_begins_at_once_when_one_ends(store):
    async def next_turn() -> float:
        async with turn(store, "s"):
            return time.perf_counter()

    async with turn(store, "s"):
        waiting = asyncio.create_task(next_turn())
        await asyncio.sleep(0.5)
    ended = time.perf_counter()

    assert await waiting - ended < 0.1


def test_threads_with_loops_of_their_own_take_turns(store):
    def take_turns(name: int) -> None:
        async def all_of_them() -> None:
            for n in range(5):
                await say(store, f"begin {name} {n}", f"end {name} {n}")

        asyncio.run(all_of_them())

    threads = [threading.Thread(target=take_turns, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(said(store)) == 40
    assert_never_interleaved(said(store))


def test_two_processes_take_turns(store):
    with (
        other_process("turns", store.path, "ann", 10) as one,
        other_process("turns", store.path, "ben", 10) as two,
    ):
        assert one.wait(30) == 0
        assert two.wait(30) == 0

    texts = said(store)
    assert len(texts) == 40
    assert_never_interleaved(texts)
    for name in ("ann", "ben"):
        assert [each for each in texts if name in each][::2] == [
            f"begin {name} {n}" for n in range(10)
        ]


async def test_a_turn_in_another_process_is_waited_for_until_its_process_is_killed(store):
    with other_process("hold", store.path) as holder:
        waiting = asyncio.create_task(say(store, "after"))
        await asyncio.sleep(0.3)
        assert said(store) == []

        holder.kill()
        holder.wait()
        async with asyncio.timeout(2):
            await waiting

    assert said(store) == ["after"]


async def test_a_silent_holder_is_passed_over_and_can_add_nothing_more(store):
    silent = store.tickets.ask("s", lasts_s=0.1).result()

    await asyncio.sleep(0.2)
    await say(store, "next")

    with pytest.raises(LeaseLostError, match="send the message again"):
        store.append("s", [UserSaid(text="too late")], silent)
    assert said(store) == ["next"]


async def test_a_living_holder_is_not_passed_over_however_long_it_takes(store):
    async with turn(store, "s", lasts_s=0.3) as ticket:
        waiting = asyncio.create_task(say(store, "second"))
        await asyncio.sleep(0.8)
        store.append("s", [UserSaid(text="first")], ticket)
    await waiting

    assert said(store) == ["first", "second"]


async def test_a_ticket_that_still_waits_can_add_nothing(store):
    async with turn(store, "s"):
        waiting = store.tickets.ask("s", lasts_s=5).result()

        with pytest.raises(LeaseLostError):
            store.append("s", [UserSaid(text="out of turn")], waiting)


async def test_a_turn_that_is_over_can_add_nothing(store):
    async with turn(store, "s") as ticket:
        pass

    with pytest.raises(LeaseLostError):
        store.append("s", [UserSaid(text="afterwards")], ticket)


async def test_a_cancelled_wait_leaves_the_queue(store):
    async with turn(store, "s"):
        waiting = asyncio.create_task(say(store, "never"))
        await asyncio.sleep(0.1)
        assert store.tickets.waiting("s") == 2

        waiting.cancel()
        with suppress(asyncio.CancelledError):
            await waiting
        assert store.tickets.waiting("s") == 1


async def test_a_wait_cancelled_before_it_began_leaves_the_queue(store):
    waiting = asyncio.create_task(say(store, "never"))
    await asyncio.sleep(0)
    waiting.cancel()
    with suppress(asyncio.CancelledError):
        await waiting

    assert store.tickets.waiting("s") == 0


async def test_a_turn_that_fails_is_over(store):
    with pytest.raises(RuntimeError, match="broken"):
        async with turn(store, "s"):
            raise RuntimeError("broken")

    async with asyncio.timeout(1):
        await say(store, "next")


async def test_a_session_deleted_in_its_turn_takes_nothing_more(store):
    async with turn(store, "s") as ticket:
        store.delete("s")

        with pytest.raises(LeaseLostError):
            store.append("s", [UserSaid(text="gone")], ticket)


async def test_the_queue_is_bounded_and_says_so(store):
    for _ in range(MOST_WAITING):
        store.tickets.ask("s", lasts_s=30).result()

    with pytest.raises(InputError, match="50 messages of this conversation wait already"):
        await say(store, "one too many")


async def test_dead_turns_never_fill_the_queue(store):
    for _ in range(MOST_WAITING):
        store.tickets.ask("s", lasts_s=0.01).result()
    await asyncio.sleep(0.05)

    await say(store, "alive")

    assert said(store) == ["alive"]
