"""A server with a scripted advisor over a real store, and a real browser."""

import asyncio
import shutil
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.async_api import Browser, async_playwright

from agent.events import (
    Event,
    FactNoted,
    FactSkipped,
    HowEnded,
    Progress,
    SessionStarted,
    TurnEnded,
    UserSaid,
)
from agent.said import Said
from agent.settings import Settings
from agent.transcripts.fold import last_turn
from agent.transcripts.store import Store
from knowledge.documents import Library
from knowledge.documents.reading import read
from knowledge.passages import Passage, built_in
from tools.errors import InputError
from ui.server import build_app

Step = Event | Progress
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class ScriptedAdvisor:
    """Answers each turn with the next list of steps; the last list is repeated."""

    def __init__(self, store: Store, turns: Sequence[Sequence[Step]], pause_s: float = 0.0) -> None:
        self.store = store
        self.heard: list[Said] = []
        self.refuses = False
        self._turns = list(turns)
        self._pause_s = pause_s

    async def reply(
        self, session: str, said: str | Said, *, owner: str = "operator", channel: str = "browser"
    ) -> AsyncIterator[Step]:
        """Store and give what the script says comes next."""
        said = said if isinstance(said, Said) else Said(said)
        if self.refuses:
            raise InputError("At most 100,000 characters can be read at once.", "message")
        self.heard.append(said)
        for event in self.store.start(
            session, owner, channel, [SessionStarted(channel=channel, app="test")]
        ):
            yield event
        turn = last_turn(self.store.events(session)) + 1
        script = self._turns[min(turn, len(self._turns)) - 1]
        how: HowEnded = "stopped"
        try:
            for step in [UserSaid(text=said.text, action=said.action), *_noted(said), *script]:
                yield self._stored(session, turn, step) if isinstance(step, Event) else step
                await asyncio.sleep(self._pause_s)
            how = "finished"
        finally:
            end = self._stored(session, turn, TurnEnded(how=how))
        yield end

    def _stored(self, session: str, turn: int, event: Event) -> Event:
        return self.store.append(session, [event.model_copy(update={"turn": turn})])[0]


def _noted(said: Said) -> list[Event]:
    action = said.action
    if action is None:
        return []
    noted: list[Event] = [
        FactNoted(field=field, value=value, origin="set")
        for field, value in (action.set or {}).items()
    ]
    if action.chose:
        noted.append(
            FactNoted(field=action.chose, value=said.text, quote=said.text, origin="chosen")
        )
    return [*noted, *(FactSkipped(field=field) for field in action.skips)]


class Notes:
    """The built-in notes, without an index."""

    def __init__(self) -> None:
        self._notes = {each.anchor: each for each in built_in()}

    def passage(self, anchor: str) -> Passage | None:
        return self._notes.get(anchor)


class Served:
    """A server, and what stands behind it."""

    def __init__(self, base: str, advisor: ScriptedAdvisor, app: Any) -> None:
        self.base = base
        self.advisor = advisor
        self.store = advisor.store
        self.app = app


@pytest.fixture(scope="module")
def served_from() -> Iterator[Callable[..., Served]]:
    """Build a server over a folder, to be asked without a socket."""
    stores: list[Store] = []

    def build(
        folder: Path,
        turns: Sequence[Sequence[Step]] = ((),),
        pause_s: float = 0.0,
        **settings: Any,
    ) -> Served:
        stores.append(Store(folder / "transcripts.sqlite3"))
        advisor = ScriptedAdvisor(stores[-1], turns, pause_s)
        chosen = Settings(data_dir=folder, _env_file=None, **settings)
        library = Library(folder / "documents", read)
        app = build_app(advisor, stores[-1], Notes(), chosen, library=library)
        return Served("", advisor, app)

    yield build
    for each in stores:
        each.close()


@pytest.fixture
def serve(served_from: Callable[..., Served], tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Serve on a free port of loopback, in a thread."""
    running: list[tuple[uvicorn.Server, threading.Thread]] = []

    def start(turns: Sequence[Sequence[Step]] = ((),), **more: Any) -> Served:
        served = served_from(tmp_path, turns, **more)
        server = uvicorn.Server(
            uvicorn.Config(served.app, port=0, log_level="warning", timeout_graceful_shutdown=1)
        )
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        running.append((server, thread))
        while not server.started:
            time.sleep(0.01)
        served.base = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        return served

    yield start
    for server, thread in running:
        server.should_exit = True
        thread.join(timeout=5)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("needs Chromium: no `chromium` on this machine")
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield opened
        await opened.close()
