"""The word lists of plans: each row's example is read as the row says."""

import pytest

from agent.guided.planning_topics import COLUMNS, asked_for, only_plans
from agent.guided.plans.said.words import COLUMNS as WORD_COLUMNS
from agent.guided.plans.said.words import all_in
from agent.guided.reading.tables import word_table

TOPICS = word_table("plan_topics", COLUMNS)
WORDS = word_table("plan_words", WORD_COLUMNS)


@pytest.mark.parametrize(("tool", "example"), [(row[0], row[2]) for row in TOPICS])
def test_each_example_asks_for_its_tool(tool, example):
    assert tool in asked_for(example)


@pytest.mark.parametrize(("kind", "name", "example"), [(row[0], row[1], row[3]) for row in WORDS])
def test_each_example_stands_for_its_name(kind, name, example):
    number_taken_out = example.split("$")[-1].lstrip("0123456789.,") if "$" in example else example

    assert name in all_in(kind, number_taken_out) or name in all_in(kind, example.split("$")[0])


@pytest.mark.parametrize(
    "words",
    [
        "What is catastrophic forgetting?",
        "what does a confidence interval mean?",
        "Why does tuning forget?",
        "We have 500 labelled examples.",
        "our prompt gets 88 %",
        "how often do documents change?",
    ],
)
def test_other_words_ask_for_no_tool(words):
    assert not asked_for(words)


def test_an_answer_with_a_question_still_answers():
    assert not only_plans("88 %. And how many test items do we need?", going_on=False)
