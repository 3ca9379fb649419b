"""Work that must be done once: claimed before it starts, left open by a crash, then taken over."""

import os
import time
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.sqlite import insert

from agent.transcripts.process import has_died, this_machine
from agent.transcripts.schema import AnyRow, claims

SILENT_S = 120.0
"""Work claimed on another machine so long ago, and not finished, is taken for left open [s]."""


def claim(connection: Connection, key: str, payload: str) -> bool:
    """Claim work; True only for the first claim of a key, ever."""
    row = {"key": key, "payload": payload, "done": False, **_claimer()}
    claimed = insert(claims).values(row).on_conflict_do_nothing()
    return connection.execute(claimed).rowcount == 1


def finish(connection: Connection, key: str) -> None:
    """Mark work as done; its words are kept no longer."""
    done = update(claims).where(claims.c.key == key).values(done=True, payload="")
    connection.execute(done)


def take_over(connection: Connection, prefix: str) -> list[tuple[str, str]]:
    """Claim what processes that are gone have left open: keys and payloads, the oldest first."""
    rows = select(claims).where(claims.c.done.is_(False)).order_by(claims.c.claimed)
    open_rows = [row for row in connection.execute(rows) if row.key.startswith(prefix)]
    taken = [(row.key, row.payload) for row in open_rows if _is_left_open(row)]
    for key, _ in taken:
        connection.execute(update(claims).where(claims.c.key == key).values(_claimer()))
    return taken


def _claimer() -> dict[str, Any]:
    return {"machine": this_machine(), "process": os.getpid(), "claimed": time.time()}


def _is_left_open(row: AnyRow) -> bool:
    if row.machine == this_machine():
        return has_died(row.machine, row.process)
    return bool(time.time() - row.claimed > SILENT_S)
