"""Short answers to the question before, in figures and in words."""

import pytest

from agent.guided.reading import follows, read_facts
from tools.vocabulary import TaskProfile


@pytest.mark.parametrize(
    ("asked", "text", "field", "value"),
    [
        ("prompting_quality", "below bar", "prompting_meets_target", False),
        ("prompting_quality", "acceptable but expensive", "prompting_meets_target", True),
        ("prompting_quality", "it doesn't know the policies", "prompting_meets_target", False),
        ("prompting_quality", "88, need 95", "prompting_quality", 0.88),
        ("prompting_quality", "oh ok. 8 of 10 I'd say. need 9", "quality_target", 0.9),
        ("prompting_quality", "90 percent we need", "quality_target", 0.9),
        ("domain_corpus_tokens", "900 pages", "domain_corpus_tokens", 360_000),
        ("prompting_quality", "No prompt tried yet", "prompting_tried", False),
        ("quality_target", "97%+", "quality_target", 0.97),
        ("rag_quality", "insufficient on reasoning", "rag_meets_target", False),
        ("rag_quality", "It falls short", "rag_meets_target", False),
        ("latency_budget_ms", "tight", "latency_is_tight", True),
        ("latency_budget_ms", "Seconds are fine", "latency_is_tight", False),
        ("latency_budget_ms", "about a second", "latency_budget_ms", 1000),
        ("cost_per_query_budget_usd", "Cost is no issue", "cost_is_tight", False),
        ("cost_per_query_budget_usd", "half a cent", "cost_per_query_budget_usd", 0.005),
        ("few_shot_works", "not fully explored", "few_shot_works", "partly"),
        ("few_shot_works", "ok", "few_shot_works", "yes"),
        ("few_shot_works", "no, not at all", "few_shot_works", "no"),
        ("knowledge_changes", "every quarter", "knowledge_changes", "quarterly"),
        ("knowledge_changes", "it never changes", "knowledge_changes", "never"),
        (
            "domain_corpus_tokens",
            "50,000 documents, 800 tokens each",
            "domain_corpus_tokens",
            40_000_000,
        ),
        (
            "domain_corpus_tokens",
            "300 manuals, each about 200 pages",
            "domain_corpus_tokens",
            24_000_000,
        ),
        ("labelled_examples", "none yet", "labelled_examples", 0),
        ("labelled_examples", "about 1,200 emails", "labelled_examples", 1200),
        ("monthly_requests", "40 a day", "monthly_requests", 1200),
        ("monthly_requests", "half a million", "monthly_requests", 500_000),
        ("needs_citations", "yes please", "needs_citations", True),
        ("needs_citations", "not really", "needs_citations", False),
        (
            "needs_external_knowledge",
            "No outside knowledge is needed.",
            "needs_external_knowledge",
            False,
        ),
        (
            "needs_external_knowledge",
            "No external data required",
            "needs_external_knowledge",
            False,
        ),
        ("needs_citations", "ja", "needs_citations", True),
        ("needs_format", "we must, the importer takes only XML", "needs_format", True),
        ("data_entered_via", "we fine-tuned on it", "data_entered_via", "fine_tuning"),
        ("data_entered_via", "it's in the vector store", "data_entered_via", "index"),
        ("model_size_b", "7B", "model_size_b", 7),
        ("gpu_memory_gb", "a 24 GB card", "gpu_memory_gb", 24),
        ("general_eval_planned", "no", "general_eval_planned", False),
        ("test_items", "500", "test_items", 500),
        ("task_changes", "weekly", "task_changes", "weekly"),
        ("shards", "20", "shards", 20),
        ("needs_citations", "yes but only for EU customers", "needs_citations", True),
        ("needs_citations", "ideally yes", "needs_citations", True),
        ("needs_citations", "would be nice", "needs_citations", False),
        ("needs_format", "it goes into a database, so yes", "needs_format", True),
        ("needs_format", "free text", "needs_format", False),
        ("needs_external_knowledge", "I think so", "needs_external_knowledge", True),
        ("erasure_request", "no, why?", "erasure_request", False),
        ("erasure_request", "nope, thank god", "erasure_request", False),
        ("structured_output_tried", "never heard of it", "structured_output_tried", False),
        ("labelled_examples", "around five hundred I guess", "labelled_examples", 500),
        ("monthly_requests", "2-3k", "monthly_requests", 2500),
        ("monthly_requests", "50 to 80 thousand", "monthly_requests", 65_000),
        ("monthly_requests", "20 users, each maybe 10 a day", "monthly_requests", 6000),
        ("monthly_requests", "30 a day on weekdays", "monthly_requests", 643),
        ("knowledge_changes", "twice a quarter", "knowledge_changes", "monthly"),
        ("knowledge_changes", "basically never", "knowledge_changes", "never"),
        ("knowledge_changes", "it doesn't", "knowledge_changes", "never"),
        ("task_changes", "not often", "task_changes", "yearly"),
        ("latency_budget_ms", "a second and a half", "latency_budget_ms", 1500),
        ("cost_per_query_budget_usd", "not much", "cost_is_tight", True),
        ("prompting_quality", "terrible", "prompting_meets_target", False),
        ("prompting_quality", "three out of four are fine", "prompting_quality", 0.75),
        ("few_shot_works", "better, but not there yet", "few_shot_works", "partly"),
    ],
)
def test_an_answer_says_what_it_says(asked, text, field, value):
    reading = read_facts(text, asked)

    assert reading.value(field) == pytest.approx(value)
    assert not reading.skipped
    assert follows(field, value, next(f.quote for f in reading.facts if f.field == field), asked)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("labelled_examples", "thousands"),
        ("monthly_requests", "millions"),
        ("knowledge_changes", "per customer"),
        ("latency_budget_ms", "300 requests"),
        ("labelled_examples", "could be 50, could be 5,000, I can't tell"),
        ("needs_style", "What does that mean?"),
        ("needs_citations", "kinda"),
        ("needs_citations", "depends, mostly no"),
        ("needs_citations", "I'd have to check with compliance"),
        ("labelled_examples", "maybe 50, maybe 500"),
        ("labelled_examples", "not many"),
        ("labelled_examples", "not enough"),
        ("labelled_examples", "we could collect 1,000"),
        ("latency_budget_ms", "5"),
        ("few_shot_works", "haven't tried examples"),
        ("prompting_quality", "ok. our own case: a price list that changes daily"),
        ("prompting_quality", "the cloud is fine"),
        ("prompting_quality", "few-shot? works."),
    ],
)
def test_an_answer_makes_no_number_up(asked, text):
    assert read_facts(text, asked).value(asked) is None


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("prompting_quality", "we have like 40"),
        ("prompting_quality", "few-shot works kinda"),
        ("prompting_quality", "its for sorting complaints into 9 buckets"),
        ("prompting_quality", "English is fine too"),
        ("needs_external_knowledge", "ok we use it now, still 91% correct"),
        ("needs_external_knowledge", "yes we tried that too"),
        ("domain_corpus_tokens", "actually make that 95"),
    ],
)
def test_words_about_something_else_are_no_answer(asked, text):
    reading = read_facts(text, asked)

    assert reading.value(asked) is None
    assert reading.value("prompting_meets_target") is None


@pytest.mark.parametrize(
    ("before", "text", "field", "value"),
    [
        ("How many examples do I need?", "we have like 40", "labelled_examples", 40),
        ("what is structured output", "ok we use it now", "structured_output_tried", True),
        ("what is RAG?", "we have never tried it", "rag_tried", False),
    ],
)
def test_it_and_a_bare_count_mean_what_was_asked_about_before(before, text, field, value):
    reading = read_facts(text, "needs_style", before=before)

    assert reading.value(field) == value


def test_a_vague_number_is_assumed_and_an_order_of_magnitude_is_kept_apart():
    few = read_facts("a few hundred", "labelled_examples")
    many = read_facts("thousands", "labelled_examples")

    assert [(fact.value, fact.assumed) for fact in few.facts] == [(300, True)]
    assert many.facts == ()
    assert [(fact.value, fact.assumed) for fact in many.vague] == [(1000, True)]


@pytest.mark.parametrize(
    "text", ["don't know", "no idea", "skip", "not sure", "keine Ahnung", "no sé"]
)
def test_not_knowing_is_a_skip(text):
    reading = read_facts(text, "monthly_requests")

    assert reading.skipped
    assert reading.facts == () or {fact.field for fact in reading.facts} == {"language"}


def test_a_number_that_tells_something_else_is_no_answer():
    reading = read_facts("we get 300 requests a day", "labelled_examples")

    assert reading.value("labelled_examples") is None
    assert reading.value("monthly_requests") == 9000


@pytest.mark.parametrize(
    ("before", "text", "field", "value"),
    [
        ({"knowledge_changes": "monthly"}, "oops, weekly of course", "knowledge_changes", "weekly"),
        ({"labelled_examples": 9000}, "not 9,000, I meant 900", "labelled_examples", 900),
        ({"monthly_requests": 500}, "Correction: 5,000 requests a month", "monthly_requests", 5000),
        ({"monthly_requests": 20_000}, "it's 30k requests, not 20k", "monthly_requests", 30_000),
        ({"model_size_b": 70}, "oops, 70B was a typo for 7B", "model_size_b", 7),
        ({"latency_budget_ms": 200}, "I said 200 ms but it's 2 s", "latency_budget_ms", 2000),
        ({"needs_citations": True}, "actually we don't need citations", "needs_citations", False),
        (
            {"prompting_quality": 0.74, "quality_target": 0.9, "prompting_meets_target": False},
            "new numbers: prompting gives 91%",
            "prompting_meets_target",
            True,
        ),
    ],
)
def test_a_correction_replaces_what_was_known(before, text, field, value):
    assert read_facts(text, known=TaskProfile(**before)).value(field) == value


@pytest.mark.parametrize(
    ("field", "value", "quote", "fits"),
    [
        ("labelled_examples", 9000, "not 9,000", False),
        ("latency_budget_ms", 1500, "1.5 s", True),
        ("cost_per_query_budget_usd", 0.0015, "$1.50 per thousand requests", True),
        ("knowledge_records", 18_000, "15,000 interaction records, 3,000 guidelines", True),
        ("needs_style", True, "house voice", True),
        ("needs_style", False, "house voice", False),
        ("labelled_examples", 20_000, "If we had 20k examples", False),
        ("knowledge_changes", "weekly", "every quarter", False),
        ("needs_citations", True, "hello there", False),
        ("no_such_field", True, "yes", False),
    ],
)
def test_a_value_is_recorded_only_where_it_follows(field, value, quote, fits):
    assert follows(field, value, quote, None) is fits


def test_a_figure_about_something_else_is_neither_yes_nor_no():
    read = read_facts("actually latency must be below 150 ms", "needs_external_knowledge")

    assert {fact.field for fact in read.facts} == {"latency_budget_ms"}


@pytest.mark.parametrize("said", ["RAG gets 89%", "RAG quality: below target"])
def test_a_result_of_retrieval_is_no_answer_about_the_prompt(said):
    fields = {fact.field for fact in read_facts(said, "prompting_quality").facts}

    assert "rag_tried" in fields
    assert not any(field.startswith("prompting") for field in fields)


def test_a_no_to_something_else_is_no_answer():
    read = read_facts("No outside knowledge is needed.", "needs_citations", TaskProfile())

    assert [(each.field, each.value) for each in read.facts] == [
        ("needs_external_knowledge", False)
    ]


@pytest.mark.parametrize(
    ("text", "examples", "tried"),
    [
        ("No, we have 4000 examples", 4000, None),
        ("no, it's 4,000 labelled examples", 4000, None),
        ("No, we have 400 examples only", 400, False),
        ("No. We have 4,000 examples.", 4000, False),
        ("no, not yet", None, False),
    ],
)
def test_no_before_another_figure_corrects_it_and_does_not_answer(text, examples, tried):
    reading = read_facts(text, "prompting_tried", TaskProfile(labelled_examples=400))

    assert reading.value("labelled_examples") == examples
    assert reading.value("prompting_tried") is tried


@pytest.mark.parametrize(
    "text",
    ["it's closer to 5,600 reports now", "by now it is more like 5,600 reports", "closer to 5,600"],
)
def test_a_closer_figure_corrects_the_one_count_that_is_known(text):
    known = TaskProfile(labelled_examples=4000, prompting_quality=0.7)

    reading = read_facts(text, "needs_style", known)

    assert [(fact.field, fact.value) for fact in reading.facts] == [("labelled_examples", 5600)]


@pytest.mark.parametrize(
    ("text", "meets"),
    [
        ("succeeds with tuning", None),
        ("works after fine-tuning", None),
        ("falls short, so we want to fine-tune", False),
        ("good enough with a well-tuned prompt", True),
    ],
)
def test_what_succeeds_by_tuning_is_no_verdict_on_the_prompt(text, meets):
    assert read_facts(text, "prompting_quality").value("prompting_meets_target") is meets
