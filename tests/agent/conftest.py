"""An advisor over a store of its own, with a scripted chat model where a test wants one."""

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from langchain_core.language_models import BaseChatModel

from agent.advisor import Advisor
from agent.events import Event, Progress
from agent.transcripts.store import Store
from knowledge import Knowledge


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    kept = Store(tmp_path / "transcripts.sqlite3")
    yield kept
    kept.close()


@pytest.fixture
def advisor_with(store: Store, knowledge: Knowledge) -> Callable[..., Advisor]:
    """Make an advisor that a given chat model speaks for."""

    def make(chat_model: BaseChatModel | None = None, *, turn_seconds: float = 20.0) -> Advisor:
        return Advisor(store, knowledge, chat_model, turn_seconds=turn_seconds)

    return make


@pytest.fixture
def advisor(advisor_with: Callable[..., Advisor]) -> Advisor:
    """An advisor that the guided chat model speaks for."""
    return advisor_with()


@pytest.fixture
def everything() -> Callable[[AsyncIterator[Event | Progress]], object]:
    """Wait for a reply to end; give its events."""

    async def collect(reply: AsyncIterator[Event | Progress]) -> list[Event]:
        return [step async for step in reply if isinstance(step, Event)]

    return collect
