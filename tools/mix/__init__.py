"""Data mix: how much general data to train on beside the task's own, so that less is forgotten."""

from fractions import Fraction

from tools.errors import InputError
from tools.exact import exact
from tools.mix.request import CHAPTER_TASK_RATIO, MixMethod, MixRequest, as_method
from tools.mix.tables import CorpusRow, ReplayRow, corpora, replay_rows
from tools.mix.warnings import warnings
from tools.mix.weights import BatchWeights, TokenWeights, by_batch, by_tokens
from tools.vocabulary import Assumption, Record

__all__ = [
    "CorpusRow", "Mix", "MixMethod", "MixRequest", "ReplayRow", "as_method", "corpora", "mix",
    "replay_rows",
]  # fmt: skip

KEEP = (
    "instruction following: varied instructions of the kind the base handles today",
    "safety: refusals and harmless look-alikes, since even benign tuning can weaken refusals",
    "the general abilities the product still uses (code, mathematics, other languages)",
)

SFT_KINDS = ("instruction", "safety", "multilingual")
CPT_KINDS = ("web", "code", "multilingual")


class Counts(Record):
    """A mix in samples."""

    task_samples: int
    general_samples: int
    total: int
    effective_task_ratio: float | None
    """Share of task samples that whole samples give; null for an empty mix."""


class AdvisedShare(Record):
    """A range for the share of general data, with the samples it comes to."""

    general_share_low: float
    general_share_high: float
    general_samples_low: int
    general_samples_high: int
    because: str
    source: str


class Mix(Counts):
    """The mix, the chapter's beside it, and what to take it from."""

    chapter: Counts
    """The same by the chapter's own code, which rounds down."""
    advised: tuple[AdvisedShare, ...]
    """Shares that measurements support for this method and shift; empty while it is not named."""
    by_tokens: TokenWeights | None
    by_batch: BatchWeights | None
    passes: float | None
    """Times the general data at hand are seen in one pass over the mix."""
    take_from: tuple[CorpusRow, ...]
    keep: tuple[str, ...]
    """What to cover with the general data: what must not be lost."""
    warnings: tuple[str, ...]
    assumptions: tuple[Assumption, ...]
    rounding: str = "general samples to the nearest whole one, halves up; shares are not rounded"
    sources: tuple[str, ...]


def mix(request: MixRequest) -> Mix:
    """Count the general samples to mix with the task's own (samples).

    A share r of task data means task_samples × (1 − r) / r general samples. The chapter cuts
    the fraction off; we round to the nearest sample. Both are given. The range by method comes
    from measurements and is a dial: take general data from what must not be lost.

    Source: chapter, `14.1/4.2/mix-formula`; ranges: `tables/replay.csv`.

    >>> answer = mix(MixRequest(task_samples=5_000))  # 5,000 × 3 / 7 = 2,142.86
    >>> answer.general_samples, answer.total
    (2143, 7143)
    >>> answer.chapter.general_samples, answer.chapter.total
    (2142, 7142)
    """
    _check_shares(request)
    general = _general_samples(request.task_samples, request.task_share)
    counts = _counts(request.task_samples, general)
    advised = _advised(request)
    return Mix(
        **counts.model_dump(),
        chapter=_chapter(request),
        advised=advised,
        by_tokens=by_tokens(request, general),
        by_batch=by_batch(request, counts.effective_task_ratio),
        passes=general / request.general_available if request.general_available else None,
        take_from=_take_from(request),
        keep=KEEP,
        warnings=warnings(request, general),
        assumptions=_assumptions(request),
        sources=_sources(advised),
    )


def _check_shares(request: MixRequest) -> None:
    if request.task_ratio is None or request.general_ratio is None:
        return
    together = request.task_ratio + request.general_ratio
    if abs(together - 1) > 1e-6:
        raise InputError(
            f"Shares add up to {together:.1%}, not 100% "
            f"(task_ratio {request.task_ratio:.1%}, general_ratio {request.general_ratio:.1%}).",
            "general_ratio",
        )


def _general_samples(task_samples: int, task_share: float) -> int:
    share = exact(task_share)
    return int(task_samples * (1 - share) / share + Fraction(1, 2))


def _counts(task: int, general: int) -> Counts:
    total = task + general
    return Counts(
        task_samples=task,
        general_samples=general,
        total=total,
        effective_task_ratio=task / total if total else None,
    )


def _chapter(request: MixRequest) -> Counts:
    general_share = round(1 - request.task_share, 12)
    floored = int(request.task_samples * general_share / request.task_share)
    return _counts(request.task_samples, floored)


def _advised(request: MixRequest) -> tuple[AdvisedShare, ...]:
    return tuple(
        AdvisedShare(
            general_share_low=row.low,
            general_share_high=row.high,
            general_samples_low=_general_samples(request.task_samples, 1 - row.low),
            general_samples_high=_general_samples(request.task_samples, 1 - row.high),
            because=row.because,
            source=row.source,
        )
        for row in replay_rows()
        if row.method == request.method and (row.shift in ("any", request.shift or row.shift))
    )


def _take_from(request: MixRequest) -> tuple[CorpusRow, ...]:
    if request.task_share == 1:
        return ()
    kinds = CPT_KINDS if request.method == "continual_pretraining" else SFT_KINDS
    return tuple(row for row in corpora() if row.kind in kinds)


def _assumptions(request: MixRequest) -> tuple[Assumption, ...]:
    if request.task_ratio is not None or request.general_ratio is not None:
        return ()
    return (
        Assumption(
            field="task_ratio",
            value=CHAPTER_TASK_RATIO,
            because="the chapter's 70 to 30 (14.1/4.2/data-mixing); we found no measurement of it",
        ),
    )


def _sources(advised: tuple[AdvisedShare, ...]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            ("14.1/4.2/data-mixing", "14.1/4.2/mix-formula", *(each.source for each in advised))
        )
    )
