"""What moves an estimate: assumptions with their effect, switches, the wall along each axis."""

from collections.abc import Callable
from typing import Any

from tools.estimate.adapters import adapters_for
from tools.estimate.cards import Card, find_card
from tools.estimate.duration import training_flops
from tools.estimate.figures import figures
from tools.estimate.memory import peak
from tools.estimate.optimizers import read_optimizer
from tools.estimate.reconciliation import PublishedRule, reconcile
from tools.estimate.request import EstimateRequest
from tools.estimate.resolve import resolve
from tools.estimate.setup import Setup
from tools.estimate.switches import changes
from tools.vocabulary import Record

_AXES = {"sequence_length": "length", "batch_size": "batch", "lora_rank": "rank"}
_FARTHEST = 2**20
_OTHERWISE: dict[str, tuple[str, Callable[[Setup], dict[str, Any]]]] = {
    "sequence_length": ("twice as long", lambda s: {"length": 2 * s.length}),
    "batch_size": ("twice as large", lambda s: {"batch": 2 * s.batch}),
    "gradient_checkpointing": ("off", lambda s: {"checkpointing": not s.checkpointing}),
    "attention": ("eager", lambda s: {"attention": "eager"}),
    "loss": ("fused", lambda s: {"loss": "fused"}),
    "optimizer": ("adamw_torch", lambda s: {"optimizer": read_optimizer("adamw_torch")}),
    "gradient_accumulation_steps": ("more than 1", lambda s: {"accumulating": True}),
    "autocast": ("the other way", lambda s: {"autocast": not s.autocast}),
    "adapter_dtype": ("the other width", lambda s: {"adapter_width": 6 - s.adapter_width}),
    "lora_rank": ("twice as high", lambda s: {"rank": min(2 * s.rank, s.architecture.hidden)}),
    "quantizer": ("nf4-dq", lambda s: {"quantizer": "nf4-dq"}),
    "precision": ("fp32", lambda s: {"width": 4, "adapter_width": 4}),
    "lengths": ("varying", lambda s: {"varying": True}),
    "deepspeed": ("no", lambda s: {"deepspeed": False}),
    "lora_targets": (
        "query and value only",
        lambda s: {"adapters": adapters_for(s.architecture, ("query", "value"))},
    ),
}


class AssumptionEffect(Record):
    """An assumption, and what the peak would be if it were otherwise."""

    field: str
    value: Any
    because: str
    otherwise: str
    effect_gb: float
    """Change of the peak if it were otherwise (GB)."""


class Switch(Record):
    """One thing changed: what it is worth in memory and in arithmetic work."""

    field: str
    to: str
    text: str
    peak_gb: float
    saves_gb: float
    """Memory saved (GB); negative where it costs memory."""
    work: float
    """Arithmetic work for the same examples, as a multiple of the asked set-up's."""


class Wall(Record):
    """The farthest a set-up can go along one axis on a card."""

    field: str
    asked: int
    largest: int | None
    """The largest value whose likely memory fits; None where nothing does."""


class Explanation(Record):
    """Why an estimate is what it is, and what would change it."""

    assumptions: tuple[AssumptionEffect, ...]
    """Largest effect first."""
    switches: tuple[Switch, ...]
    """Largest effect first."""
    walls: tuple[Wall, ...] = ()
    """For the card under `on`."""
    published: tuple[PublishedRule, ...]
    source: str = "tools/estimate/README.md"


def explain_estimate(request: EstimateRequest) -> Explanation:
    """Explain an estimate (GB): each assumption's effect, each switch's worth, other rules' say.

    Every figure is the same estimate run again with one thing changed.

    >>> why = explain_estimate(EstimateRequest(model="Llama-3.1-8B", method="lora"))
    >>> [(each.text, round(each.saves_gb, 1)) for each in why.switches[:2]]
    [('QLoRA instead of LoRA', 7.7), ('turn gradient checkpointing off', -6.9)]
    """
    setup = resolve(request)
    card = find_card(request.on) if request.on else None
    return Explanation(
        assumptions=_assumptions(setup),
        switches=_switches(setup),
        walls=_walls(setup, card) if card else (),
        published=reconcile(setup),
    )


def _peak_gb(setup: Setup) -> float:
    return peak(setup).allocated / 1e9


def _assumptions(setup: Setup) -> tuple[AssumptionEffect, ...]:
    before, effects = _peak_gb(setup), []
    for each in setup.assumptions:
        text, change = _OTHERWISE.get(each.field, ("", None))
        effect = _peak_gb(setup.with_(**change(setup))) - before if change else 0.0
        effects.append(
            AssumptionEffect(
                field=each.field,
                value=each.value,
                because=each.because,
                otherwise=text or "not computed",
                effect_gb=round(effect, 3),
            )
        )
    return tuple(sorted(effects, key=lambda effect: -abs(effect.effect_gb)))


def _switches(setup: Setup) -> tuple[Switch, ...]:
    before, work = _peak_gb(setup), training_flops(setup, 1, 1) / setup.length
    found = [
        Switch(
            field=change.field,
            to=change.to,
            text=change.text,
            peak_gb=round(_peak_gb(change.setup), 3),
            saves_gb=round(before - _peak_gb(change.setup), 3),
            work=round(training_flops(change.setup, 1, 1) / change.setup.length / work, 2),
        )
        for change in changes(setup)
    ]
    return tuple(sorted(found, key=lambda switch: -abs(switch.saves_gb)))


def _walls(setup: Setup, card: Card) -> tuple[Wall, ...]:
    return tuple(
        Wall(
            field=field,
            asked=getattr(setup, name),
            largest=_largest(setup, name, card, _limit(setup, name)),
        )
        for field, name in _AXES.items()
        if getattr(setup, name)
    )


def _limit(setup: Setup, name: str) -> int:
    if name == "rank":
        return setup.architecture.hidden
    if name == "length" and setup.architecture.context:
        return setup.architecture.context
    return _FARTHEST


def _largest(setup: Setup, name: str, card: Card, limit: int) -> int | None:
    """Bisect for the largest value that fits; memory never falls as it grows."""

    def holds(value: int) -> bool:
        changed = setup.with_(**{name: value})
        return card.fits(figures(changed, peak(changed)).device)

    if not holds(1):
        return None
    low, high = 1, limit
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low
