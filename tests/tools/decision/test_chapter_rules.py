"""The chapter's procedure: every on/off combination, its order and its strict bounds."""

from collections import Counter
from itertools import product

import pytest

from tools.decision.chapter import ChapterInputs, chapter_answer, chapter_inputs
from tools.vocabulary import TaskProfile

SWITCHES = (
    ("can_be_described", False, True),
    ("baseline_meets_target", False, True),
    ("needs_external_knowledge", False, True),
    ("changes_frequently", False, True),
    ("is_static", False, True),
    ("dataset_size", 10_000, 10_001),
    ("needs_style", False, True),
    ("needs_format", False, True),
    ("few_shot_works", False, True),
    ("latency_budget_ms", 200, 199),
    ("cost_per_query_usd", 0.001, 0.0009),
)
ALL = [
    ChapterInputs(**{name: pair[on] for (name, *pair), on in zip(SWITCHES, row, strict=True)})
    for row in product((0, 1), repeat=len(SWITCHES))
]


def by_hand(given: ChapterInputs) -> str:
    """Walk the five steps as a person would with the page open."""
    if given.can_be_described and given.baseline_meets_target:
        return "1 prompting"
    if given.needs_external_knowledge and given.changes_frequently:
        return "2 rag"
    if given.needs_external_knowledge and given.is_static and (given.dataset_size or 0) > 10_000:
        return "2 fine_tuning"
    if given.needs_style or given.needs_format:
        return "3 prompting" if given.few_shot_works else "3 fine_tuning"
    if (given.latency_budget_ms or 200) < 200 or (given.cost_per_query_usd or 1) < 0.001:
        return "4 fine_tuning"
    return "5 rag+fine_tuning"


def answered(given: ChapterInputs) -> str:
    answer = chapter_answer(given)
    assert answer is not None
    return f"{answer.rule[3]} {answer.strategy}"


def test_all_2048_combinations_answer_as_the_five_steps_do():
    assert len(ALL) == 2_048

    assert [answered(each) for each in ALL] == [by_hand(each) for each in ALL]


def test_the_steps_answer_as_often_as_counted_from_the_chapter():
    assert Counter(answered(each) for each in ALL) == {
        "1 prompting": 512,
        "2 rag": 384,
        "2 fine_tuning": 96,
        "3 prompting": 396,
        "3 fine_tuning": 396,
        "4 fine_tuning": 198,
        "5 rag+fine_tuning": 66,
    }


@pytest.mark.parametrize(
    ("facts", "strategy"),
    [
        pytest.param({"knowledge_records": 10_001}, "fine_tuning", id="10,001 static records"),
        pytest.param({"knowledge_records": 10_000}, "rag+fine_tuning", id="10,000 is not above"),
        pytest.param({"needs_external_knowledge": False, "latency_budget_ms": 199}, "fine_tuning",
                     id="199 ms"),
        pytest.param({"needs_external_knowledge": False, "latency_budget_ms": 200},
                     "rag+fine_tuning", id="200 ms is not below"),
        pytest.param({"needs_external_knowledge": False, "cost_per_query_budget_usd": 0.0009},
                     "fine_tuning", id="0.0009 USD"),
        pytest.param({"needs_external_knowledge": False, "cost_per_query_budget_usd": 0.001},
                     "rag+fine_tuning", id="0.001 USD is not below"),
    ],
)  # fmt: skip
def test_bounds_are_strict(facts, strategy):
    relaxed = {
        "needs_external_knowledge": True,
        "knowledge_changes": "never",
        "knowledge_records": 1,
        "prompting_meets_target": False,
        "needs_style": False,
        "needs_format": False,
        "latency_budget_ms": 1_000,
        "cost_per_query_budget_usd": 0.01,
    }

    answer = chapter_answer(chapter_inputs(TaskProfile(**(relaxed | facts))))

    assert answer is not None
    assert answer.strategy == strategy


@pytest.mark.parametrize(
    ("changes", "frequent", "static"),
    [("never", False, True), ("yearly", False, False), ("quarterly", True, False)],
)
def test_quarterly_is_frequent_and_only_never_is_static(changes, frequent, static):
    inputs = chapter_inputs(TaskProfile(knowledge_changes=changes))

    assert (inputs.changes_frequently, inputs.is_static) == (frequent, static)


def test_the_chapter_is_silent_while_its_inputs_do_not_suffice():
    assert chapter_answer(ChapterInputs(needs_external_knowledge=True)) is None
