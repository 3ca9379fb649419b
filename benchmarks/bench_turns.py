"""CPU and added time of a turn of the whole product, beside a bare gr.ChatInterface.

The app is pinned to one core; endpoint and load to another. Each session takes three turns.
Source of the method: the same schedule for both, alternating, median of the ratios.

python -m benchmarks.bench_turns [--sessions 1 10 50] [--words 50 500] [--repeats 3]
"""

import argparse
import asyncio
import contextlib
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.gradio_driver import Visitor
from benchmarks.slow_endpoint import TOKEN_S

TURNS = 3
OPENED_AT_ONCE = 10
"""Pages that are opened at a time before anything is measured."""
SETTLE_S = 7.0
"""Time for what a server does once after its start, such as loading an index [s]."""
SAID = (
    "Staff ask our bot about internal policies, should we train a language model on them?",
    "I do not know that yet.",
    "Why does that matter?",
)
TICKS = os.sysconf("SC_CLK_TCK")
CORES = sorted(os.sched_getaffinity(0))


@dataclass(frozen=True)
class Measured:
    """What a run cost."""

    cpu_ms: float
    """CPU of the app's process per turn [ms]."""
    added_s: tuple[float, ...]
    """Time per turn beyond the words' own time [s]."""
    bytes_received: int
    """What the pages received in all."""

    @property
    def p95_s(self) -> float:
        """Added time that 95 of 100 turns stay under [s]."""
        return sorted(self.added_s)[int(0.95 * (len(self.added_s) - 1))]


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def process(
    port: int, *command: str, core: int, env: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server as a process of its own on one core, once it answers."""
    with tempfile.TemporaryFile() as log:
        running = subprocess.Popen(
            [sys.executable, *command], env={**os.environ, **(env or {})}, stdout=log, stderr=log
        )
        os.sched_setaffinity(running.pid, {core})
        try:
            _wait(port, running)
            yield running
        finally:
            running.terminate()
            running.wait(20)


def _wait(port: int, running: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        if running.poll() is not None:
            raise RuntimeError("the server ended at once")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise RuntimeError("the server didn't start")


def cpu_s(pid: int) -> float:
    """Give the CPU time that a process has taken, all its threads [s]."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


async def load(base: str, pid: int, sessions: int, nominal_s: float) -> Measured:
    """Let so many sessions talk at once; they have opened their pages before."""
    dice = random.Random(sessions)
    visitors = [Visitor(base) for _ in range(sessions)]
    for first in range(0, sessions, OPENED_AT_ONCE):
        opened = visitors[first : first + OPENED_AT_ONCE]
        await asyncio.gather(*(_greet(each) for each in opened))
    await asyncio.sleep(SETTLE_S)
    before = cpu_s(pid)
    received = sum(each.bytes_received for each in visitors)
    times = await asyncio.gather(*(_talk(each, dice.random(), dice) for each in visitors))
    spent = cpu_s(pid) - before
    for each in visitors:
        await each.close()
    turns = [taken - nominal_s for each in times for taken in each]
    if min(turns) < -TOKEN_S:
        raise RuntimeError("a reply was over before its words could be: something broke")
    total = sum(each.bytes_received for each in visitors) - received
    return Measured(1000 * spent / len(turns), tuple(turns), total)


async def _greet(visitor: Visitor) -> None:
    await visitor.load()
    await visitor.say("Hello")


async def _talk(visitor: Visitor, wait_s: float, dice: random.Random) -> list[float]:
    await asyncio.sleep(wait_s)
    taken = []
    for at in range(TURNS):
        taken.append(await visitor.say(SAID[at % len(SAID)]))
        await asyncio.sleep(0.2 * dice.random())
    return taken


@contextlib.contextmanager
def ours(folder: str, endpoint: int, words: int | None) -> Iterator[tuple[str, int]]:
    """Serve the product: with the endpoint, or by rules where no words are given."""
    port = free_port()
    env = {
        "FINETUNE_ADVISOR_DATA_DIR": folder,
        "FINETUNE_ADVISOR_PORT": str(port),
        "OPENAI_API_KEY": "none",
        "OPENAI_BASE_URL": f"http://127.0.0.1:{endpoint}/v1",
        "FINETUNE_ADVISOR_CHAT_MODEL": f"openai:slow-{words}" if words else "guided",
    }
    with process(port, "-c", SERVE, "serve", core=CORES[0], env=env) as running:
        yield f"http://127.0.0.1:{port}", running.pid


@contextlib.contextmanager
def bare(endpoint: int, words: int) -> Iterator[tuple[str, int]]:
    """Serve the peer."""
    port = free_port()
    command = ("-m", "benchmarks.bare_chat", str(port), str(endpoint), str(words))
    with process(port, *command, core=CORES[0], env=QUIET) as running:
        yield f"http://127.0.0.1:{port}", running.pid


SERVE = "from ui.cli import main; main()"
QUIET = {"GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_OFFLINE": "1"}


def compare(folder: str, endpoint: int, words: int, sessions: int, repeats: int) -> None:
    """Measure the three in turn, and print the median of the ratios."""
    nominal = words * TOKEN_S
    rows = []
    for _ in range(repeats):
        with bare(endpoint, words) as (base, pid):
            peer = asyncio.run(load(base, pid, sessions, nominal))
        with ours(folder, endpoint, words) as (base, pid):
            spoken = asyncio.run(load(base, pid, sessions, nominal))
        with ours(folder, endpoint, None) as (base, pid):
            ruled = asyncio.run(load(base, pid, sessions, 0.0))
        rows.append((peer, spoken, ruled))
    print(_row(words, sessions, rows))


def _row(words: int, sessions: int, rows: list[tuple[Measured, Measured, Measured]]) -> str:
    def middle(ratios: list[float]) -> str:
        low, high = min(ratios), max(ratios)
        return f"{statistics.median(ratios):.2f} ({low:.2f}–{high:.2f})"

    cells = [
        str(words),
        str(sessions),
        f"{statistics.median(peer.cpu_ms for peer, _, _ in rows):.0f}",
        f"{statistics.median(spoken.cpu_ms for _, spoken, _ in rows):.0f}",
        f"{statistics.median(ruled.cpu_ms for _, _, ruled in rows):.0f}",
        middle([spoken.cpu_ms / peer.cpu_ms for peer, spoken, _ in rows]),
        middle([ruled.cpu_ms / peer.cpu_ms for peer, _, ruled in rows]),
        middle([spoken.p95_s / peer.p95_s for peer, spoken, _ in rows]),
        middle([spoken.bytes_received / peer.bytes_received for peer, spoken, _ in rows]),
    ]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, nargs="+", default=[1, 10, 50])
    parser.add_argument("--words", type=int, nargs="+", default=[50, 500])
    parser.add_argument("--repeats", type=int, default=1)
    chosen = parser.parse_args()
    os.sched_setaffinity(0, {CORES[-1]})
    endpoint = free_port()
    print(
        "| words | sessions | CPU ms a turn: bare | with an endpoint | by rules "
        "| CPU with an endpoint ÷ bare | CPU by rules ÷ bare | p95 added ÷ bare "
        "| bytes to the page ÷ bare |\n" + "| ---: " * 9 + "|"
    )
    serving = ("-m", "benchmarks.slow_endpoint", str(endpoint))
    with (
        tempfile.TemporaryDirectory() as folder,
        process(endpoint, *serving, core=CORES[-1]),
    ):
        for words in chosen.words:
            for sessions in chosen.sessions:
                compare(folder, endpoint, words, sessions, chosen.repeats)


if __name__ == "__main__":
    main()
