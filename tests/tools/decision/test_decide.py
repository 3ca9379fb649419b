"""Decisions on known cases: the chapter's own, and what its function cannot reach."""

import pytest

from tools.decision import Decision, decide
from tools.mix import MixRequest, mix
from tools.unlearning import UnlearnRequest, unlearn
from tools.vocabulary import TaskProfile

MISSED = {"prompting_meets_target": False, "needs_external_knowledge": False}
KNOWLEDGE = {"prompting_meets_target": False, "needs_external_knowledge": True}


def decided(facts: dict[str, object]) -> Decision:
    return decide(TaskProfile.model_validate(facts))


def words(decision: Decision) -> str:
    steps = [f"{step.do}. {step.because}." for step in decision.plan.steps]
    return " ".join([*steps, *(each.text for each in decision.advisories)])


QUARTERLY_POLICIES = {**KNOWLEDGE, "knowledge_changes": "quarterly"}
STRICT_JSON = {
    "needs_external_knowledge": False, "needs_format": True, "prompting_quality": 0.85,
    "quality_target": 0.97, "few_shot_works": "no", "structured_output_tried": False,
    "monthly_requests": 3_000_000,
}  # fmt: skip
DRUG_QUESTIONS = {
    "needs_external_knowledge": True, "knowledge_records": 18_000, "prompting_quality": 0.72,
    "quality_target": 0.95, "rag_quality": 0.89, "needs_style": True, "few_shot_works": "no",
    "labelled_examples": 8_000, "needs_citations": True, "latency_budget_ms": 1_000,
    "model_size_b": 7, "gpu_memory_gb": 80, "test_items": 500,
}  # fmt: skip
INTENTS = {
    "needs_external_knowledge": False, "prompting_quality": 0.88, "quality_target": 0.95,
    "labelled_examples": 500, "needs_style": False, "needs_format": False,
    "latency_budget_ms": 1_000, "cost_per_query_budget_usd": 0.01,
}  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "strategy", "plan", "chapter"),
    [
        pytest.param(QUARTERLY_POLICIES, "rag", "standard", "rag", id="self-check 1"),
        pytest.param(STRICT_JSON, "prompting+structured_output", "structured_output",
                     "fine_tuning", id="self-check 3"),
        pytest.param(DRUG_QUESTIONS, "rag+fine_tuning", "staged", None, id="medical case"),
        pytest.param(INTENTS, "prompting", "improve_prompt", "rag+fine_tuning",
                     id="exercise 14.1.5"),
    ],
)  # fmt: skip
def test_the_chapters_worked_cases(facts, strategy, plan, chapter):
    decision = decided(facts)

    assert (decision.strategy, decision.plan.kind) == (strategy, plan)
    assert (decision.chapter.strategy if decision.chapter else None) == chapter


def test_where_the_chapter_differs_the_reason_is_given():
    decision = decided(INTENTS)

    assert decision.chapter is not None
    assert "retrieval makes no sense" in (decision.chapter.differs_because or "")
    assert decision.chapter.differs_source == "14.1/1.2/framework-gaps"


def test_failures_a_day_are_counted_now_and_at_the_target():
    said = words(decided(STRICT_JSON))

    assert "15,000 fail" in said  # 100,000 a day x 15 %
    assert "it would still be 3,000" in said  # 100,000 a day x 3 %


def test_what_a_shorter_prompt_saves_is_set_against_the_training():
    said = words(decided({
        "prompting_meets_target": True, "monthly_requests": 50_000, "prompt_tokens": 2_000,
        "tuned_prompt_tokens": 500, "input_usd_per_million": 0.1,
        "cached_input_usd_per_million": 0.01, "training_usd": 500,
    }))  # fmt: skip

    assert "75.0 million saved tokens a month x $0.10 per million = $7.50" in said
    assert "$500.00 is repaid in 66.7 months" in said  # 500 / 7.50
    assert "shrinks to $0.75" in said  # a tenth


def test_a_test_set_shows_how_sure_its_figure_is():
    assert "92.7% to 96.6%" in words(decided(DRUG_QUESTIONS))  # Wilson, 475 of 500


@pytest.mark.parametrize(
    ("facts", "strategy", "plan"),
    [
        pytest.param({"aim": "harmful"}, "out_of_scope", "refuse", id="harm"),
        pytest.param({"aim": "off_topic"}, "out_of_scope", "redirect", id="off topic"),
        pytest.param({"erasure_request": True, "needs_style": True}, "unlearning_plan", "erasure",
                     id="a demand to erase"),
        pytest.param({"needs_external_knowledge": False, "prompting_tried": False}, "prompting",
                     "measure_first", id="no baseline"),
        pytest.param({**KNOWLEDGE, "domain_corpus_tokens": 120_000, "knowledge_changes": "yearly",
                      "needs_citations": False}, "prompting", "long_context", id="small corpus"),
        pytest.param({**KNOWLEDGE, "domain_corpus_tokens": 120_000, "knowledge_changes": "yearly",
                      "needs_citations": True}, "rag", "standard", id="small corpus with sources"),
        pytest.param({"prompting_meets_target": True, "latency_budget_ms": 150}, "fine_tuning",
                     "distillation", id="good but slow"),
        pytest.param({"prompting_meets_target": True, "cost_is_tight": True,
                      "monthly_requests": 5_000_000}, "fine_tuning", "distillation",
                     id="good but dear at volume"),
        pytest.param({"prompting_meets_target": True, "cost_is_tight": True,
                      "monthly_requests": 2_000}, "prompting", "smaller_model",
                     id="dear but few requests"),
        pytest.param({**KNOWLEDGE, "rag_tried": True, "rag_meets_target": False,
                      "rag_gap": "concepts", "domain_corpus_tokens": 400_000_000},
                     "continual_pretraining+sft", "two_stage", id="language missing"),
        pytest.param({**KNOWLEDGE, "rag_tried": True, "rag_meets_target": False,
                      "rag_gap": "lookup"}, "rag", "improve_retrieval", id="text not found"),
        pytest.param({**KNOWLEDGE, "rag_meets_target": False, "rag_gap": "behaviour",
                      "labelled_examples": 30}, "rag", "collect_examples", id="few examples"),
        pytest.param({**MISSED, "needs_style": True, "few_shot_works": "no",
                      "labelled_examples": 4_000, "data_type": "preference_pairs"},
                     "fine_tuning", "preference_tuning", id="preference pairs"),
        pytest.param({**MISSED, "needs_format": True, "structured_output_tried": True,
                      "few_shot_works": "no", "labelled_examples": 4_000,
                      "automatic_grader": True}, "fine_tuning", "reinforcement_tuning",
                     id="gradable"),
        pytest.param({**MISSED, "needs_style": True, "few_shot_works": "no",
                      "labelled_examples": 38}, "prompting", "collect_examples", id="38 examples"),
        pytest.param({**MISSED, "task_changes": "weekly", "needs_style": True,
                      "few_shot_works": "no", "labelled_examples": 900}, "prompting",
                     "keep_flexible", id="task moves"),
    ],
)  # fmt: skip
def test_what_the_chapters_function_cannot_reach(facts, strategy, plan):
    decision = decided(facts)

    assert (decision.strategy, decision.plan.kind) == (strategy, plan)


@pytest.mark.parametrize(
    ("facts", "method"),
    [
        ({"model_size_b": 7, "gpu_memory_gb": 12}, "qlora"),
        ({"model_size_b": 7, "gpu_memory_gb": 80}, "lora"),
        ({}, "lora"),
        ({"data_type": "preference_pairs"}, "api"),
        ({"data_type": "preference_pairs", "data_must_stay_in_house": True}, "lora"),
    ],
)
def test_the_method_follows_memory_and_where_data_may_go(facts, method):
    voice = {**MISSED, "needs_style": True, "few_shot_works": "no", "labelled_examples": 1_500}

    assert decided({**voice, **facts}).method == method


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"planned_epochs": 20}, "20 epochs are far too many"),
        ({"general_before": 64, "general_after": 59}, "5 points is 7.8% relative"),
        ({"labelled_examples": 5_000}, "2,143 general samples, 7,143 in total"),
        ({"labels_are_noisy": True}, "about 1,000 curated examples"),
        ({"sequential_tuning": "monthly"}, "forgetting intensified from 1B to 7B"),
        ({"data_must_stay_in_house": True}, "rule out hosted tuning"),
        ({"model_size_b": 7}, "5.5 GB for QLoRA, 16.0 GB for LoRA and 56.0 GB for full"),
        ({}, "OpenAI closes 2027-01-06, Cohere closed 2025-09-15"),
    ],
)
def test_a_plan_to_train_is_warned_about_what_it_overlooks(facts, says):
    voice = {**MISSED, "needs_style": True, "few_shot_works": "no", "labelled_examples": 900}

    assert says in words(decided({**voice, **facts}))


@pytest.mark.parametrize("entered", ["index", "fine_tuning", "own_pre_training", "vendor_model"])
def test_only_what_can_be_proven_is_called_exact(entered):
    steps = " ".join(
        step.do
        for step in decided({"erasure_request": True, "data_entered_via": entered}).plan.steps
    )

    assert ("exact for that stage" in steps) == (entered == "fine_tuning")
    assert ("gradient ascent" in steps) == (entered == "own_pre_training")


@pytest.mark.parametrize(
    ("now", "needed", "items"), [(0.88, 0.95, "248"), (0.9, 0.95, "435"), (0.85, 0.99, None)]
)
def test_the_size_of_a_hold_out_is_told_for_the_case_at_hand_or_not_at_all(now, needed, items):
    facts = {"prompting_quality": now, "quality_target": needed, "labelled_examples": 500}

    told = [each.text for each in decided(facts).advisories if each.id == "HOLDOUT-100"]

    assert bool(told) == (items is not None)
    assert all(f"from {now:.0%} takes about {items} items" in each for each in told)


def test_a_plan_names_the_samples_that_the_mix_names() -> None:
    style = {**MISSED, "needs_style": True, "few_shot_works": "no", "labelled_examples": 5_000}

    general = mix(MixRequest(task_samples=5_000)).general_samples

    assert f"{general:,} general samples" in words(decided(style))


@pytest.mark.parametrize("deletions", [None, 0, 10])
def test_a_plan_names_the_shards_that_unlearning_names(deletions: int | None) -> None:
    shards = {"shards": 20, "deletions": deletions}

    hit = unlearn(UnlearnRequest.model_validate(shards)).expected_shards_hit

    assert f"taken together: {hit:.1f}." in words(decided({"erasure_request": True, **shards}))
