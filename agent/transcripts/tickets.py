"""The queue for turns: tickets in one table, first come, first served, in any process."""

import os
import time
from concurrent.futures import Future, ThreadPoolExecutor

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from agent.transcripts.bells import Bells
from agent.transcripts.database import Database, StoreError
from agent.transcripts.process import has_died, this_machine
from agent.transcripts.schema import AnyRow, tickets
from tools.errors import InputError

MOST_WAITING = 50
"""Messages of one session that may wait at a time."""

_OF_SESSION = tickets.c.session == bindparam("session")
_QUEUE = select(tickets).where(_OF_SESSION).order_by(tickets.c.number)
_LOWEST = select(func.min(tickets.c.number)).where(_OF_SESSION)
_TAKEN = insert(tickets).returning(tickets.c.number)
_DROPPED = delete(tickets).where(tickets.c.number == bindparam("ticket"))


class LeaseLostError(StoreError):
    """A turn was given up for dead, and another one has begun: nothing more may be added."""


class Tickets:
    """Who may speak in a session: the holder of its lowest live ticket.

    Tickets are handed out by one thread, in the order in which they were asked for. They are
    written without waiting for the disk: after a power cut nobody holds one anyway.
    """

    def __init__(self, database: Database) -> None:
        self.bells = Bells()
        self._database = database
        self._clerk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="tickets")

    def close(self) -> None:
        """Finish what was asked for, and stop."""
        self._clerk.shutdown()

    def ask(self, session: str, lasts_s: float) -> "Future[int]":
        """Join the queue of a session; the result is the ticket."""
        return self._clerk.submit(self._take, session, lasts_s)

    def hand_back(self, session: str, asked: "Future[int]") -> "Future[None]":
        """Leave the queue, even if the ticket is still being made."""
        return self._clerk.submit(self._drop, session, asked)

    def is_first(self, session: str, ticket: int) -> bool:
        """Say whether it is this ticket's turn; dead holders before it are dropped."""
        with self._database.reading() as connection:
            queue = _queue(connection, session)
        ahead = [each for each in queue if each.number < ticket]
        if len(ahead) == len(queue) or queue[len(ahead)].number != ticket:
            raise LeaseLostError(_lost(session))
        if not all(_is_dead(each) for each in ahead):
            return False
        return not ahead or self._overtake(session, ticket)

    def prolong(self, ticket: int, lasts_s: float) -> bool:
        """Keep a ticket alive; False if it is gone."""
        with self._database.writing(durable=False) as connection:
            expires = time.time() + lasts_s
            changed = update(tickets).where(tickets.c.number == ticket).values(expires=expires)
            return connection.execute(changed).rowcount == 1

    def waiting(self, session: str) -> int:
        """Count the live turns of a session, the running one among them."""
        with self._database.reading() as connection:
            return sum(not _is_dead(each) for each in _queue(connection, session))

    def _take(self, session: str, lasts_s: float) -> int:
        machine, process = this_machine(), os.getpid()
        with self._database.writing(durable=False) as connection:
            alive = [each for each in _queue(connection, session) if not _is_dead(each)]
            if len(alive) >= MOST_WAITING:
                raise InputError(
                    f"{MOST_WAITING} messages of this conversation wait already. "
                    "Send this one again once they are answered."
                )
            row = {
                "session": session,
                "machine": machine,
                "process": process,
                "expires": time.time() + lasts_s,
            }
            return int(connection.execute(_TAKEN, row).scalar_one())

    def _drop(self, session: str, asked: "Future[int]") -> None:
        if asked.cancelled() or asked.exception() is not None:
            return
        with self._database.writing(durable=False) as connection:
            connection.execute(_DROPPED, {"ticket": asked.result()})
        self.bells.ring(session)

    def _overtake(self, session: str, ticket: int) -> bool:
        with self._database.writing(durable=False) as connection:
            ahead = [each for each in _queue(connection, session) if each.number < ticket]
            dead = [each.number for each in ahead if _is_dead(each)]
            connection.execute(delete(tickets).where(tickets.c.number.in_(dead)))
            return len(dead) == len(ahead)


def require_lease(connection: Connection, session: str, ticket: int) -> None:
    """Refuse a ticket whose turn it is no longer; part of the transaction that writes."""
    if connection.execute(_LOWEST, {"session": session}).scalar() != ticket:
        raise LeaseLostError(_lost(session))


def _lost(session: str) -> str:
    return (
        f"This turn of session {session} took so long that another one has begun. "
        "What was kept stays; send the message again."
    )


def _queue(connection: Connection, session: str) -> list[AnyRow]:
    return list(connection.execute(_QUEUE, {"session": session}))


def _is_dead(holder: AnyRow) -> bool:
    if holder.expires < time.time():
        return True
    return has_died(holder.machine, holder.process)
