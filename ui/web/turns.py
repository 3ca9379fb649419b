"""Replies that are being made, apart from the pages that watch them: a reload loses nothing."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Protocol

from agent.events import Event, Progress, UserSaid
from agent.said import Said
from agent.transcripts.fold import last_turn
from tools.errors import InputError

log = logging.getLogger(__name__)

PACE_S = 0.1
"""Shortest time between two updates of a page [s]."""


class Replies(Protocol):
    """What a page needs of an advisor."""

    def reply(
        self, session: str, said: str | Said, *, owner: str = ..., channel: str = ...
    ) -> AsyncIterator[Event | Progress]:
        """Answer what was said."""


class Turn:
    """One reply while it is being made: what happened so far, and whether it is over."""

    def __init__(self, steps: AsyncIterator[Event | Progress]) -> None:
        self.events: list[Event] = []
        self.released = ""
        self.status = "Reading your message …"
        self.problem: str | None = None
        """Why nothing was taken in; what was said stays with its writer."""
        self._changed = asyncio.Event()
        self.task = asyncio.create_task(self._run(steps))

    @property
    def over(self) -> bool:
        """Tell whether nothing more comes."""
        return self.task.done()

    @property
    def number(self) -> int:
        """Number of the turn; 0 where nothing was taken in."""
        return last_turn(self.events)

    @property
    def taken_in(self) -> bool:
        """Tell whether what the user said is stored."""
        return any(isinstance(each, UserSaid) for each in self.events)

    async def changes(self) -> AsyncIterator[None]:
        """Give a sign at each change, at most ten a second, until nothing more comes."""
        while not self.over:
            changed = asyncio.create_task(self._changed.wait())
            await asyncio.wait({changed, self.task}, return_when=asyncio.FIRST_COMPLETED)
            changed.cancel()
            self._changed = asyncio.Event() if self._changed.is_set() else self._changed
            if not self.over:
                yield
                await asyncio.wait({self.task}, timeout=PACE_S)

    async def _run(self, steps: AsyncIterator[Event | Progress]) -> None:
        try:
            async for step in steps:
                self._take(step)
                self._changed.set()
        except InputError as error:
            self.problem = str(error)
        except Exception:  # a reply that breaks must not take the page with it
            log.exception("A reply broke")
            self.problem = "Something went wrong here. What was taken in is kept; try again."

    def _take(self, step: Event | Progress) -> None:
        if isinstance(step, Event):
            self.events.append(step)
            if step.kind == "advisor_said":
                self.released = ""
            return
        self.released += step.released
        self.status = step.status or self.status


class Turns:
    """All replies that are being made, by session."""

    def __init__(self, advisor: Replies) -> None:
        self._advisor = advisor
        self._running: dict[str, Turn] = {}

    def start(self, session: str, said: Said, owner: str) -> Turn:
        """Begin a reply; it goes on when the page goes away."""
        turn = Turn(self._advisor.reply(session, said, owner=owner, channel="browser"))
        self._running[session] = turn
        turn.task.add_done_callback(lambda _: self._forget(session, turn))
        return turn

    def of(self, session: str) -> Turn | None:
        """Give the reply that is being made in a session."""
        return self._running.get(session)

    async def stop(self, session: str) -> None:
        """Stop the reply of a session."""
        turn = self._running.get(session)
        if turn is not None:
            turn.task.cancel()
            with suppress(asyncio.CancelledError):
                await turn.task

    async def finish(self, seconds: float) -> None:
        """Let replies finish, then stop the rest."""
        tasks = [turn.task for turn in self._running.values()]
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _forget(self, session: str, turn: Turn) -> None:
        if self._running.get(session) is turn:
            del self._running[session]
