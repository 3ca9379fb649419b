"""An advisor that follows a script, for the page's tests: real store, no chat model."""

import asyncio
from collections.abc import AsyncIterator, Sequence

from agent.advisor import Said
from agent.events import (
    AdvisorSaid,
    Asked,
    Decided,
    Event,
    FactNoted,
    Progress,
    SessionStarted,
    TurnEnded,
    UserSaid,
)
from agent.transcripts.fold import last_turn
from agent.transcripts.store import Store

Step = Event | Progress


class ScriptedAdvisor:
    """Answers each turn with the next list of steps; the last list is repeated."""

    def __init__(self, store: Store, turns: Sequence[Sequence[Step]], pause_s: float = 0.0) -> None:
        self.store = store
        self.heard: list[Said] = []
        self._turns = list(turns)
        self._pause_s = pause_s

    async def reply(
        self, session: str, said: str | Said, *, owner: str = "operator", channel: str = "browser"
    ) -> AsyncIterator[Step]:
        """Store and give what the script says comes next."""
        said = said if isinstance(said, Said) else Said(said)
        started = [SessionStarted(channel=channel, app="test")]
        self.store.start(session, owner, channel, started)
        self.heard.append(said)
        turn = last_turn(self.store.events(session)) + 1
        script = self._turns[min(turn, len(self._turns)) - 1]
        ended = False
        try:
            for step in [
                UserSaid(text=said.text, action=said.action),
                *_corrections(said),
                *script,
            ]:
                yield self._stored(session, turn, step) if isinstance(step, Event) else step
                await asyncio.sleep(self._pause_s)
            ended = True
        finally:
            end = TurnEnded(how="finished" if ended else "stopped")
            self._stored(session, turn, end)

    def _stored(self, session: str, turn: int, event: Event) -> Event:
        return self.store.append(session, [event.model_copy(update={"turn": turn})])[0]


def _corrections(said: Said) -> list[Event]:
    corrections = (said.action.set or {}) if said.action else {}
    return [
        FactNoted(field=field, value=value, origin="set") for field, value in corrections.items()
    ]


def streamed(text: str) -> list[Step]:
    """Say a text word by word, then whole."""
    words = text.split(" ")
    return [*(Progress(released=f"{word} ") for word in words), AdvisorSaid(text=text)]


def decided(strategy: str, status: str = "provisional", **more: object) -> Decided:
    """Decide for a strategy."""
    return Decided(decision={"strategy": strategy, "status": status, "possible": [], **more})


def asked(field: str, text: str, *options: str) -> Asked:
    """Ask a question that can be answered by a click."""
    return Asked(field=field, text=text, options=options, why="It can still change the answer.")
