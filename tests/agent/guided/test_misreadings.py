"""What was once misread: each sentence, and the fact that it must not, or must, become."""

import pytest

from agent.guided.reading import read_facts
from tools.vocabulary import TaskProfile


@pytest.mark.parametrize(
    "text",
    [
        "They write to us and ask how the app works",
        "the people who ask why the login works on one phone only",
        "callers want to know whether the card works abroad",
    ],
)
def test_what_others_ask_about_is_no_verdict_on_the_prompt(text):
    reading = read_facts(text, asked="prompting_quality")

    assert reading.value("prompting_meets_target") is None
    assert reading.value("prompting_tried") is None


def test_a_verdict_beside_such_a_question_still_counts():
    reading = read_facts("It works, nobody knows why", asked="prompting_quality")

    assert reading.value("prompting_meets_target") is True


@pytest.mark.parametrize(
    "text",
    [
        "The vendor's price is 2.50 per million input tokens and 10 per million output tokens",
        "it costs 3 per 1M input tokens, 15 per 1M output tokens",
        "what we pay is billed per million output tokens",
        "€2 per million input tokens",
    ],
)
def test_a_rate_per_million_tokens_is_no_length(text):
    reading = read_facts(text)

    assert reading.value("prompt_tokens") is None
    assert reading.value("output_tokens") is None


def test_a_price_without_a_currency_is_taken_for_dollars_and_marked_assumed():
    facts = read_facts("it costs 2.50 per million input tokens, 10 per million output tokens").facts

    assert [(fact.field, fact.value, fact.assumed) for fact in facts] == [
        ("input_usd_per_million", 2.5, True)
    ]


def test_euros_for_a_million_tokens_are_no_dollars():
    assert read_facts("€2 per million input tokens").value("input_usd_per_million") is None


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ("prompting_quality", TaskProfile()),
        (None, TaskProfile(labelled_examples=400)),
        (None, TaskProfile(erasure_request=True)),
    ],
)
def test_an_aside_amid_a_task_is_not_its_aim(asked, known):
    reading = read_facts("who won the cup final?", asked, known)

    assert reading.off_topic
    assert reading.value("aim") is None


def test_what_comes_first_and_is_off_topic_is_the_aim():
    nothing = TaskProfile(erasure_request=False)

    assert read_facts("who won the cup final?", None, nothing).value("aim") == "off_topic"


@pytest.mark.parametrize(
    "text",
    [
        "How long do we keep the log of deletions?",
        "We keep a deletion log for five years.",
        "How many deletions a year are usual?",
    ],
)
def test_a_question_about_the_log_of_deletions_asks_for_none(text):
    assert read_facts(text).value("erasure_request") is None


def test_a_demand_beside_a_question_stays_a_demand():
    reading = read_facts("She wants her data deleted; how long may that take?")

    assert reading.value("erasure_request") is True


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("It was in the index too", None),
        ("Her texts are also in the vector store", None),
        ("It was in the pretraining data too", "own_pre_training"),
        ("No, it was in the index", "index"),
    ],
)
def test_one_more_way_in_replaces_only_what_is_easier_to_undo(text, way):
    known = TaskProfile(erasure_request=True, data_entered_via="fine_tuning")

    assert read_facts(text, None, known).value("data_entered_via") == way


@pytest.mark.parametrize(
    "text",
    ["MMLU 0.65", "HumanEval 62%", "it scores 0.65 on MMLU", "The checkpoint gets 0.7"],
)
def test_what_a_benchmark_or_a_checkpoint_scores_is_not_the_prompts_quality(text):
    reading = read_facts(text, asked="prompting_quality")

    assert reading.value("prompting_quality") is None
    assert reading.value("prompting_tried") is None


def test_a_benchmark_of_our_own_measures_the_prompt():
    reading = read_facts("In our benchmark the prompt gets 71%")

    assert reading.value("prompting_quality") == 0.71


def test_the_answers_of_what_runs_with_retrieval_are_retrievals():
    in_place = TaskProfile(rag_tried=True)
    reading = read_facts("Answers are right in 78%", "prompting_quality", in_place)

    assert reading.value("rag_quality") == 0.78
    assert reading.value("prompting_quality") is None


def test_a_bare_figure_still_answers_for_the_prompt_asked_about():
    reading = read_facts("78%", "prompting_quality", TaskProfile(rag_tried=True))

    assert reading.value("prompting_quality") == 0.78


@pytest.mark.parametrize("text", ["the categories don't change", "Our labels never change"])
def test_categories_that_stay_are_a_task_that_stays(text):
    reading = read_facts(text)

    assert reading.value("task_changes") == "never"
    assert reading.value("knowledge_changes") is None


@pytest.mark.parametrize("text", ["write more like our brand", "It should talk more like us"])
def test_to_write_more_like_somebody_is_style(text):
    assert read_facts(text).value("needs_style") is True
