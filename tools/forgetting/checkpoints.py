"""Checkpoints judged: drops against the base with their noise, the line, the best one."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import sqrt
from typing import Annotated, Literal

from pydantic import Field

from tools.exact import exact
from tools.ranges import within
from tools.vocabulary import Record, as_word

Score = Annotated[float, within(0, 100)]
Step = Annotated[int | float, within(0, 10**12, "steps")]
Level = Literal["fine", "watch", "alarm"]

STANDARD_ERRORS = 2


class Checkpoint(Record):
    """One checkpoint: its score on the task, and on general benchmarks."""

    step: Step
    """Training step (steps)."""
    task: Score | None = None
    """Score on the task, higher is better (share, or percent)."""
    general: Annotated[dict[str, Score], Field(max_length=200)] = Field(default_factory=dict)
    """Scores on general benchmarks (share, or percent)."""


class Drop(Record):
    """How far one benchmark fell at one checkpoint."""

    step: Step
    benchmark: str
    base: float
    score: float
    absolute: float
    """Base less score, in their unit (share, or percentage points)."""
    relative: float
    """The same by the base (share); above the line it counts as crossed."""
    standard_error: float | None
    """Of the absolute drop (same unit); null where the number of items is not known."""
    crosses_relative: bool
    crosses_absolute: bool
    """The same line read as points of score."""
    beyond_noise: bool
    """The drop is more than two standard errors; taken as true where noise is not known."""
    level: Level
    """alarm: over the line and beyond noise; watch: one of the two; fine: neither."""


@dataclass(frozen=True)
class Judged:
    """A checkpoint with what it lost."""

    checkpoint: Checkpoint
    drops: tuple[Drop, ...]

    @property
    def step(self) -> float:
        """Training step (steps)."""
        return self.checkpoint.step

    @property
    def task(self) -> float | None:
        """Score on the task (share, or percent)."""
        return self.checkpoint.task

    @cached_property
    def worst(self) -> Drop | None:
        """The largest relative drop; None where nothing general was measured."""
        return max(self.drops, key=lambda drop: drop.relative, default=None)

    @property
    def lost(self) -> float:
        """The largest relative drop (share); a rise is negative."""
        return self.worst.relative if self.worst else 0.0

    @property
    def under_the_line(self) -> bool:
        """It was measured, and no benchmark crossed the line."""
        return self.worst is not None and not self.worst.crosses_relative


def judge(
    base: dict[str, float],
    checkpoints: tuple[Checkpoint, ...],
    samples: dict[str, int],
    line: float,
    unit: float,
) -> tuple[Judged, ...]:
    """Measure every benchmark of every checkpoint against the base.

    `unit` is 1 for shares and 100 for percent. The standard error is that of two shares measured
    apart, sqrt(p(1−p)/n + q(1−q)/n); the same items answered twice make it smaller.
    """

    def drop(each: Checkpoint, name: str, score: float) -> Drop:
        items = samples.get(as_benchmark(name))
        return _drop(each.step, name, base[name], score, items, line, unit)

    return tuple(
        Judged(each, tuple(drop(each, name, score) for name, score in each.general.items()))
        for each in sorted(checkpoints, key=lambda each: each.step)
    )


def as_benchmark(name: str) -> str:
    """Give a benchmark's name as our table spells it.

    >>> as_benchmark("ARC-Easy")
    'arc_easy'
    """
    return str(as_word(name))


def best_of(judged: tuple[Judged, ...]) -> Judged | None:
    """Pick the highest task score among those under the line; ties go to the smaller drop.

    It lies on the Pareto front: what beats it in task score and drop would be under the line too.
    """
    able = [each for each in judged if each.task is not None and each.under_the_line]
    return max(able, key=lambda each: (each.task, -each.lost, -each.step), default=None)


def pareto(judged: tuple[Judged, ...]) -> tuple[Judged, ...]:
    """Keep those that no other beats in task score and worst drop together, in order of steps."""
    measured = [each for each in judged if each.task is not None and each.drops]
    kept: list[Judged] = []
    for each in sorted(measured, key=lambda each: (-(each.task or 0.0), each.lost)):
        if not kept or each.lost < kept[-1].lost:
            kept.append(each)
    return tuple(sorted(kept, key=lambda each: each.step))


def same_within_noise(
    best: Judged, judged: tuple[Judged, ...], task_samples: int | None, unit: float
) -> tuple[Judged, ...]:
    """List the others under the line whose task score is within two standard errors of the best."""
    if task_samples is None or best.task is None:
        return ()
    high = best.task
    return tuple(
        each
        for each in judged
        if each is not best
        and each.task is not None
        and each.under_the_line
        and high - each.task <= STANDARD_ERRORS * _error(high, each.task, task_samples, unit)
    )


def _drop(
    step: float,
    name: str,
    base: float,
    score: float,
    items: int | None,
    line: float,
    unit: float,
) -> Drop:
    absolute = exact(base) - exact(score)
    relative = absolute / exact(base)
    error = None if items is None else _error(base, score, items, unit)
    crosses = relative > exact(line)
    beyond = absolute > 0 and (error is None or float(absolute) > STANDARD_ERRORS * error)
    return Drop(
        step=step,
        benchmark=name,
        base=base,
        score=score,
        absolute=float(absolute),
        relative=float(relative),
        standard_error=error,
        crosses_relative=crosses,
        crosses_absolute=absolute > exact(line) * Fraction(unit),
        beyond_noise=beyond,
        level=_level(crosses, beyond, noise_known=error is not None),
    )


def _level(crosses: bool, beyond: bool, noise_known: bool) -> Level:
    if crosses:
        return "alarm" if beyond else "watch"
    return "watch" if beyond and noise_known else "fine"


def _error(one: float, other: float, items: int, unit: float) -> float:
    shares = (one / unit, other / unit)
    return unit * sqrt(sum(share * (1 - share) for share in shares) / items)
