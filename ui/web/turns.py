"""Replies that are being made, apart from the pages that watch them: a reload loses nothing."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Protocol

from agent.events import Event, Progress
from agent.said import Said
from agent.transcripts.fold import last_turn
from tools.errors import InputError

log = logging.getLogger(__name__)

PACE_S = 0.1
"""Shortest time between two updates of a page [s]."""
PACE_OF_MANY_S = 0.01
"""The same for each reply that is being made: many at once share the processor [s]."""


class Replies(Protocol):
    """What a page needs of an advisor."""

    def reply(
        self, session: str, said: str | Said, *, owner: str = ..., channel: str = ...
    ) -> AsyncIterator[Event | Progress]:
        """Answer what was said."""


class Turn:
    """One reply while it is being made: what happened so far, and whether it is over."""

    def __init__(
        self, said: Said, steps: AsyncIterator[Event | Progress], after: "Turn | None" = None
    ) -> None:
        self.said = said
        self.events: list[Event] = []
        self.released = ""
        self.status = "Reading your message …"
        self.problem: str | None = None
        """Why nothing was taken in; what was said stays with its writer."""
        self._changed = asyncio.Event()
        self.task = asyncio.create_task(self._run(steps, after))

    @property
    def over(self) -> bool:
        """Tell whether nothing more comes."""
        return self.task.done()

    @property
    def number(self) -> int:
        """Number of the turn; 0 where nothing was taken in."""
        return last_turn(self.events)

    async def changes(self, pace: Callable[[], float] = lambda: PACE_S) -> AsyncIterator[None]:
        """Give a sign at each change, not sooner than `pace` [s], until nothing more comes."""
        while not self.over:
            await asyncio.wait({self.task}, timeout=pace())
            changed = asyncio.create_task(self._changed.wait())
            await asyncio.wait({changed, self.task}, return_when=asyncio.FIRST_COMPLETED)
            changed.cancel()
            self._changed = asyncio.Event() if self._changed.is_set() else self._changed
            if not self.over:
                yield

    async def _run(self, steps: AsyncIterator[Event | Progress], after: "Turn | None") -> None:
        if after is not None:
            await asyncio.wait({after.task})
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
    """All replies that are being made, by session, in the order in which they were asked for."""

    def __init__(self, advisor: Replies) -> None:
        self._advisor = advisor
        self._running: dict[str, list[Turn]] = {}

    def start(self, session: str, said: Said, owner: str) -> Turn:
        """Begin a reply, after those that are being made; it goes on when the page goes away."""
        before = self.of(session)
        steps = self._advisor.reply(session, said, owner=owner, channel="browser")
        turn = Turn(said, steps, before[-1] if before else None)
        self._running.setdefault(session, []).append(turn)
        turn.task.add_done_callback(lambda _: self._forget(session, turn))
        return turn

    def of(self, session: str) -> list[Turn]:
        """Give the replies of a session: the one that is being made, and those that wait."""
        return list(self._running.get(session, ()))

    def pace(self) -> float:
        """Say how long a page waits between two updates [s]: at most ten come in a second."""
        return max(PACE_S, PACE_OF_MANY_S * len(self._running))

    async def stop(self, session: str) -> None:
        """Stop the reply that is being made; what was said meanwhile is answered next."""
        for turn in self.of(session)[:1]:
            await _stopped(turn)

    async def stop_all(self, session: str) -> None:
        """Stop every reply of a session, those that wait first."""
        for turn in reversed(self.of(session)):
            await _stopped(turn)

    async def finish(self, seconds: float) -> None:
        """Let replies finish, then stop the rest."""
        tasks = [turn.task for session in self._running for turn in self.of(session)]
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _forget(self, session: str, turn: Turn) -> None:
        left = [each for each in self.of(session) if each is not turn]
        self._running[session] = left
        if not left:
            del self._running[session]


async def _stopped(turn: Turn) -> None:
    turn.task.cancel()
    with suppress(asyncio.CancelledError):
        await turn.task
