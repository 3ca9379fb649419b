"""Every fault of an endpoint × three places of a consultation × streamed and not, all at once.

PYTHONPATH=tests python -m support.fault_cases        prints what the user sees of each
"""

import asyncio
import logging
import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

from support.lag import Lag
from support.openai_endpoint import FAULTS, Answer, openai_endpoint

from agent.advisor import Advisor
from agent.chat_model import make_chat_model
from agent.events import AdvisorSaid, Event, Progress, TroubleNoted, TurnEnded
from agent.transcripts.store import Store
from knowledge import Knowledge

KEY = "sk-a-key-that-nobody-may-see"
TURN_SECONDS = 6.0
LONG_ENOUGH_S = 30.0
"""For turns without a fault, on a busy machine [s]."""
AT_ONCE = 6
PLACES = ("first call", "after a tool call", "second turn")

SAID = "A bot answers questions about our policies, which HR rewrites every quarter"
QUOTES = {
    "knowledge_changes": ("quarterly", "every quarter"),
    "needs_external_knowledge": (True, "answers questions about our policies"),
}
FACTS = [{"field": name, "value": value, "quote": quote} for name, (value, quote) in QUOTES.items()]
READS = Answer(tool_calls=(("record_facts", {"facts": FACTS}),))
SPEAKS = Answer("So far this points to retrieval (RAG).")
CUT_NUMBER = "It would need 3"
SPOKEN_AGAIN = "Nothing more is needed from you now."


@dataclass(frozen=True)
class Case:
    """One fault at one place."""

    fault: str
    place: str
    streamed: bool

    def __str__(self) -> str:
        return f"{self.fault}, {self.place}, {'streamed' if self.streamed else 'whole'}"


CASES = tuple(Case(*each) for each in product(FAULTS, PLACES, (True, False)))


@dataclass
class Outcome:
    """What became of a case: the turn with the fault, and the next one."""

    case: Case
    turn: list[Event] = field(default_factory=list)
    shown: str = ""
    seconds: float = 0.0
    lag: float = 0.0
    """By how much the machine was late with other things meanwhile [s]."""
    next_turn: list[Event] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    transcript: Sequence[Event] = ()

    @property
    def said(self) -> str:
        """All words that stand in the transcript for the turn."""
        return "\n\n".join(event.text for event in self.turn if isinstance(event, AdvisorSaid))

    @property
    def troubles(self) -> list[str]:
        """What the user was told of the fault."""
        return [event.what for event in self.turn if isinstance(event, TroubleNoted)]

    @property
    def ended(self) -> str:
        """How the turn ended."""
        return next(event.how for event in self.turn if isinstance(event, TurnEnded))


@contextmanager
def everything_logged(into: list[str]) -> Iterator[None]:
    """Keep every line that any logger writes, at the finest level."""

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            into.append(logging.Formatter().format(record))

    root, handler = logging.getLogger(), Keeping()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def run_all(knowledge: Knowledge, folder: Path, cases: Sequence[Case] = CASES) -> list[Outcome]:
    """Run the cases, some at a time."""

    async def together(lag: Lag) -> list[Outcome]:
        room = asyncio.Semaphore(AT_ONCE)

        async def one(at: int, case: Case) -> Outcome:
            async with room:
                return await run(case, knowledge, folder / f"{at}.sqlite3", lag)

        return await asyncio.gather(*(one(at, case) for at, case in enumerate(cases)))

    with Lag() as lag:
        return asyncio.run(together(lag))


async def run(case: Case, knowledge: Knowledge, place: Path, lag: Lag) -> Outcome:
    """Hold a consultation with one fault in it, and go on after it."""
    store = Store(place)
    outcome = Outcome(case)
    faulty = Answer(f"{SPEAKS.text} {CUT_NUMBER}", fault=case.fault)
    with openai_endpoint(READS, SPEAKS) as endpoint:
        chat_model = make_chat_model(
            "openai:mock",
            api_key=KEY,
            base_url=endpoint.url,
            turn_seconds=TURN_SECONDS,
            streamed=case.streamed,
        )
        hurried = Advisor(store, knowledge, chat_model, turn_seconds=TURN_SECONDS)
        patient = Advisor(store, knowledge, chat_model, turn_seconds=LONG_ENOUGH_S)
        if case.place == "second turn":
            await turn(patient, SAID)
        script = (READS, faulty) if case.place == "after a tool call" else (faulty,)
        endpoint.follow(*script)
        began, late = time.perf_counter(), lag.total
        outcome.turn, outcome.shown = await turn(hurried, SAID)
        outcome.seconds, outcome.lag = time.perf_counter() - began, lag.total - late
        endpoint.follow(Answer(SPOKEN_AGAIN))
        outcome.next_turn, _ = await turn(patient, "And now?")
        outcome.requests = endpoint.requests
    outcome.transcript = store.events("s")
    store.close()
    return outcome


async def turn(advisor: Advisor, said: str) -> tuple[list[Event], str]:
    """Hold one turn; give its events, and the words as they came onto the screen."""
    events: list[Event] = []
    shown = ""
    async for step in advisor.reply("s", said):
        if isinstance(step, Progress):
            shown += step.released
        else:
            events.append(step)
    return events, shown


def doubled(words: str) -> list[str]:
    """Sentences and lines of some length that stand there twice."""
    units = [unit.strip() for unit in re.split(r"(?<=[.!?])\s+|\n+", words) if len(unit) > 30]
    return sorted({unit for unit in units if units.count(unit) > 1})


def dangling(request: dict[str, Any]) -> list[str]:
    """Tool calls of a request that no message answers."""
    calls = [
        call["id"] for message in request["messages"] for call in message.get("tool_calls", ())
    ]
    answered = {message.get("tool_call_id") for message in request["messages"]}
    return [call for call in calls if call not in answered]


def table(outcomes: Sequence[Outcome]) -> str:
    """Lay out what the user saw, a line for each case."""
    lines = [
        f"{'fault':12} {'place':18} {'':9} {'s':>4} {'lag':>4} {'turn':9} what the user is told"
    ]
    for each in outcomes:
        told = each.troubles[0] if each.troubles else " / ".join(each.said.split("\n\n"))
        how = "streamed" if each.case.streamed else "whole"
        lines.append(
            f"{each.case.fault:12} {each.case.place:18} {how:9} {each.seconds:4.1f} "
            f"{each.lag:4.1f} {each.ended:9} {told[:110]}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        start = time.perf_counter()
        found = run_all(Knowledge.open(Path(scratch) / "index"), Path(scratch))
        print(table(found))
        print(f"{len(found)} cases, {time.perf_counter() - start:.0f} s")
