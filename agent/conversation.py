"""One turn's hold on a transcript: what is appended is stored first, then shown."""

import asyncio
from collections.abc import Sequence

from agent.events import Asked, Event, Progress, SessionStarted, TurnEnded, UserSaid
from agent.secrets import kept
from agent.transcripts import fold
from agent.transcripts.store import Store


class Conversation:
    """The transcript of a session while one turn holds its lease."""

    def __init__(
        self,
        store: Store,
        session: str,
        ticket: int,
        seen: "asyncio.Queue[Event | Progress | None]",
    ) -> None:
        self.session = session
        self.events: list[Event] = []
        self._store = store
        self._ticket = ticket
        self._seen = seen
        self.turn = 0
        self.owner = ""
        self.next_number = 1

    async def open(self, started: SessionStarted, owner: str) -> None:
        """Read the transcript, or start one; mark a turn that was cut off.

        `events` holds whole turns: one that was cut off counts as what the user said in it.
        """
        known, stored = await asyncio.to_thread(self._stored)
        self.owner = known or owner
        if not stored:
            await asyncio.to_thread(self._store.start, self.session, owner, started.channel)
            await self.append([started])
        self.next_number = len(stored) + len(self.events) + 1
        self.turn = fold.last_turn(stored)
        if self.turn and not fold.has_ended(stored, self.turn):
            await self.append([TurnEnded(how="interrupted")])
        self.events[:0] = fold.whole_turns(stored)
        self.turn += 1

    def _stored(self) -> tuple[str | None, Sequence[Event]]:
        owner = self._store.owner_of(self.session)
        return owner, () if owner is None else self._store.events(self.session)

    async def append(self, events: Sequence[Event]) -> None:
        """Store events, then show them. What the user said waits for the disk."""
        if not events:
            return
        placed = [kept(event).model_copy(update={"turn": self.turn}) for event in events]
        durable = any(isinstance(event, UserSaid | TurnEnded) for event in placed)
        storing = asyncio.create_task(
            asyncio.to_thread(self._store.append, self.session, placed, self._ticket, durable)
        )
        try:
            await asyncio.shield(storing)
        finally:  # a turn that is told to stop meanwhile knows and shows what is stored
            self._take(await storing)

    def _take(self, stored: Sequence[Event]) -> None:
        self.events.extend(stored)
        self.next_number = stored[-1].number + 1
        for event in stored:
            self._seen.put_nowait(event)

    @property
    def question(self) -> Asked | None:
        """The open question of the turn before."""
        return fold.question_of(self.events)

    def show(self, progress: Progress) -> None:
        """Show what is not stored: words as they are released, and what is being done."""
        self._seen.put_nowait(progress)
