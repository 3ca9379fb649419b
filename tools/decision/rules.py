"""A rule table: rows tried from the top, conditions over named facts, each with its source."""

from functools import cached_property

from pydantic import ConfigDict

from tools.decision.cells import Condition, Fact, Interval, Words, cell_of, word_of
from tools.errors import InputError
from tools.vocabulary import PlanKind, Record, Strategy


class Rule(Record):
    """One row: where all conditions hold, and no row above did, this is the strategy."""

    id: str
    conditions: dict[str, Condition]
    strategy: Strategy
    plan: PlanKind
    because: str
    source: str


class Column(Record):
    """A fact that rules ask about, cut into the parts that some rule tells apart."""

    name: str
    parts: tuple[frozenset[str] | Interval, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The parts as cells would say them."""
        return tuple(
            cell_of(part if isinstance(part, Interval) else Words(words=part))
            for part in self.parts
        )

    def part_of(self, fact: Fact) -> int | None:
        """Number the part that a fact lies in; None while it is unknown."""
        if fact is None:
            return None
        for number, part in enumerate(self.parts):
            if part.holds(fact) if isinstance(part, Interval) else word_of(fact) in part:
                return number
        raise InputError(f"{self.name} cannot be {fact!r}", self.name)

    model_config = Record.model_config | {"allow_inf_nan": True}


class RuleTable(Record):
    """All rows of a table, and its columns."""

    model_config = Record.model_config | ConfigDict(ignored_types=(cached_property,))

    name: str
    rules: tuple[Rule, ...]
    columns: tuple[Column, ...]

    @cached_property
    def rows(self) -> tuple[tuple[dict[int, frozenset[int]], Rule], ...]:
        """The rows as numbers: for each column that a row asks about, the parts that satisfy it."""
        place = {column.name: number for number, column in enumerate(self.columns)}
        return tuple(
            (
                {
                    place[name]: covered(condition, self.columns[place[name]])
                    for name, condition in rule.conditions.items()
                },
                rule,
            )
            for rule in self.rules
        )

    def known(self, facts: object) -> dict[int, int]:
        """Give the part of each column whose fact is known."""
        parts = ((n, column.part_of(getattr(facts, column.name))) for n, column in self.numbered)
        return {number: part for number, part in parts if part is not None}

    @cached_property
    def numbered(self) -> tuple[tuple[int, Column], ...]:
        """The columns with their numbers."""
        return tuple(enumerate(self.columns))

    def first(self, parts: dict[int, int]) -> Rule:
        """Give the first rule that holds where every column is known."""
        for conditions, rule in self.rows:
            if all(parts[column] in satisfying for column, satisfying in conditions.items()):
                return rule
        raise InputError(f"{self.name}: no rule holds for {parts}")


def covered(condition: Condition, column: Column) -> frozenset[int]:
    """Number the parts of a column that satisfy a condition."""
    return frozenset(n for n, part in enumerate(column.parts) if _covers(condition, part))


def _covers(condition: Condition, part: frozenset[str] | Interval) -> bool:
    if isinstance(part, Interval):
        return isinstance(condition, Interval) and condition.holds(_inside(part))
    return isinstance(condition, Words) and part <= condition.words


def _inside(part: Interval) -> float:
    """Give a number that lies in a part and on no other side of any bound."""
    if part.low == part.high:
        return part.low
    if part.low == float("-inf"):
        return part.high - 1
    if part.high == float("inf"):
        return part.low + 1
    return (part.low + part.high) / 2
