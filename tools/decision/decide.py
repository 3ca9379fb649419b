"""Decide on a task profile."""

from collections.abc import Set
from functools import lru_cache

from tools.decision.advice import read_advice, said
from tools.decision.answer import (
    AppliedRule,
    Assumed,
    ChapterView,
    Decision,
    Experiment,
    Plan,
    Remark,
    Step,
)
from tools.decision.chapter import ChapterAnswer, chapter_answer, chapter_inputs
from tools.decision.diagram import Node
from tools.decision.effective import contradicting, effective
from tools.decision.flips import flips
from tools.decision.interview import Remaining, askable, next_row, plan_row, remaining
from tools.decision.methods import method_for
from tools.decision.ours import (
    assumed_parts,
    assumed_rows,
    known_parts,
    our_diagram,
    our_priors,
    our_table,
)
from tools.decision.questions import Question, asked, question_rows
from tools.decision.rules import Rule
from tools.decision.situation import Situation
from tools.vocabulary import STRATEGIES, Strategy, TaskProfile


def decide(profile: TaskProfile, skipped: Set[str] = frozenset()) -> Decision:
    """Decide how to adapt a language model to a task, and what to ask next.

    Our rules are tried from the top; a fact that is unknown leaves both ways open, so `possible`
    holds exactly the strategies that some values of the unknown facts lead to. While more than
    one is possible the answer is provisional and rests on stated assumptions. Facts in `skipped`
    are not asked for again. The chapter's own answer stands beside ours.

    Source: `tables/ours.csv` and `tables/chapter.csv`, row by row.

    >>> decision = decide(TaskProfile(
    ...     needs_external_knowledge=True, knowledge_changes="quarterly", prompting_tried=True,
    ... ))
    >>> decision.strategy, decision.chapter.strategy if decision.chapter else None
    ('rag', None)
    """
    return _decided(profile, frozenset(skipped))


@lru_cache(maxsize=256)  # one turn asks twice: a chat model, then the advisor
def _decided(profile: TaskProfile, skipped: frozenset[str]) -> Decision:
    facts = effective(profile)
    parts = known_parts(profile)
    node = our_diagram().given(our_diagram().root, parts)
    rule = _rule(parts)
    question, expected = _next(node, profile, skipped)
    chapter = chapter_answer(chapter_inputs(facts))
    now = _situation(facts, rule, chapter)
    clashes = contradicting(profile)
    settled = our_diagram().strategy(node) is not None and not clashes
    return Decision(
        strategy=rule.strategy,
        status="final" if settled else "provisional",
        possible=_light_to_heavy(our_diagram().possible(node)),
        next_question=question,
        questions_left=expected,
        plan=_plan(now),
        method=now.method,
        chapter=_view(now, chapter),
        rules=(AppliedRule(id=rule.id, because=f"{rule.because}.", source=rule.source),),
        would_change=flips(profile, rule.strategy, strategy_of, _open_fields(node, profile)),
        kept_share=_kept(node, rule.strategy),
        assumptions=_assumptions(node, parts, rule.strategy, skipped),
        experiments=_experiments(node, parts, skipped),
        contradictions=tuple(each.text for each in clashes),
        dissent=_remarks("dissent.csv", now),
        advisories=_remarks("advisories.csv", now),
        recheck=_remarks("rechecks.csv", now),
    )


def strategy_of(profile: TaskProfile) -> Strategy:
    """Give the strategy for what is known, with what is unknown assumed."""
    return _rule(known_parts(profile)).strategy


def remaining_questions(profile: TaskProfile, skipped: Set[str] = frozenset()) -> Remaining:
    """List every question that can still change the strategy, and how many to expect.

    >>> remaining_questions(TaskProfile(aim="off_topic")).questions
    ()
    """
    parts = known_parts(profile)
    return remaining(our_diagram().given(our_diagram().root, parts), profile, skipped)


def _open_fields(node: Node, profile: TaskProfile) -> frozenset[str]:
    return frozenset(row.field for row in askable(node, profile, frozenset()).values())


def _rule(parts: dict[int, int]) -> Rule:
    return our_table().first({**assumed_parts(), **parts})


def _next(node: Node, profile: TaskProfile, skipped: Set[str]) -> tuple[Question | None, float]:
    for clash in contradicting(profile):
        if clash.field not in skipped:
            return clash.question, 1.0
    row, expected = next_row(node, profile, skipped)
    if row is None:
        row = plan_row(our_diagram().strategy(node), profile, skipped)
    return (None if row is None else asked(row)), expected


def _situation(facts: TaskProfile, rule: Rule, chapter: ChapterAnswer | None) -> Situation:
    now = Situation.model_construct(
        **dict(facts),
        strategy=rule.strategy,
        plan=rule.plan,
        chapter_strategy=chapter.strategy if chapter else None,
        chapter_rule=chapter.rule if chapter else None,
    )
    return now.model_copy(update={"method": method_for(now)})


def _light_to_heavy(strategies: Set[Strategy]) -> tuple[Strategy, ...]:
    return tuple(each for each in STRATEGIES if each in strategies)


def _kept(node: Node, strategy: Strategy) -> float:
    return round(our_diagram().shares(node, our_priors()).get(strategy, 0.0), 2)


def _plan(now: Situation) -> Plan:
    steps = said(read_advice("plans.csv"), now)
    return Plan(
        kind=now.plan,
        steps=tuple(Step(do=each.text, because=each.because, source=each.source) for each in steps),
    )


def _view(now: Situation, chapter: ChapterAnswer | None) -> ChapterView | None:
    if chapter is None:
        return None
    reasons = said(read_advice("differences.csv"), now) if now.differs else ()
    return ChapterView(
        **chapter.model_dump(),
        differs_because=reasons[0].text if reasons else None,
        differs_source=reasons[0].source if reasons else None,
    )


def _remarks(file: str, now: Situation) -> tuple[Remark, ...]:
    rows = said(read_advice(file), now)
    return tuple(Remark(id=each.id, text=each.text, source=each.source) for each in rows)


def _assumptions(
    node: Node, parts: dict[int, int], strategy: Strategy, skipped: Set[str]
) -> tuple[Assumed, ...]:
    rests_on = []
    for column in sorted(our_diagram().support(node)):
        row = assumed_rows()[column]
        skip = _is_skipped(row.fact, skipped)
        other = _otherwise(column, parts, strategy)
        if skip or other is not None:
            rests_on.append(
                Assumed(
                    field=row.fact,
                    value=row.value,
                    because=f"{row.because}.",
                    otherwise=other,
                    skipped=skip,
                )
            )
    return tuple(rests_on)


def _is_skipped(fact: str, skipped: Set[str]) -> bool:
    return any(row.field in skipped for row in question_rows() if row.fact == fact)


def _otherwise(column: int, parts: dict[int, int], strategy: Strategy) -> Strategy | None:
    for part in range(len(our_table().columns[column].parts)):
        other = _rule({**parts, column: part}).strategy
        if other != strategy:
            return other
    return None


def _experiments(node: Node, parts: dict[int, int], skipped: Set[str]) -> tuple[Experiment, ...]:
    decisive = {our_table().columns[column].name: column for column in our_diagram().support(node)}
    return tuple(
        Experiment(
            field=row.id,
            text=row.text,
            branches=_branches(decisive[row.id], parts),
            source=row.source,
        )
        for row in read_advice("experiments.csv")
        if row.id in decisive and _is_skipped(row.id, skipped)
    )


def _branches(column: int, parts: dict[int, int]) -> dict[str, Strategy]:
    return {
        our_table().columns[column].words[part]: _rule({**parts, column: part}).strategy
        for part in range(len(our_table().columns[column].parts))
    }
