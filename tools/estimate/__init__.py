"""What training a language model takes: memory, storage, time, cost, and the cards that fit."""

from tools.errors import InputError
from tools.estimate.answer import (
    Breakdown,
    Correction,
    Estimate,
    FittingGpu,
    SeveralGpus,
    Span,
)
from tools.estimate.cards import Card, find_card
from tools.estimate.chapter import ChapterEstimate, chapter_rule
from tools.estimate.differences import differences
from tools.estimate.duration import training_cost, training_hours
from tools.estimate.figures import Figures, figures, unmeasured
from tools.estimate.fitting import (
    cards_that_fit,
    judge,
    need_of,
    several_cards,
    why_nothing_fits,
)
from tools.estimate.keeping import serving, storage
from tools.estimate.memory import Memory, peak, trained_params
from tools.estimate.request import EstimateRequest
from tools.estimate.resolve import resolve
from tools.estimate.setup import Setup
from tools.vocabulary import Assumption

__all__ = ["Estimate", "EstimateRequest", "estimate"]

_DIGITS = 3
_DEFAULT_EPOCHS = 3.0
_FAR_OFF = 20
"""A measurement this many times the estimate, or less by as much, is of something else."""


def estimate(request: EstimateRequest) -> Estimate:
    """Estimate what training takes: GPU memory (GB) with its parts, cards, storage, time, cost.

    Counts bytes from the architecture: weights, gradients, optimizer states, what autograd
    keeps, logits and temporaries, at the moment when most of it is there at once. What was not
    said is assumed, and each assumption is in the answer.

    Source: tools/estimate/README.md, which names the measurements it was checked against.

    Raises InputError where the language model is unknown or the set-up can't be.

    >>> answer = estimate(EstimateRequest(params_b=7, method="full"))
    >>> answer.chapter.training_memory_gb
    56.0
    >>> estimate(EstimateRequest(model="Llama-3.1-8B", method="qlora", on="RTX 4090")).verdict.fit
    'fits'
    """
    setup = resolve(request)
    memory = peak(setup)
    found = figures(setup, memory)
    correction = _correction(request, found)
    need = need_of(found, correction.factor if correction else 1.0)
    peak_gb, parts = _gb(found.allocated), _breakdown(memory)
    trained = trained_params(setup)
    kept = storage(setup, trained, request.save_total_limit or 1)
    fitting = cards_that_fit(setup, need)
    several = () if fitting else several_cards(setup)
    nothing = why_nothing_fits(setup, need) if not fitting and not several else None
    assumptions = list(setup.assumptions)
    run = _run(request, setup, _cards_for_time(request, setup, fitting, several), assumptions)
    return Estimate(
        peak_gb=peak_gb,
        low_gb=_gb(found.allocated * found.low),
        high_gb=_gb(found.allocated * found.high),
        peak_gib=round(found.allocated / 2**30, _DIGITS),
        reserved_gb=_gb(found.reserved),
        device_gb=_gb(found.device),
        device_low_gb=_gb(found.device * found.low),
        device_high_gb=_gb(found.device * found.high),
        device_gib=round(found.device / 2**30, _DIGITS),
        breakdown_gb=parts,
        peak_moment=memory.moment,
        formula=_formula(parts, peak_gb, memory.moment),
        language_model=setup.architecture.name,
        total_params=setup.architecture.total_params,
        trainable_params=trained,
        checkpoint_gb=kept.merged_gb if kept.adapter_gb is None else kept.adapter_gb,
        storage=kept,
        serving=serving(setup, request.serving_requests or 1),
        time_hours=run[0],
        cost_usd=run[1],
        time_on=run[2],
        gpus_that_fit=fitting,
        several_gpus=several,
        does_not_fit=nothing,
        verdict=judge(setup, need, find_card(request.on)) if request.on else None,
        correction=correction,
        chapter=_chapter(setup),
        chapter_differs=differences(setup, memory),
        assumptions=tuple(assumptions),
        notes=(*setup.notes, *unmeasured(setup)),
        source="tools/estimate/README.md",
    )


def _gb(value: float) -> float:
    return round(value / 1e9, _DIGITS)


def _breakdown(memory: Memory) -> Breakdown:
    """Round the parts so that they still add up to the rounded peak."""
    parts = [round(part / 1e9, _DIGITS) for part in memory[:5]]
    overhead = round(_gb(memory.allocated) - sum(parts), _DIGITS)
    return Breakdown(
        weights=parts[0],
        gradients=parts[1],
        optimizer=parts[2],
        activations=parts[3],
        logits=parts[4],
        overhead=overhead,
    )


def _formula(parts: Breakdown, peak_gb: float, moment: str) -> str:
    return (
        f"{parts.weights:g} weights + {parts.gradients:g} gradients "
        f"+ {parts.optimizer:g} optimizer + {parts.activations:g} activations "
        f"+ {parts.logits:g} logits + {parts.overhead:g} overhead = {peak_gb:g} GB, at {moment}"
    )


def _correction(request: EstimateRequest, found: Figures) -> Correction | None:
    if request.measured_peak_gb is None:
        if request.measured_kind is not None:
            raise InputError(
                f"measured_peak_gb: how much was {request.measured_kind}? measured_kind says only "
                "what was measured",
                "measured_peak_gb",
            )
        return None
    kind = request.measured_kind or "device"
    estimated = getattr(found, kind) / 1e9
    factor = request.measured_peak_gb / estimated
    if not 1 / _FAR_OFF < factor < _FAR_OFF:
        raise InputError(
            f"measured_peak_gb: {request.measured_peak_gb:,g} GB is {factor:,.3g} times the "
            f"{estimated:.3g} GB computed for this set-up; check its unit (GB) and the set-up",
            "measured_peak_gb",
        )
    return Correction(
        kind=kind,
        measured_gb=request.measured_peak_gb,
        estimated_gb=round(estimated, _DIGITS),
        factor=round(factor, _DIGITS),
        peak_gb=_gb(found.allocated * factor),
        reserved_gb=_gb(found.reserved * factor),
        device_gb=_gb(found.device * factor),
        because="your own measurement of this set-up over our estimate of the same figure",
    )


def _run(
    request: EstimateRequest,
    setup: Setup,
    on: tuple[Card, int] | None,
    assumptions: list[Assumption],
) -> tuple[Span | None, Span | None, str | None]:
    """Give hours, cost and the cards they are for; None where the examples are not known."""
    if not request.examples or on is None or on[0].tflops == 0:
        return None, None, None
    card, gpus = on
    if request.epochs is None:
        because = "the default of the Hugging Face Trainer"
        assumptions.append(Assumption(field="epochs", value=_DEFAULT_EPOCHS, because=because))
    epochs = request.epochs or _DEFAULT_EPOCHS
    hours = training_hours(setup, card, gpus, request.examples, epochs)
    price = request.usd_per_gpu_hour or card.usd_per_hour
    cost = None if price is None else training_cost(hours, price * gpus)
    return hours, cost, f"{gpus} × {card.name}"


def _cards_for_time(
    request: EstimateRequest,
    setup: Setup,
    fitting: tuple[FittingGpu, ...],
    several: tuple[SeveralGpus, ...],
) -> tuple[Card, int] | None:
    """Choose the cards that time is given for: the named one, or the cheapest that hold the job."""
    if request.on is not None:
        return find_card(request.on), setup.gpus
    if fitting:
        return find_card(fitting[0].name), setup.gpus
    return (find_card(several[0].name), several[0].gpus) if several else None


def _chapter(setup: Setup) -> ChapterEstimate:
    return chapter_rule(
        setup.architecture.total_params / 1e9, setup.method, _PRECISION[setup.width]
    )


_PRECISION = {2: "bf16", 4: "fp32"}
