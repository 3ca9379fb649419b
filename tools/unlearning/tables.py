"""What can be done about a deletion request, how to test it, and what works against it."""

from functools import cache
from typing import Literal

from tools.tables import read_table
from tools.vocabulary import Entered, Record

Guarantee = Literal[
    "deleted",
    "exact",
    "exact_for_this_stage",
    "exact_if_sharded",
    "none_proven",
    "hides_only",
    "outside_your_control",
]
"""What is known of the result, from firm to none."""


class Option(Record):
    """One thing to do, and what is known of its result."""

    option: str
    guarantee: Guarantee
    do: str
    cost: str
    limits: str
    may_say: str
    """The most that may be claimed afterwards."""
    source: str


class OptionRow(Option):
    """A row of the table of options."""

    rank: int
    entered: tuple[Entered, ...]
    planned_for: tuple[Entered, ...] = ()
    """Where it is part of the plan that we propose, and so of the memo."""


class Check(Record):
    """One test of what was done."""

    do: str
    because: str
    source: str


class CheckRow(Check):
    """A row of the table of checks."""

    check: str
    entered: tuple[Entered, ...]


class Conflict(Record):
    """Two parts of the plan that work against each other."""

    between: tuple[str, ...]
    because: str
    do: str
    source: str


class ConflictRow(Conflict):
    """A row of the table of conflicts."""

    trigger: Literal["four_bits", "eight_bits", "edits", "retuning", "released", "many"]


@cache
def option_rows() -> tuple[OptionRow, ...]:
    """Read what can be done, by how the data came in."""
    return read_table("unlearning.csv", OptionRow)


@cache
def check_rows() -> tuple[CheckRow, ...]:
    """Read how to test what was done."""
    return read_table("unlearning_checks.csv", CheckRow)


@cache
def conflict_rows() -> tuple[ConflictRow, ...]:
    """Read which parts of a plan work against each other."""
    return read_table("unlearning_conflicts.csv", ConflictRow)
