"""The chapter's own procedure, faithfully: its eleven inputs, its order, its strict bounds."""

from functools import cache

from tools.decision.diagram import Diagram
from tools.decision.reading import read_rules
from tools.decision.rules import Rule, RuleTable
from tools.vocabulary import Record, Strategy, TaskProfile


class ChapterInputs(Record):
    """The eleven things that the chapter's function looks at; None is unknown."""

    can_be_described: bool | None = None
    """The task can be described in a prompt."""
    baseline_meets_target: bool | None = None
    """Prompting reaches the quality threshold."""
    needs_external_knowledge: bool | None = None
    """The task needs knowledge from outside."""
    changes_frequently: bool | None = None
    """That knowledge changes often."""
    is_static: bool | None = None
    """That knowledge never changes."""
    dataset_size: int | None = None
    """Items of that knowledge."""
    needs_style: bool | None = None
    """A particular style is needed."""
    needs_format: bool | None = None
    """A particular format is needed."""
    few_shot_works: bool | None = None
    """Examples in the prompt bring style and format."""
    latency_budget_ms: float | None = None
    """Longest time for an answer (ms)."""
    cost_per_query_usd: float | None = None
    """Most that a request may cost (the chapter names no currency; read as USD)."""


class ChapterAnswer(Record):
    """What the chapter's procedure answers, and by which of its rules."""

    strategy: Strategy
    rule: str
    because: str
    source: str


def chapter_inputs(profile: TaskProfile) -> ChapterInputs:
    """Lead from the task profile to the chapter's eleven inputs.

    Quarterly or faster is frequent, as in its first self-check; never is static, and yearly is
    neither; its dataset is the knowledge, in records; examples that work partly don't work. A
    budget that was only called relaxed is above its bound, one called tight stays unknown.

    >>> chapter_inputs(TaskProfile(knowledge_changes="quarterly")).changes_frequently
    True
    """
    changes = profile.knowledge_changes
    return ChapterInputs(
        can_be_described=profile.describable_in_prompt,
        baseline_meets_target=profile.prompting_meets_target,
        needs_external_knowledge=profile.needs_external_knowledge,
        changes_frequently=None if changes is None else changes not in ("never", "yearly"),
        is_static=None if changes is None else changes == "never",
        dataset_size=profile.knowledge_records,
        needs_style=profile.needs_style,
        needs_format=profile.needs_format,
        few_shot_works=None if profile.few_shot_works is None else profile.few_shot_works == "yes",
        latency_budget_ms=profile.latency_budget_ms or _relaxed(profile.latency_is_tight, 200),
        cost_per_query_usd=profile.cost_per_query_budget_usd
        or _relaxed(profile.cost_is_tight, 0.001),
    )


def _relaxed(tight: bool | None, bound: float) -> float | None:
    return bound if tight is False else None


@cache
def chapter_table() -> RuleTable:
    """Read the chapter's rules."""
    return read_rules("chapter.csv", ChapterInputs)


@cache
def chapter_diagram() -> Diagram:
    """Fold the chapter's rules into a diagram."""
    return Diagram(chapter_table())


def chapter_answer(inputs: ChapterInputs) -> ChapterAnswer | None:
    """Answer as the chapter's function does; None while the facts don't suffice.

    Source: chapter, `14.1/1.2/step1-prompting` to `14.1/1.2/step5-combine`.

    >>> chapter_answer(ChapterInputs(
    ...     baseline_meets_target=False, needs_external_knowledge=True, changes_frequently=True,
    ... )).rule
    'CH-2a'
    """
    table, diagram = chapter_table(), chapter_diagram()
    known = table.known(inputs)
    strategy = diagram.strategy(diagram.given(diagram.root, known))
    if strategy is None:
        return None
    rule = first_not_failed(table, known, strategy)
    return ChapterAnswer(strategy=strategy, rule=rule.id, because=rule.because, source=rule.source)


def first_not_failed(table: RuleTable, known: dict[int, int], strategy: Strategy) -> Rule:
    """Give the first rule of a strategy whose conditions all hold, else that none rules out."""
    candidates = [
        (all(known.get(column) in parts for column, parts in conditions.items()), rule)
        for conditions, rule in table.rows
        if rule.strategy == strategy
        and all(known.get(column, -1) in {-1, *parts} for column, parts in conditions.items())
    ]
    return next((rule for holds, rule in candidates if holds), candidates[0][1])
