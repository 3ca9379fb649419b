"""Unlearning: what can be done about a deletion request, and what may be said of it."""

from math import expm1, log1p

from tools.unlearning.memo import memo, risk
from tools.unlearning.request import UnlearnRequest
from tools.unlearning.tables import (
    Check,
    Conflict,
    Option,
    check_rows,
    conflict_rows,
    option_rows,
)
from tools.vocabulary import Assumption, Entered, Record

__all__ = ["UnlearnRequest", "Unlearning", "expected_shards_hit", "unlearn"]

IN_WEIGHTS: tuple[Entered, ...] = ("fine_tuning", "own_pre_training")
FOUR_BITS, EIGHT_BITS, FULL_BITS = 4, 8, 16


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
        risk=risk(request),
        memo=memo(request, len(checks), conflicts),
        assumptions=_assumptions(request),
        sources=_sources(options, conflicts),
    )


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
