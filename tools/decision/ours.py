"""Our rules, with what is likely before anything is known."""

from collections.abc import Mapping
from functools import cache
from typing import Literal

from tools.decision.cells import Condition, parse_cell
from tools.decision.diagram import Diagram, Priors
from tools.decision.effective import effective
from tools.decision.planner import Planner
from tools.decision.questions import question_rows
from tools.decision.reading import read_rules
from tools.decision.rules import Column, RuleTable, covered
from tools.errors import InputError
from tools.tables import Line, read_lines
from tools.vocabulary import Record, TaskProfile


class PriorRow(Record):
    """How likely a part of a fact is before anything is known."""

    fact: str
    value: str
    prior: float
    assumed: Literal["yes", ""] = ""
    """Whether this is what is assumed while nobody knows."""
    because: str

    @property
    def condition(self) -> Condition:
        """The value as a condition."""
        condition = parse_cell(self.value)
        if condition is None:
            raise InputError(f"priors.csv: {self.fact} needs a value")
        return condition


@cache
def our_table() -> RuleTable:
    """Read our rules."""
    return read_rules("ours.csv", TaskProfile)


def known_parts(profile: TaskProfile) -> dict[int, int]:
    """Give the part of each column of our rules that the facts settle.

    Whoever describes a task is here to adapt a language model to it.
    """
    facts = effective(profile)
    if facts.aim is None and describes_a_task(profile):
        facts = facts.model_copy(update={"aim": "adaptation"})
    return our_table().known(facts)


def describes_a_task(profile: TaskProfile) -> bool:
    """Tell whether any fact of a task is known, beyond what the text itself is like."""
    about_the_text = {"aim", "task_summary", "embedded_instruction", "language"}
    return any(value is not None for name, value in profile if name not in about_the_text)


def taken_for_granted(profile: TaskProfile) -> dict[str, bool]:
    """Give the facts that an interview may note as assumed, so as not to ask everybody for them.

    Who describes a task, and says nothing of data to remove, has had no demand to erase any. It
    is an assumption to show, and not a fact: `decide` itself takes nothing for granted.

    >>> taken_for_granted(TaskProfile(needs_style=True))
    {'erasure_request': False}
    >>> taken_for_granted(TaskProfile(data_entered_via="fine_tuning"))
    {}
    """
    signs = (
        profile.data_entered_via, profile.unlearning_done, profile.edits_planned, profile.shards,
        profile.deletions, profile.retrain_affordable, profile.original_training_set_kept,
    )  # fmt: skip
    if profile.erasure_request is not None or any(sign is not None for sign in signs):
        return {}
    elsewhere = profile.aim in ("off_topic", "harmful")
    return {"erasure_request": False} if describes_a_task(profile) and not elsewhere else {}


@cache
def our_diagram() -> Diagram:
    """Fold our rules into a diagram."""
    return Diagram(our_table())


@cache
def our_planner() -> Planner:
    """Weigh the questions of our rules."""
    ease = {row.fact: row.ease for row in reversed(question_rows())}
    prices = [1 / ease.get(column.name, 1.0) for column in our_table().columns]
    return Planner(our_diagram(), our_priors(), prices)


@cache
def prior_rows() -> tuple[tuple[Line, PriorRow], ...]:
    """Read the priors."""
    return tuple((line, PriorRow.model_validate(line.cells)) for line in read_lines("priors.csv"))


@cache
def our_priors() -> Priors:
    """Give how likely each part of each column of our rules is."""
    return [_prior(column) for column in our_table().columns]


@cache
def assumed_parts() -> Mapping[int, int]:
    """Give the part of each column that is assumed while nobody knows."""
    return {number: _assumed(column)[0] for number, column in our_table().numbered}


@cache
def assumed_rows() -> Mapping[int, PriorRow]:
    """Give the row of the priors that says what is assumed for each column, and why."""
    return {number: _assumed(column)[1] for number, column in our_table().numbered}


def _prior(column: Column) -> list[float]:
    shares = [0.0] * len(column.parts)
    for line, row in prior_rows():
        if row.fact == column.name:
            for part in covered(row.condition, column):
                if shares[part]:
                    raise line.refused(f"{row.fact} {row.value} overlaps another row")
                shares[part] = row.prior
    if abs(sum(shares) - 1) > 1e-9 or not all(shares):
        raise InputError(f"priors.csv: the priors of {column.name} must cover it and add up to 1")
    return shares


def _assumed(column: Column) -> tuple[int, PriorRow]:
    for _, row in prior_rows():
        if row.fact == column.name and row.assumed:
            return min(covered(row.condition, column)), row
    raise InputError(f"priors.csv: nothing is assumed for {column.name}")
