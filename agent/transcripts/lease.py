"""One turn at a time: an asynchronous context in which a session is one's own."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import TypeAlias

from agent.transcripts.database import StoreError
from agent.transcripts.store import Store
from agent.transcripts.tickets import Tickets

Ticket: TypeAlias = int
"""Proof of holding a session's turn; a number is never given twice."""

LASTS_S = 30.0
"""A ticket that nobody has prolonged for so long is dead, though its process runs [s]."""

_FIRST_LOOK_S, _LAST_LOOK_S = 0.05, 0.2


@asynccontextmanager
async def turn(store: Store, session: str, lasts_s: float = LASTS_S) -> AsyncIterator[Ticket]:
    """Wait for this session's turn and hold it; gives the ticket that `Store.append` checks.

    Turns come in the order in which they were asked for, in one process or several. A holder
    whose process has died, or who has been silent for `lasts_s`, is passed over; should it come
    to life again, the store refuses its ticket (`LeaseLostError`).
    """
    asked = store.tickets.ask(session, lasts_s)
    try:
        ticket = await asyncio.wrap_future(asked)
        async with _kept_alive(store.tickets, ticket, lasts_s):
            await _until_first(store.tickets, session, ticket)
            yield ticket
    finally:
        await asyncio.shield(asyncio.wrap_future(store.tickets.hand_back(session, asked)))


async def _until_first(tickets: Tickets, session: str, ticket: int) -> None:
    pause = _FIRST_LOOK_S
    with _bell(tickets, session) as rung:
        while not await asyncio.to_thread(tickets.is_first, session, ticket):
            with suppress(TimeoutError):
                await asyncio.wait_for(rung.wait(), pause)
            rung.clear()
            pause = min(pause * 1.2, _LAST_LOOK_S)


@contextmanager
def _bell(tickets: Tickets, session: str) -> Iterator[asyncio.Event]:
    rung, loop = asyncio.Event(), asyncio.get_running_loop()

    def wake() -> None:
        with suppress(RuntimeError):  # the loop that waited has closed meanwhile
            loop.call_soon_threadsafe(rung.set)

    with tickets.bells.listening(session, wake):
        yield rung


@asynccontextmanager
async def _kept_alive(tickets: Tickets, ticket: int, lasts_s: float) -> AsyncIterator[None]:
    beating = asyncio.create_task(_prolong(tickets, ticket, lasts_s))
    try:
        yield
    finally:
        beating.cancel()
        with suppress(asyncio.CancelledError):
            await beating


async def _prolong(tickets: Tickets, ticket: int, lasts_s: float) -> None:
    alive = True
    while alive:
        await asyncio.sleep(lasts_s / 3)
        with suppress(StoreError):  # a locked file now: there are two more beats
            alive = await asyncio.to_thread(tickets.prolong, ticket, lasts_s)
