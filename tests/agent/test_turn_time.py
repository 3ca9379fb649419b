"""A turn ends within its time, whoever is late: the endpoint, or the rules themselves."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from langchain_core.messages import AIMessage
from support.lag import Lag

from agent.advisor import Advisor
from agent.conversation import Conversation
from agent.events import AdvisorSaid, Decided, SessionStarted, TroubleNoted, TurnEnded, UserSaid
from agent.speaking import ChatModelOfOurs

SAID = "A bot answers questions about our policies, which HR rewrites every quarter"
ASKS = "What does the chapter say about catastrophic forgetting?"
TURN_S = 2.0


class Silent(ChatModelOfOurs):
    """A chat model that never says a word."""

    @property
    def _llm_type(self) -> str:
        return "silent"

    def answer(self, messages: Any, tools: Any) -> AIMessage:
        raise NotImplementedError

    async def _astream(self, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        await asyncio.Event().wait()
        yield None


class Slow:
    """Knowledge that is looked up until somebody opens the gate."""

    def __init__(self, knowledge: Any, gate: threading.Event) -> None:
        self._knowledge, self._gate = knowledge, gate

    def __getattr__(self, name: str) -> Any:
        return getattr(self._knowledge, name)

    def search(self, question: str, k: int = 3) -> Any:
        self._gate.wait(30.0)
        return self._knowledge.search(question, k)


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    gate = threading.Event()
    yield gate
    gate.set()


@pytest.fixture
def timed(everything):
    """Hold a turn; give its events, how long it took, and how late the machine was."""

    async def hold(advisor: Advisor, said: str) -> tuple[list[Any], float, float]:
        with Lag() as lag:
            began = time.perf_counter()
            events = await everything(advisor.reply("s", said))
            seconds = time.perf_counter() - began
        return events, seconds, lag.total

    return hold


def of_kind(events, kind):
    return [event for event in events if isinstance(event, kind)]


async def test_a_silent_chat_model_leaves_time_for_the_rules(store, knowledge, timed):
    advisor = Advisor(store, knowledge, Silent(), turn_seconds=TURN_S)

    events, seconds, lag = await timed(advisor, SAID)

    assert of_kind(events, TroubleNoted)[0].what.startswith("The chat model took too long.")
    assert of_kind(events, Decided)[0].decision["strategy"] == "rag"
    assert of_kind(events, TurnEnded)[0].how == "finished"
    assert 0.75 * TURN_S <= seconds <= TURN_S + lag


async def test_rules_that_are_late_say_so_in_time_and_the_next_turn_goes_on(
    store, knowledge, timed, gate, everything
):
    advisor = Advisor(store, Slow(knowledge, gate), turn_seconds=TURN_S)

    events, seconds, lag = await timed(advisor, ASKS)
    gate.set()
    next_turn = await everything(advisor.reply("s", SAID))

    assert of_kind(events, TroubleNoted)[0].what.startswith("A turn may take 2 s, and this one")
    assert of_kind(events, TurnEnded)[0].how == "failed"
    assert seconds <= TURN_S + lag
    assert of_kind(next_turn, AdvisorSaid)
    assert of_kind(next_turn, Decided)[0].decision["strategy"] == "rag"


async def test_what_is_being_stored_when_a_turn_is_stopped_is_known_to_it(store, gate):
    class SlowStore:
        def __getattr__(self, name: str) -> Any:
            return getattr(store, name)

        def append(self, *args: Any) -> Any:
            gate.wait(30.0)
            return store.append(*args)

    seen: asyncio.Queue[Any] = asyncio.Queue()
    ticket = await asyncio.wrap_future(store.tickets.ask("s", 30.0))
    await Conversation(store, "s", ticket, seen).open(
        SessionStarted(channel="x", app="1", versions={}, chat_model="guided"), "operator"
    )
    conversation = Conversation(SlowStore(), "s", ticket, seen)
    appending = asyncio.create_task(conversation.append([UserSaid(text="Hello")]))
    await asyncio.sleep(0.05)

    appending.cancel()
    gate.set()
    with pytest.raises(asyncio.CancelledError):
        await appending

    assert [event.number for event in conversation.events] == [2]
    assert store.events("s")[-1] == conversation.events[-1]
    assert conversation.next_number == 3
