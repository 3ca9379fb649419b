"""Unlearning: what can be done about a deletion request, and what may be said of it."""

from functools import cache
from math import expm1, log1p
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from tools.tables import read_table
from tools.vocabulary import Assumption, Count, Entered, Record, as_word

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

WAYS: dict[Entered, str] = {
    "index": "an index",
    "fine_tuning": "tuning data",
    "own_pre_training": "our own pre-training",
    "vendor_model": "a vendor's language model",
}
IN_WEIGHTS: tuple[Entered, ...] = ("fine_tuning", "own_pre_training")
FOUR_BITS, EIGHT_BITS, FULL_BITS = 4, 8, 16


def _planned(value: Any) -> Any:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return value > 0 if number and value >= 0 else value


class UnlearnRequest(Record):
    """A deletion request: what is to go, how it came in, and what comes after."""

    data_entered_via: Annotated[Entered | None, BeforeValidator(as_word)] = None
    """How the data came in: index, fine_tuning, own_pre_training or vendor_model."""
    shards: Annotated[int, Field(ge=1, le=10**9)] | None = None
    """Shards that were trained apart from each other (shards)."""
    deletions: Count | None = None
    """Records to delete (records)."""
    serving_bits: Annotated[float, Field(gt=0, le=64)] | None = None
    """Bits of a weight as it is served (bits)."""
    edits_planned: Annotated[bool | None, BeforeValidator(_planned)] = None
    """Knowledge edits are planned afterwards; a number of edits counts as yes."""
    retuning_planned: bool | None = None
    """More tuning is planned afterwards."""
    weights_released: bool | None = None
    """The weights were given to others."""
    copies: Count | None = None
    """Times a record stood in the training data (copies)."""
    distinctive: bool | None = None
    """The records hold unusual strings: names, numbers, keys."""
    retraining_usd: Annotated[float, Field(ge=0, le=10**12)] | None = None
    """Cost of training everything again (USD)."""


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


class Unlearning(Record):
    """Options, firmest guarantee first, with their tests, conflicts and a memo."""

    options: tuple[Option, ...]
    expected_shards_hit: float | None
    """Shards that hold at least one of the records, on average (shards)."""
    expected_share_retrained: float | None
    """The same by all shards (share)."""
    expected_retraining_usd: float | None
    """That share of `retraining_usd` (USD)."""
    conflicts: tuple[Conflict, ...]
    verification: tuple[Check, ...]
    risk: str
    """How deep the traces are likely to be."""
    memo: str
    """A draft for the file: what was done, what is not proven. Not legal advice."""
    assumptions: tuple[Assumption, ...]
    rounding: str = "the expected number of shards is not rounded"
    sources: tuple[str, ...]


def unlearn(request: UnlearnRequest) -> Unlearning:
    """Rank what can be done about a deletion request, firmest guarantee first (shards, USD).

    It turns on how the data came in. Out of an index they are deleted; out of tuning data an
    adapter is trained again, exactly and cheaply; out of pre-training nothing short of a new
    training is exact. k deletions spread over N shards hit N·(1 − (1 − 1/N)^k) of them.

    Source: chapter, `14.1/4.3/exact`, `14.1/4.3/sisa`; `tables/unlearning.csv`.

    >>> answer = unlearn(UnlearnRequest(data_entered_via="fine_tuning", shards=2, deletions=2))
    >>> answer.options[0].option, answer.expected_shards_hit  # 2 × (1 − 1/4)
    ('retrain_adapter', 1.5)
    """
    options = _options(request)
    hit = _shards_hit(request)
    share = None if hit is None or request.shards is None else hit / request.shards
    checks = _checks(request)
    conflicts = _conflicts(request)
    cost = request.retraining_usd
    return Unlearning(
        options=options,
        expected_shards_hit=hit,
        expected_share_retrained=share,
        expected_retraining_usd=None if share is None or cost is None else share * cost,
        conflicts=conflicts,
        verification=checks,
        risk=_risk(request),
        memo=_memo(request, len(checks), conflicts),
        assumptions=_assumptions(request),
        sources=_sources(options, conflicts),
    )


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


def expected_shards_hit(shards: int, deletions: int) -> float:
    """Give the shards that at least one of the deletions falls into, on average (shards).

    Deletions fall anywhere alike, independently: N·(1 − (1 − 1/N)^k).

    >>> expected_shards_hit(20, 1), round(expected_shards_hit(20, 10), 2)
    (1.0, 8.03)
    """
    if shards == 1 or deletions <= 1:
        return float(min(deletions, 1))
    return -shards * expm1(deletions * log1p(-1 / shards))


def _options(request: UnlearnRequest) -> tuple[Option, ...]:
    way = request.data_entered_via
    rows = [row for row in option_rows() if way is None or way in row.entered]
    fields = Option.model_fields.keys()
    ranked = sorted(rows, key=lambda row: row.rank)
    return tuple(Option(**row.model_dump(include=set(fields))) for row in ranked)


def _checks(request: UnlearnRequest) -> tuple[Check, ...]:
    way = request.data_entered_via
    return tuple(
        Check(do=row.do, because=row.because, source=row.source)
        for row in check_rows()
        if way is None or way in row.entered
    )


def _shards_hit(request: UnlearnRequest) -> float | None:
    if request.shards is None:
        return None
    return expected_shards_hit(
        request.shards, 1 if request.deletions is None else request.deletions
    )


def _conflicts(request: UnlearnRequest) -> tuple[Conflict, ...]:
    if request.data_entered_via not in (*IN_WEIGHTS, None):
        return ()
    bits = request.serving_bits or FULL_BITS
    triggered = {
        "four_bits": bits <= FOUR_BITS,
        "eight_bits": FOUR_BITS < bits <= EIGHT_BITS,
        "edits": request.edits_planned is True,
        "retuning": request.retuning_planned is True,
        "released": request.weights_released is True,
        "many": (request.deletions or 0) > 1,
    }
    return tuple(
        Conflict(**row.model_dump(exclude={"trigger"}))
        for row in conflict_rows()
        if triggered[row.trigger]
    )


def _risk(request: UnlearnRequest) -> str:
    if request.data_entered_via == "index":
        return "No traces in weights, as long as the data were never trained on."
    deep = (request.copies or 0) > 1 or request.distinctive is True
    if deep:
        return (
            "Repeated or distinctive records leave deeper traces, harder to erase "
            "(14.1/4.3/no-guarantee): expect approximate methods to fail some tests."
        )
    if request.copies is None and request.distinctive is None:
        return (
            "Unknown: ask how often the records were repeated, and whether they hold unusual "
            "strings; both deepen traces (14.1/4.3/no-guarantee)."
        )
    return (
        "Single, ordinary records leave shallower traces (14.1/4.3/no-guarantee); "
        "test all the same."
    )


def _memo(request: UnlearnRequest, checks: int, conflicts: tuple[Conflict, ...]) -> str:
    way = request.data_entered_via
    if way is None:
        return (
            "No memo yet: say first how the data came in (index, fine_tuning, own_pre_training or "
            "vendor_model); if by several ways, each needs its own."
        )
    plan = [row for row in option_rows() if way in row.planned_for]
    records = f"{request.deletions:,} records" if request.deletions else "the records"
    parts = (
        f"Request: delete {records} that came in via {WAYS[way]}.",
        "The records stood in a store, not in weights."
        if way == "index"
        else "Taking records out of a training set does not by itself change trained weights.",
        *(f"Planned: {row.do}." for row in plan),
        f"Guarantee: {', '.join(row.guarantee.replace('_', ' ') for row in plan)}.",
        "What may be said once that is done and tested:",
        *(f"- {row.may_say}" for row in plan),
        "Limits:",
        *(f"- {row.limits}." for row in plan),
        f"Tests to attach: {checks}, each with day, artefact and result.",
        *(f"Open conflict: {' and '.join(each.between)}. {each.do}." for each in conflicts),
        "Technical note for the file, not legal advice: counsel or the data protection officer "
        "decides whether this meets the duty (GDPR article 17, CCPA).",
    )
    return "\n".join(parts)


def _assumptions(request: UnlearnRequest) -> tuple[Assumption, ...]:
    if request.shards is None:
        return ()
    spread = Assumption(
        field="shards",
        value=request.shards,
        because="records fall into shards alike and independently; slicing saves more",
    )
    if request.deletions is not None:
        return (spread,)
    return (
        spread,
        Assumption(field="deletions", value=1, because="no number of records was said"),
    )


def _sources(options: tuple[Option, ...], conflicts: tuple[Conflict, ...]) -> tuple[str, ...]:
    named = ["14.1/4.3/unlearning", "14.1/4.3/regulation", *(each.source for each in options)]
    return tuple(dict.fromkeys((*named, *(each.source for each in conflicts))))
