"""What published rules say for the same set-up, and what makes each of them right."""

from functools import cache

from tools.estimate.memory import peak
from tools.estimate.setup import Setup
from tools.tables import read_table
from tools.vocabulary import Record


class RuleRow(Record):
    """A row of `published_memory_rules.csv`."""

    rule: str
    method: str
    bytes_per_param: float
    plus_gb: float
    true_when: str
    """The assumption under which the rule is right."""
    leaves_out: str
    source: str


class PublishedRule(Record):
    """A published rule applied to one set-up, beside our estimate."""

    rule: str
    gb: float
    """What the rule says (GB, 10^9 bytes)."""
    ours_gb: float
    """Our peak for the set-up as asked (GB)."""
    difference_gb: float
    true_when: str
    leaves_out: str
    source: str


@cache
def published_rules() -> tuple[RuleRow, ...]:
    """Give the rules of the table."""
    return read_table("published_memory_rules.csv", RuleRow)


def reconcile(setup: Setup) -> tuple[PublishedRule, ...]:
    """Apply every published rule of the same method to a set-up, per GPU group as published."""
    ours = round(peak(setup).allocated / 1e9, 1)
    billions = setup.architecture.total_params / 1e9
    rows = []
    for row in published_rules():
        if row.method == setup.method:
            gb = round(row.bytes_per_param * billions + row.plus_gb, 1)
            rows.append(
                PublishedRule(
                    rule=row.rule,
                    gb=gb,
                    ours_gb=ours,
                    difference_gb=round(ours - gb, 1),
                    true_when=row.true_when,
                    leaves_out=row.leaves_out,
                    source=row.source,
                )
            )
    return tuple(rows)
