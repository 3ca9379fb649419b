"""Data mix: how much general data to train on beside the task's own, so that less is forgotten."""

from datetime import date
from fractions import Fraction
from functools import cache
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from tools.errors import InputError
from tools.exact import exact
from tools.tables import read_table
from tools.vocabulary import Assumption, Count, Record, Share, as_word

MixMethod = Literal["full", "lora", "qlora", "api", "continual_pretraining"]
Shift = Literal["weak", "strong"]
Kind = Literal["instruction", "safety", "web", "code", "multilingual"]
Ratio = Annotated[float, Field(ge=0.001, le=1)]
SampleTokens = Annotated[float, Field(gt=0, le=2_000_000)]

CHAPTER_TASK_RATIO = 0.7
PASSES_THAT_STILL_HELP = 4


def as_method(value: object) -> object:
    """Give a method of training as our vocabulary spells it.

    >>> as_method("CPT")
    'continual_pretraining'
    """
    word = as_word(value)
    return "continual_pretraining" if word in {"cpt", "dapt", "continued_pretraining"} else word


class MixRequest(Record):
    """How much task data there is, and in what proportion to mix."""

    task_samples: Count
    """Training samples of the task (samples); 0 is valid."""
    task_ratio: Ratio | None = None
    """Share of task samples in the mix (share, 0.001 to 1); absent: 0.7, as in the chapter."""
    general_ratio: Annotated[float, Field(ge=0, le=0.999)] | None = None
    """Share of general samples (share, 0 to 0.999); beside `task_ratio` it must make up 1."""
    task_tokens: SampleTokens | None = None
    """Mean length of one task sample (tokens)."""
    general_tokens: SampleTokens | None = None
    """Mean length of one general sample (tokens)."""
    general_available: Count | None = None
    """General samples at hand (samples); 0: there are none."""
    batch_size: Annotated[int, Field(ge=1, le=10**6)] | None = None
    """Samples in one optimizer step (samples)."""
    method: Annotated[MixMethod | None, BeforeValidator(as_method)] = None
    """How the language model is trained: full, lora, qlora, api or continual_pretraining."""
    shift: Annotated[Shift | None, BeforeValidator(as_word)] = None
    """How far the new data lie from the old: weak (same language), strong (new language, code)."""

    @property
    def task_share(self) -> float:
        """The share of task samples that is aimed at."""
        if self.task_ratio is not None:
            return self.task_ratio
        if self.general_ratio is not None:
            return round(1 - self.general_ratio, 12)
        return CHAPTER_TASK_RATIO


class Counts(Record):
    """A mix in samples."""

    task_samples: int
    general_samples: int
    total: int
    effective_task_ratio: float | None
    """Share of task samples that whole samples give; null for an empty mix."""


class ReplayRow(Record):
    """What has been measured on the share of general data, by method and shift."""

    method: MixMethod
    shift: Literal["any", "weak", "strong"]
    low: Share
    high: Share
    because: str
    source: str


class AdvisedShare(Record):
    """A range for the share of general data, with the samples it comes to."""

    general_share_low: float
    general_share_high: float
    general_samples_low: int
    general_samples_high: int
    because: str
    source: str


class CorpusRow(Record):
    """A public corpus to take general data from."""

    corpus: str
    kind: Kind
    rows: int | None = None
    tokens_b: float | None = None
    """Size (billions of tokens)."""
    licence: str
    commercial_use: Literal["yes", "no", "mixed"]
    keeps: str
    """What it helps to keep."""
    as_of: date
    source: str


class TokenWeights(Record):
    """The same mix weighed by tokens, which is what the loss sees."""

    general_token_share: float
    """Share of general tokens in the mix."""
    general_samples_for_share: int
    """General samples at which the share holds by tokens (samples)."""


class BatchWeights(Record):
    """What one optimizer step sees under uniform shuffling."""

    general_samples_mean: float
    """General samples in a step, on average (samples)."""
    steps_without_general: float
    """Share of steps that see no general sample."""


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
        by_tokens=_by_tokens(request, general),
        by_batch=_by_batch(request, counts),
        passes=general / request.general_available if request.general_available else None,
        take_from=_take_from(request),
        keep=KEEP,
        warnings=_warnings(request, general),
        assumptions=_assumptions(request),
        sources=_sources(advised),
    )


KEEP = (
    "instruction following: varied instructions of the kind the base handles today",
    "safety: refusals and harmless look-alikes, since even benign tuning can weaken refusals",
    "the general abilities the product still uses (code, mathematics, other languages)",
)

_SFT_KINDS = ("instruction", "safety", "multilingual")
_CPT_KINDS = ("web", "code", "multilingual")


@cache
def replay_rows() -> tuple[ReplayRow, ...]:
    """Read what has been measured on shares of general data."""
    return read_table("replay.csv", ReplayRow)


@cache
def corpora() -> tuple[CorpusRow, ...]:
    """Read the corpora that we know of."""
    return read_table("corpora.csv", CorpusRow)


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


def _by_tokens(request: MixRequest, general: int) -> TokenWeights | None:
    if not (request.task_tokens and request.general_tokens and request.task_samples):
        return None
    task_tokens = request.task_samples * request.task_tokens
    general_tokens = general * request.general_tokens
    share = request.task_share
    wanted = task_tokens * (1 - share) / share / request.general_tokens
    return TokenWeights(
        general_token_share=general_tokens / (task_tokens + general_tokens),
        general_samples_for_share=round(wanted),
    )


def _by_batch(request: MixRequest, counts: Counts) -> BatchWeights | None:
    if request.batch_size is None or counts.effective_task_ratio is None:
        return None
    task_share = counts.effective_task_ratio
    return BatchWeights(
        general_samples_mean=request.batch_size * (1 - task_share),
        steps_without_general=task_share**request.batch_size,
    )


def _take_from(request: MixRequest) -> tuple[CorpusRow, ...]:
    if request.task_share == 1:
        return ()
    kinds = _CPT_KINDS if request.method == "continual_pretraining" else _SFT_KINDS
    return tuple(row for row in corpora() if row.kind in kinds)


def _warnings(request: MixRequest, general: int) -> tuple[str, ...]:
    return tuple(
        words
        for applies, words in (
            (request.task_samples == 0, "No task samples: nothing to train on, and no share."),
            (
                request.task_samples > 0 and general == 0 and request.task_share < 1,
                "So few task samples that no whole general sample belongs to them.",
            ),
            (
                request.task_share == 1,
                "A task share of 100 % mixes in nothing: measure general abilities closely.",
            ),
            *_supply(request, general),
            *_token_gap(request, general),
        )
        if applies
    )


def _supply(request: MixRequest, general: int) -> tuple[tuple[bool, str], ...]:
    at_hand = request.general_available
    if at_hand is None or general == 0:
        return ()
    return (
        (
            at_hand == 0,
            "No general data at hand: let the untouched base answer general prompts and train on "
            "those answers (self-generated replay, evidence/self-generated-replay).",
        ),
        (
            at_hand > 0 and general > PASSES_THAT_STILL_HELP * at_hand,
            f"Each general sample would be seen {general / max(at_hand, 1):.1f} times in one pass; "
            f"beyond about {PASSES_THAT_STILL_HELP} repetitions teach little "
            "(evidence/muennighoff-2023): find more, or mix in less.",
        ),
    )


def _token_gap(request: MixRequest, general: int) -> tuple[tuple[bool, str], ...]:
    tokens = _by_tokens(request, general)
    if tokens is None:
        return ()
    by_rows = 1 - request.task_share
    return (
        (
            tokens.general_token_share < by_rows / 2 or tokens.general_token_share > by_rows * 2,
            f"{by_rows:.1%} of the rows but {tokens.general_token_share:.1%} of the tokens are "
            "general; training weighs tokens, so set the share by tokens.",
        ),
    )


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
