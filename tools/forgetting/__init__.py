"""Forgetting: a training that forgets less, and checkpoints judged by what they lost."""

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from tools.errors import InputError
from tools.exact import exact
from tools.forgetting.advice import next_changes, save_advice, why_best
from tools.forgetting.checkpoints import (
    Checkpoint,
    Drop,
    Judged,
    Score,
    Step,
    as_benchmark,
    best_of,
    judge,
    pareto,
    same_within_noise,
)
from tools.forgetting.plan import Plan, Remedy, Symptom, benchmarks, not_measured, plan_for
from tools.forgetting.reading import is_harness_output, read_harness, read_scores
from tools.mix import MixMethod, as_method
from tools.ranges import share, whole
from tools.vocabulary import Assumption, Record

__all__ = ["Checkpoint", "Drop", "Forgetting", "ForgettingRequest", "Plan", "forgetting"]

Items = Annotated[int, whole(1, 10**9, "items")]
FIVE_PERCENT = 0.05
PERCENT = 100.0
MIXED_UNITS = 20


class ForgettingRequest(Record):
    """A method to plan for, or scores of checkpoints to judge, or both.

    `base` and each `general` may also be the result file of lm-evaluation-harness as it is.
    """

    method: Annotated[MixMethod | None, BeforeValidator(as_method)] = None
    """How the language model is trained: full, lora, qlora, api or continual_pretraining."""
    base: Annotated[dict[str, Score] | None, Field(max_length=200)] = None
    """Scores of the untuned language model: benchmark → score (share, or percent)."""
    checkpoints: Annotated[tuple[Checkpoint, ...], Field(max_length=1_000)] = ()
    """Scores along the training, higher is better."""
    samples: dict[str, Items] = Field(default_factory=dict)
    """Benchmark → test items (items); known benchmarks have theirs."""
    task_samples: Items | None = None
    """Test items of the task (items)."""
    line: Annotated[float, share(1e-6, 0.999)] = FIVE_PERCENT
    """Largest relative drop that is accepted (share)."""
    save_steps: Annotated[int, whole(1, 10**9, "steps")] | None = None
    """A checkpoint is saved every so many steps (steps)."""
    symptoms: tuple[Symptom, ...] = ()
    """What was noticed: knowledge_lost, instructions_ignored, repetition, stuck_on_task, …"""
    table: str | None = None
    """The scores as a pasted table with the columns step, task and one for each benchmark; the
    step of the untuned row is `base`. It fills `base` and `checkpoints`."""

    @model_validator(mode="before")
    @classmethod
    def _read_what_people_paste(cls, given: Any) -> Any:
        return _unfolded(dict(given)) if isinstance(given, Mapping) else given


class CurvePoint(Record):
    """One point of the picture: task against what was lost."""

    step: Step
    task: float | None
    general_mean: float | None
    """Mean of the general scores (in their unit)."""
    worst_relative_drop: float | None
    in_zone: bool
    """Under the line, and on the task as good as the best within noise."""


class Forgetting(Record):
    """A plan, or a judgement of checkpoints, or both."""

    plan: Plan | None
    drops: tuple[Drop, ...]
    alarm: bool | None
    """A checkpoint crosses the line beyond noise; null without checkpoints."""
    best_step: Step | None
    """Highest task score among the checkpoints under the line; null if there is none."""
    why: str
    pareto_steps: tuple[Step, ...]
    same_within_noise: tuple[Step, ...]
    """Steps under the line whose task score differs from the best by noise only."""
    best_was_saved: bool | None
    curve: tuple[CurvePoint, ...]
    not_measured: tuple[Symptom, ...]
    """Symptoms that none of the benchmarks would show."""
    next_changes: tuple[Remedy, ...]
    advice: tuple[str, ...]
    assumptions: tuple[Assumption, ...]
    rounding: str = "drops and errors are not rounded"
    sources: tuple[str, ...]


def forgetting(request: ForgettingRequest) -> Forgetting:
    """Plan a training that forgets less, or judge checkpoints by what they lost (shares, steps).

    A drop counts by the base: 0.60 to 0.57 is 5 %. It alarms when it is over the line and beyond
    two standard errors of a difference; one of the two alone is to be watched. The best checkpoint
    has the highest task score among those that stay under the line on every benchmark.

    Source: chapter, `14.1/4.2/five-percent`, `14.1/4.1/curve`; values by method:
    `tables/forgetting_settings.csv`.

    >>> answer = forgetting(ForgettingRequest(
    ...     base={"mmlu": 0.60},
    ...     checkpoints=[{"step": 100, "task": 0.80, "general": {"mmlu": 0.58}},
    ...                  {"step": 200, "task": 0.90, "general": {"mmlu": 0.50}}]))
    >>> answer.best_step, answer.alarm, [round(drop.relative, 3) for drop in answer.drops]
    (100, True, [0.033, 0.167])
    """
    if request.method is None and not request.checkpoints and not request.symptoms:
        raise InputError("Give a method to plan for, or base and checkpoints to judge.", "method")
    unit, base = _base(request)
    samples = _samples(request, base)
    judged = judge(base, request.checkpoints, samples, request.line, unit)
    best = best_of(judged)
    same = _same(request, judged, best)
    changes = next_changes(request.symptoms, judged)
    drops = tuple(drop for each in judged for drop in each.drops)
    return Forgetting(
        plan=None if request.method is None else plan_for(request.method),
        drops=drops,
        alarm=any(drop.level == "alarm" for drop in drops) if judged else None,
        best_step=None if best is None else best.step,
        why=why_best(judged, best, request.line),
        pareto_steps=tuple(each.step for each in pareto(judged)),
        same_within_noise=tuple(each.step for each in same),
        best_was_saved=_saved(best, request.save_steps),
        curve=_curve(judged, (best, *same)),
        not_measured=_not_measured(base),
        next_changes=changes,
        advice=save_advice(judged, best, same, request.save_steps),
        assumptions=_assumptions(request, base, samples, unit),
        sources=_sources(request, changes),
    )


def _unfolded(given: dict[str, Any]) -> dict[str, Any]:
    if isinstance(given.get("table"), str):
        found = read_scores(given.pop("table"))
        for name in found.keys() & given.keys():
            raise InputError(f"{name}: the table has it already; leave one out", name)
        given |= found
    samples = given.get("samples")
    counted: dict[str, Any] = dict(samples) if isinstance(samples, Mapping) else {}
    if is_harness_output(given.get("base")):
        given["base"], found = read_harness(given["base"])
        counted = found | counted
    if isinstance(given.get("checkpoints"), list | tuple):
        given["checkpoints"] = [_checkpoint(each) for each in given["checkpoints"]]
    if counted:
        given["samples"] = counted
    return given


def _checkpoint(given: Any) -> Any:
    if isinstance(given, Mapping) and is_harness_output(given.get("general")):
        return {**given, "general": read_harness(given["general"])[0]}
    return given


def _base(request: ForgettingRequest) -> tuple[float, dict[str, float]]:
    if not request.checkpoints:
        return 1.0, request.base or {}
    steps = Counter(each.step for each in request.checkpoints)
    step, times = steps.most_common(1)[0]
    if times > 1:
        raise InputError(
            f"checkpoints: step {step:g} stands there {times} times; give each once", "checkpoints"
        )
    start = [each.general for each in request.checkpoints if each.step == 0]
    base = request.base or (start[0] if start else None)
    if not base:
        raise InputError(
            "base: without scores of the untuned language model there is no drop to measure",
            "base",
        )
    for each in request.checkpoints:
        _refuse_what_has_no_base(each, base)
    scores = [score for each in request.checkpoints for score in each.general.values()]
    return _unit([*base.values(), *scores]), base


def _refuse_what_has_no_base(checkpoint: Checkpoint, base: dict[str, float]) -> None:
    for name, score in checkpoint.general.items():
        if name not in base:
            raise InputError(
                f"checkpoints: step {checkpoint.step:g} has {name!r}, but base has not; "
                f"base has {', '.join(sorted(base))}",
                "base",
            )
        if exact(base[name]) == 0:
            raise InputError(f"base.{name}: a drop from 0 has no size; leave it out", "base")
        low, high = sorted((score, base[name]))
        if 0 < low <= 1 < high and high / low > MIXED_UNITS:
            raise InputError(
                f"base.{name}: {base[name]:g} against {score:g} at step {checkpoint.step:g}; "
                "is one a share and the other percent?",
                "base",
            )


def _unit(scores: list[float]) -> float:
    return PERCENT if any(score > 1 for score in scores) else 1.0


def _same(
    request: ForgettingRequest, judged: tuple[Judged, ...], best: Judged | None
) -> tuple[Judged, ...]:
    if best is None:
        return ()
    unit = _unit([each.task for each in judged if each.task is not None])
    return same_within_noise(best, judged, request.task_samples, unit)


def _samples(request: ForgettingRequest, base: dict[str, float]) -> dict[str, int]:
    known = {row.benchmark: row.items for row in benchmarks()}
    named = {as_benchmark(name) for name in base}
    given = {as_benchmark(name): items for name, items in request.samples.items()}
    return {name: items for name, items in (known | given).items() if name in named}


def _saved(best: Judged | None, save_steps: int | None) -> bool | None:
    if best is None or save_steps is None:
        return None
    return best.step % save_steps == 0


def _curve(judged: tuple[Judged, ...], good: tuple[Judged | None, ...]) -> tuple[CurvePoint, ...]:
    zone = {each.step for each in good if each is not None}
    return tuple(
        CurvePoint(
            step=each.step,
            task=each.task,
            general_mean=_mean(each.checkpoint.general),
            worst_relative_drop=each.worst.relative if each.worst else None,
            in_zone=each.step in zone,
        )
        for each in judged
    )


def _mean(scores: dict[str, float]) -> float | None:
    return sum(scores.values()) / len(scores) if scores else None


def _not_measured(base: dict[str, float]) -> tuple[Symptom, ...]:
    return not_measured(frozenset(as_benchmark(name) for name in base)) if base else ()


def _assumptions(
    request: ForgettingRequest, base: dict[str, float], samples: dict[str, int], unit: float
) -> tuple[Assumption, ...]:
    if not request.checkpoints:
        return ()
    given = {as_benchmark(name) for name in request.samples}
    found = [
        Assumption(
            field="base",
            value="percent" if unit == PERCENT else "share",
            because="scores above 1 are percent" if unit == PERCENT else "no score is above 1",
        ),
    ]
    for name in sorted(as_benchmark(name) for name in base):
        if name not in samples:
            because = "items not known: every drop is taken as beyond noise"
            found.append(Assumption(field=f"samples.{name}", value=None, because=because))
        elif name not in given:
            because = "items of the full test set (tables/benchmarks.csv)"
            found.append(Assumption(field=f"samples.{name}", value=samples[name], because=because))
    found += _not_scored(request.checkpoints, base)
    if "line" not in request.model_fields_set:
        because = "the chapter's 5 %, read by the base (14.1/4.2/five-percent)"
        found.append(Assumption(field="line", value=FIVE_PERCENT, because=because))
    return tuple(found)


def _not_scored(checkpoints: tuple[Checkpoint, ...], base: dict[str, float]) -> list[Assumption]:
    return [
        Assumption(
            field="checkpoints",
            value=None,
            because=f"step {each.step:g} has no score for {', '.join(missing)}: whether it fell "
            "there is not known",
        )
        for each in checkpoints
        if (missing := sorted(base.keys() - each.general.keys()))
    ]


def _sources(request: ForgettingRequest, changes: tuple[Remedy, ...]) -> tuple[str, ...]:
    named: list[str] = []
    if request.method is not None:
        named += ["14.1/4.2/learning-rate", "14.1/4.2/general-benchmarks"]
        named += [row.source for row in plan_for(request.method).settings]
    if request.checkpoints:
        named += ["14.1/4.2/five-percent", "14.1/4.1/curve"]
    return tuple(dict.fromkeys((*named, *(each.source for each in changes))))
