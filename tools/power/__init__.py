"""Power: whether a test set can show the gain, and how far a measured share may be off."""

from tools.errors import InputError
from tools.power.request import FOLDS, PowerRequest, refuse_what_decides_nothing
from tools.proportions import (
    detectable_rate,
    mcnemar,
    paired_samples,
    power_of,
    samples_per_arm,
    wilson_interval,
)
from tools.vocabulary import Assumption, Record

__all__ = ["Power", "PowerRequest", "power"]


class Interval(Record):
    """Where the true share lies (share)."""

    low: float
    high: float
    level: float


class Paired(Record):
    """Items of one test set that both language models answer."""

    samples_at_best: int
    """If nothing that was right becomes wrong (items)."""
    samples_if_unrelated: int
    """If the two err independently of each other (items)."""
    samples: int | None
    """At the discordant share that was given (items)."""


class PairedTest(Record):
    """McNemar's test of what changed."""

    p_value: float
    shown: bool
    """The change is beyond chance at `alpha`."""


class CrossValidation(Record):
    """Testing on every example once, against holding some out."""

    folds: int
    held_out: int
    """Items that one fold holds out (items)."""
    held_out_interval: Interval
    """Interval of the target rate on the held-out items."""
    all_examples_interval: Interval
    """Interval of the target rate if every example is tested once."""
    because: str


class Power(Record):
    """What a test set can show."""

    samples_per_arm: int | None
    """Items for each of two separate test sets (items)."""
    paired: Paired | None
    interval: Interval | None
    share: float | None
    """Successes by samples (share)."""
    target_shown: bool | None
    """The whole interval lies at or above the target; null without both."""
    power_with_samples: float | None
    """Chance that two sets of `samples` items show baseline against target (share)."""
    detectable_rate: float | None
    """Lowest rate above the baseline that two sets of `samples` items tell apart (share)."""
    paired_test: PairedTest | None
    cross_validation: CrossValidation | None
    advice: tuple[str, ...]
    assumptions: tuple[Assumption, ...]
    rounding: str = "items to the next whole one; shares are not rounded"
    sources: tuple[str, ...]


def power(request: PowerRequest) -> Power:
    """Find the test items that tell two rates apart (items), or a result's interval (share).

    Give `baseline` and `target`, or `successes` and `samples`, or all of them. Two separate test
    sets need most; the same items for both need fewer, as only changed answers count.

    Source: chapter, `14.1/ex/5`, `14.1/case/medical-goal`; `evidence/wilson-1927`,
    `evidence/sample-size`, `evidence/mcnemar-1947`.

    >>> power(PowerRequest(baseline=0.88, target=0.95)).samples_per_arm
    248
    >>> medical = power(PowerRequest(successes=481, samples=500, target=0.95))
    >>> round(medical.interval.low, 3), medical.target_shown  # 96.2 % of 500 against 95 %
    (0.941, False)
    """
    refuse_what_decides_nothing(request)
    interval = _interval(request)
    return Power(
        samples_per_arm=_per_arm(request),
        paired=_paired(request),
        interval=interval,
        share=_share(request),
        target_shown=_target_shown(request, interval),
        power_with_samples=_power_with_samples(request),
        detectable_rate=_detectable(request),
        paired_test=_paired_test(request),
        cross_validation=_cross_validation(request),
        advice=_advice(request, interval),
        assumptions=_assumptions(request),
        sources=_sources(request),
    )


def _per_arm(request: PowerRequest) -> int | None:
    if request.baseline is None or request.target is None:
        return None
    return samples_per_arm(request.baseline, request.target, request.alpha, request.power)


def _paired(request: PowerRequest) -> Paired | None:
    before, after = request.baseline, request.target
    if before is None or after is None:
        return None
    difference = after - before
    unrelated = before * (1 - after) + after * (1 - before)
    given = request.discordant_share
    if given is not None and given < abs(difference):
        raise InputError(
            f"discordant_share: {given:g} is less than the difference {abs(difference):g}; "
            "at least that share of answers must change",
            "discordant_share",
        )

    def needed(discordant: float) -> int:
        return paired_samples(difference, discordant, request.alpha, request.power)

    return Paired(
        samples_at_best=needed(abs(difference)),
        samples_if_unrelated=needed(unrelated),
        samples=None if given is None else needed(given),
    )


def _interval(request: PowerRequest) -> Interval | None:
    if request.successes is None or not request.samples:
        return None
    return _wilson(request.successes, request.samples, request.alpha)


def _wilson(successes: float, samples: float, alpha: float) -> Interval:
    low, high = wilson_interval(successes, samples, alpha)
    return Interval(low=low, high=high, level=round(1 - alpha, 12))


def _share(request: PowerRequest) -> float | None:
    if request.successes is None or not request.samples:
        return None
    return request.successes / request.samples


def _target_shown(request: PowerRequest, interval: Interval | None) -> bool | None:
    if interval is None or request.target is None:
        return None
    return interval.low >= request.target


def _power_with_samples(request: PowerRequest) -> float | None:
    if request.baseline is None or request.target is None or request.samples is None:
        return None
    return power_of(request.baseline, request.target, request.samples, request.alpha)


def _detectable(request: PowerRequest) -> float | None:
    if request.baseline is None or request.samples is None:
        return None
    return detectable_rate(request.baseline, request.samples, request.alpha, request.power)


def _paired_test(request: PowerRequest) -> PairedTest | None:
    if request.fixed is None or request.broken is None:
        return None
    p_value = mcnemar(request.fixed, request.broken)
    return PairedTest(p_value=p_value, shown=p_value < request.alpha)


def _cross_validation(request: PowerRequest) -> CrossValidation | None:
    examples, target = request.labelled_examples, request.target
    if not examples or target is None:
        return None
    held_out = examples // FOLDS
    return CrossValidation(
        folds=FOLDS,
        held_out=held_out,
        held_out_interval=_wilson(target * held_out, held_out, request.alpha),
        all_examples_interval=_wilson(target * examples, examples, request.alpha),
        because=(
            f"{FOLDS} trainings, each tested on the fifth it has not seen, test every example "
            "once; the folds share training data, so the interval is somewhat too narrow "
            "(evidence/bengio-2004)"
        ),
    )


def _assumptions(request: PowerRequest) -> tuple[Assumption, ...]:
    rows: tuple[tuple[str, float, str], ...] = (
        ("power", request.power, "the usual four chances in five to see a true difference"),
        ("alpha", request.alpha, "the usual one chance in twenty of a false alarm, two-sided"),
    )
    return tuple(
        Assumption(field=field, value=value, because=because)
        for field, value, because in rows
        if field not in request.model_fields_set
    )


def _sources(request: PowerRequest) -> tuple[str, ...]:
    rows = (
        (_per_arm(request) is not None, ("14.1/ex/5", "evidence/sample-size")),
        (_paired(request) is not None, ("evidence/connor-1987",)),
        (request.successes is not None, ("evidence/wilson-1927", "14.1/case/medical-results")),
        (request.fixed is not None, ("evidence/mcnemar-1947",)),
        (_cross_validation(request) is not None, ("14.1/ex/5", "evidence/bengio-2004")),
        (_detectable(request) is not None, ("evidence/sample-size",)),
    )
    found = [anchor for applies, anchors in rows if applies for anchor in anchors]
    return tuple(dict.fromkeys(found)) or ("evidence/sample-size",)


def _advice(request: PowerRequest, interval: Interval | None) -> tuple[str, ...]:
    needed = _per_arm(request)
    best = _paired(request)
    rows = (
        (
            needed is not None and best is not None,
            "Let both answer the same items and test the pairs: "
            f"{best.samples_at_best if best else 0:,} to "
            f"{best.samples_if_unrelated if best else 0:,} items may do instead of twice "
            f"{needed or 0:,}.",
        ),
        (
            _falls(request),
            "The target lies below the baseline: this many items show a loss, not a gain.",
        ),
        (
            _target_shown(request, interval) is False,
            f"The interval reaches below the target of {(request.target or 0):.1%}: the share may "
            "meet it, but this test set does not show that.",
        ),
        (
            needed is not None and request.samples is not None and request.samples < needed,
            f"{request.samples or 0:,} items are fewer than the {needed or 0:,} for each of two "
            "separate sets.",
        ),
        (
            needed is not None and _few(request, needed),
            f"Only {request.labelled_examples or 0:,} labelled examples: cross-validate with "
            f"{FOLDS} folds rather than hold {(request.labelled_examples or 0) // FOLDS:,} out.",
        ),
    )
    return tuple(words for applies, words in rows if applies)


def _falls(request: PowerRequest) -> bool:
    if request.baseline is None or request.target is None:
        return False
    return request.target < request.baseline


def _few(request: PowerRequest, needed: int) -> bool:
    return bool(request.labelled_examples) and (request.labelled_examples or 0) // FOLDS < needed
