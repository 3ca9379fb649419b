"""Plan lint: parts of a plan that work against each other, which no single tool sees."""

from functools import cache

from tools.decision.cells import Condition, verdict
from tools.decision.conditions import parse_when
from tools.plan_lint.facts import Call, PlanFacts, facts_of
from tools.tables import Line, read_lines
from tools.vocabulary import Record

__all__ = ["Call", "PlanConflict", "PlanFacts", "PlanLint", "facts_of", "lint"]


class PlanConflict(Record):
    """Two parts of the plan that work against each other, and the way out."""

    id: str
    between: tuple[str, ...]
    because: str
    do: str
    source: str


class PlanLint(Record):
    """Every conflict that the known facts show."""

    conflicts: tuple[PlanConflict, ...]
    sources: tuple[str, ...]


class ConflictRow(PlanConflict):
    """A row of the table of conflicts."""

    when: dict[str, Condition]

    def fits(self, facts: PlanFacts) -> bool:
        """Tell whether all conditions hold; what is not known conflicts with nothing."""
        return all(verdict(each, getattr(facts, name)) for name, each in self.when.items())


def lint(facts: PlanFacts) -> PlanLint:
    """List the parts of a plan that work against each other.

    Each is a row of `tables/plan_conflicts.csv`; it shows only where all its facts are known.

    Source: the rows' own; chapter, `14.1/4.3/editing-conflict`, `14.1/4.2/five-percent`.

    >>> found = lint(PlanFacts(method="lora", learning_rate=2e-5)).conflicts
    >>> [conflict.id for conflict in found]
    ['ADAPTER-WITH-FULL-RATE']
    """
    found = tuple(
        PlanConflict(**row.model_dump(exclude={"when"}))
        for row in conflict_rows()
        if row.fits(facts)
    )
    return PlanLint(
        conflicts=found, sources=tuple(dict.fromkeys(conflict.source for conflict in found))
    )


@cache
def conflict_rows() -> tuple[ConflictRow, ...]:
    """Read the table of conflicts.

    Raises InputError, naming file and line, for an unknown fact or word and a missing source.
    """
    return tuple(_row(line) for line in read_lines("plan_conflicts.csv"))


def _row(line: Line) -> ConflictRow:
    cells = line.cells
    for column in ("id", "when", "between", "because", "do", "source"):
        if not cells.get(column):
            raise line.refused(f"{column} is missing")
    return ConflictRow(
        id=cells["id"],
        when=parse_when(line, PlanFacts),
        between=tuple(part.strip() for part in cells["between"].split("|")),
        because=cells["because"],
        do=cells["do"],
        source=cells["source"],
    )
