"""What a question about test sets may tell, and what cannot be answered."""

from typing import Annotated, ClassVar

from tools.errors import InputError
from tools.ranges import share, share_above, whole
from tools.vocabulary import Record, Share

Items = Annotated[int, whole(0, 10**12, "items")]
SMALLEST_DIFFERENCE = 1e-6
FOLDS = 5


class PowerRequest(Record):
    """Two rates to tell apart, or a result to put an interval around, or both."""

    ALSO_CALLED: ClassVar[dict[str, str]] = {
        "n": "samples", "sample_size": "samples", "test_items": "samples", "items": "samples",
        "correct": "successes", "hits": "successes", "current": "baseline", "goal": "target",
        "prompting_quality": "baseline", "quality_target": "target", "significance": "alpha",
        "confidence": "alpha", "examples": "labelled_examples",
    }  # fmt: skip
    """What other tools call these fields."""

    baseline: Share | None = None
    """Share right today (share, 0 to 1)."""
    target: Share | None = None
    """Share that is wanted or claimed (share, 0 to 1)."""
    successes: Items | None = None
    """Test items answered right (items)."""
    samples: Items | None = None
    """Test items in all (items)."""
    power: Annotated[float, share(0.5, 0.9999)] = 0.8
    """Wanted chance that a true difference shows (share, 0.5 to 0.9999)."""
    alpha: Annotated[float, share(1e-6, 0.5)] = 0.05
    """Accepted chance of seeing a difference where there is none (share, two-sided)."""
    discordant_share: Annotated[float, share_above(0)] | None = None
    """Share of items on which exactly one of the two language models is right."""
    fixed: Items | None = None
    """Items that were wrong before and are right now (items)."""
    broken: Items | None = None
    """Items that were right before and are wrong now (items)."""
    labelled_examples: Items | None = None
    """Labelled examples in all, to train and to test on (items)."""


def refuse_what_decides_nothing(request: PowerRequest) -> None:
    """Raise InputError where the question has no answer, and say what to give."""
    _check_rates(request)
    _check_counts(request)
    answerable = (
        request.baseline is not None and (request.target, request.samples) != (None, None),
        request.successes is not None,
        request.fixed is not None,
        request.labelled_examples is not None and request.target is not None,
    )
    if not any(answerable):
        needed = "baseline" if request.baseline is None else "target"
        raise InputError("Give baseline and target, or successes and samples.", needed)


def _check_rates(request: PowerRequest) -> None:
    baseline, target = request.baseline, request.target
    if baseline is None or target is None:
        return
    if abs(target - baseline) < SMALLEST_DIFFERENCE:
        raise InputError(
            f"target: {target} is no different from baseline {baseline}; no test set shows "
            "a difference that is not there",
            "target",
        )


def _check_counts(request: PowerRequest) -> None:
    successes, samples = request.successes, request.samples
    if successes is not None and samples is None:
        raise InputError(f"samples: {successes:,} right of how many?", "samples")
    if samples == 0:
        raise InputError("samples: an empty test set shows nothing; give 1 or more", "samples")
    changed = (request.fixed or 0) + (request.broken or 0)
    if samples is not None and changed > samples:
        raise InputError(
            f"fixed: {changed:,} changed answers cannot be more than the {samples:,} samples",
            "fixed",
        )
    if successes is not None and samples is not None and successes > samples:
        raise InputError(
            f"successes: {successes:,} cannot be more than the {samples:,} samples", "successes"
        )
    if (request.fixed is None) != (request.broken is None):
        missing = "broken" if request.broken is None else "fixed"
        raise InputError(f"{missing}: a paired test needs both fixed and broken", missing)
    if request.labelled_examples is not None and 0 < request.labelled_examples < FOLDS:
        raise InputError(
            f"labelled_examples: {request.labelled_examples} is too few; {FOLDS} or more to hold "
            "any out",
            "labelled_examples",
        )
