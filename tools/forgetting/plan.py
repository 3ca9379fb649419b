"""How to tune so that less is forgotten, and what to measure meanwhile, by method."""

from functools import cache
from typing import Literal

from tools.mix import MixMethod
from tools.tables import read_table
from tools.vocabulary import Record

Symptom = Literal[
    "knowledge_lost", "instructions_ignored", "repetition", "stuck_on_task", "safety_lost"
]


class Setting(Record):
    """One setting of the training, ours beside the chapter's."""

    setting: str
    value: str
    chapter: str | None = None
    """The chapter's default, which is one for full tuning; null where it has none."""
    because: str
    source: str


class SettingRow(Setting):
    """A row of the table of settings."""

    method: MixMethod


class Benchmark(Record):
    """One thing to measure during training."""

    benchmark: str
    measures: Symptom
    items: int
    """Test items; they set the noise (items)."""
    when: str
    chapter: Literal["yes", "no"]
    """The chapter's own choice."""
    note: str
    source: str


class Remedy(Record):
    """A likely cause of a symptom, and what to change next."""

    symptom: Symptom
    cause: str
    change: str
    source: str


class Plan(Record):
    """Settings, and benchmarks that measure every symptom."""

    method: MixMethod
    settings: tuple[Setting, ...]
    benchmarks: tuple[Benchmark, ...]
    warnings: tuple[str, ...]


@cache
def setting_rows() -> tuple[SettingRow, ...]:
    """Read the settings by method."""
    return read_table("forgetting_settings.csv", SettingRow)


@cache
def benchmarks() -> tuple[Benchmark, ...]:
    """Read the benchmarks that we know of."""
    return read_table("benchmarks.csv", Benchmark)


@cache
def remedies() -> tuple[Remedy, ...]:
    """Read what causes a symptom and what to change."""
    return read_table("symptoms.csv", Remedy)


def plan_for(method: MixMethod) -> Plan:
    """Give the settings and measurements for a method of training."""
    rows = [row for row in setting_rows() if row.method == method]
    return Plan(
        method=method,
        settings=tuple(Setting(**row.model_dump(exclude={"method"})) for row in rows),
        benchmarks=benchmarks(),
        warnings=(
            "The chapter's trio (mmlu, hellaswag, arc_easy) does not notice lost instruction "
            "following, repetition or lost safety: the others above do.",
            "Save a checkpoint whenever you evaluate, or the best one is never kept.",
        ),
    )


def not_measured(names: frozenset[str]) -> tuple[Symptom, ...]:
    """List the symptoms that none of the benchmarks measures."""
    known = {row.benchmark: row.measures for row in benchmarks()}
    covered = {known[name] for name in names if name in known}
    every = dict.fromkeys(row.measures for row in benchmarks())
    return tuple(symptom for symptom in every if symptom not in covered)
