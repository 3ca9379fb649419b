"""What chat models cost in a day, over all consultations: one row a day, counted up."""

from datetime import date

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.sqlite import insert

from agent.transcripts.schema import spending
from tools.vocabulary import Record


class Spent(Record):
    """Tokens and money that a chat model took."""

    tokens_in: int = 0
    tokens_out: int = 0
    usd: float = 0.0

    @property
    def tokens(self) -> int:
        """All tokens, read and written."""
        return self.tokens_in + self.tokens_out

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(
            tokens_in=self.tokens_in + other.tokens_in,
            tokens_out=self.tokens_out + other.tokens_out,
            usd=self.usd + other.usd,
        )


_ROW = insert(spending)
_ADDED = _ROW.on_conflict_do_update(
    ["day"], set_={name: spending.c[name] + _ROW.excluded[name] for name in Spent.model_fields}
)
_OF_DAY = select(*(spending.c[name] for name in Spent.model_fields)).where(
    spending.c.day == bindparam("day")
)


def add(connection: Connection, day: date, spent: Spent) -> None:
    """Count what was spent towards its day."""
    connection.execute(_ADDED, {"day": day.isoformat(), **spent.model_dump()})


def of_day(connection: Connection, day: date) -> Spent:
    """Give what was spent on a day."""
    row = connection.execute(_OF_DAY, {"day": day.isoformat()}).first()
    return Spent(**row._mapping) if row else Spent()
