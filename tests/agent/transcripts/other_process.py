"""What other processes do to a store in the tests: hold a turn, take turns, be killed writing."""

import asyncio
import json
import os
import random
import select
import signal
import sys
import time

from agent.events import UserSaid
from agent.transcripts.lease import turn
from agent.transcripts.store import Store


async def hold(path: str) -> None:
    """Hold the turn of session `s` until killed."""
    async with turn(Store(path), "s"):
        print("held", flush=True)
        await asyncio.sleep(60)


async def take_turns(path: str, name: str, turns: str) -> None:
    """Take turns in session `s`, each of two events that belong together."""
    store = Store(path)
    print("ready", flush=True)
    for n in range(int(turns)):
        async with turn(store, "s") as ticket:
            for part in ("begin", "end"):
                said = UserSaid(text=f"{part} {name} {n}")
                await asyncio.to_thread(store.append, "s", [said], ticket)


def write_until_killed(path: str, acknowledge: int) -> None:
    """Append for ever; after each append its last number goes down the pipe."""

    async def write() -> None:
        store = Store(path)
        while True:
            async with turn(store, "s") as ticket:
                for size in (10, 5_000, 50):
                    said = [UserSaid(text="x" * size), UserSaid(text="y")]
                    number = store.append("s", said, ticket)[-1].number
                    os.write(acknowledge, f"{number}\n".encode())

    asyncio.run(write())


def kill_writers(path: str, kills: str, seed: str) -> None:
    """Start and kill writers at random moments; after each, see what the store still has."""
    chance, last, lost, gaps, slowest = random.Random(int(seed)), 1, 0, 0, 0.0
    for _ in range(int(kills)):
        acknowledged = max(last, killed_writer(path, chance))
        began = time.perf_counter()
        store = Store(path)
        numbers = [each.number for each in store.events("s")]
        store.close()
        slowest = max(slowest, time.perf_counter() - began)
        lost += max(0, acknowledged - numbers[-1])
        gaps += numbers != list(range(1, len(numbers) + 1))
        last = numbers[-1]
    print(json.dumps({"events": last, "lost": lost, "gaps": gaps, "slowest_s": slowest}))


def killed_writer(path: str, chance: random.Random) -> int:
    """Fork a writer, kill it as it opens the store or writes, and give its last word."""
    heard, said = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(heard)
        write_until_killed(path, said)
    os.close(said)
    if chance.random() < 0.8:
        select.select([heard], [], [], 10)
    time.sleep(chance.uniform(0.0, 0.03))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(heard) as pipe:
        numbers = [line for line in pipe.read().split("\n") if line]
    return int(numbers[-1]) if numbers else 0


def main(what: str, path: str, *rest: str) -> None:
    if what == "kill":
        kill_writers(path, *rest)
    else:
        asyncio.run({"hold": hold, "turns": take_turns}[what](path, *rest))


if __name__ == "__main__":
    main(*sys.argv[1:])
