"""Plan lint: every conflict can be met, and silence where nothing is known."""

from typing import Any

import pytest

from tools.cost import CostRequest, cost
from tools.forgetting import ForgettingRequest, forgetting
from tools.mix import MixRequest, mix
from tools.plan_lint import Call, PlanFacts, conflict_rows, facts_of, lint
from tools.vocabulary import TaskProfile

MET: dict[str, dict[str, Any]] = {
    "LATENCY-RETRIEVAL": {"latency_budget_ms": 200, "strategy": "rag+fine_tuning"},
    "LATENCY-SAME-SIZE": {"latency_budget_ms": 150, "strategy": "fine_tuning", "model_size_b": 70},
    "CITATIONS-CLOSED-BOOK": {"needs_citations": True, "strategy": "fine_tuning"},
    "UNLEARNING-4-BIT": {"unlearns": True, "serving_bits": 4},
    "UNLEARNING-EDITS": {
        "unlearns": True, "edits_planned": True, "data_entered_via": "own_pre_training",
    },
    "UNLEARNING-RETUNING": {
        "unlearns": True, "strategy": "fine_tuning", "data_entered_via": "own_pre_training",
    },
    "TEST-TOO-SMALL": {"quality_target": 0.95, "test_items": 100},
    "ADAPTER-WITH-FULL-RATE": {"method": "lora", "learning_rate": 2e-5},
    "FULL-WITH-ADAPTER-RATE": {"method": "full", "learning_rate": 2e-4},
    "SYMPTOM-NOT-MEASURED": {"unmeasured_symptom": True},
    "FEW-BENCHMARKS": {"strategy": "fine_tuning", "general_benchmarks": 1},
    "PROVIDER-CLOSES": {"provider": "OpenAI", "payback_months": 6, "today": "2026-11-24"},
    "ROWS-NOT-TOKENS": {"general_row_share": 0.3, "general_token_share": 0.05},
}  # fmt: skip


def found(**facts: Any) -> list[str]:
    return [each.id for each in lint(PlanFacts.model_validate(facts)).conflicts]


@pytest.mark.parametrize("conflict", sorted(MET))
def test_every_conflict_shows_where_it_is_met(conflict: str) -> None:
    assert conflict in found(**MET[conflict])


def test_every_row_is_tried_and_has_a_source() -> None:
    assert {row.id for row in conflict_rows()} == MET.keys()
    assert all(row.source for row in conflict_rows())


@pytest.mark.parametrize("conflict", sorted(MET))
def test_what_is_not_known_conflicts_with_nothing(conflict: str) -> None:
    for name in MET[conflict]:
        if name != "data_entered_via":
            assert conflict not in found(**MET[conflict] | {name: None})


@pytest.mark.parametrize(
    "facts",
    [
        {"unlearns": True, "serving_bits": 4, "data_entered_via": "index"},
        {"quality_target": 0.95, "test_items": 500},
        {"method": "lora", "learning_rate": 2e-4},
        {"needs_citations": True, "strategy": "rag+fine_tuning"},
        {"provider": "Fireworks", "payback_months": 60, "today": "2026-11-24"},
        {"provider": "somebody else", "payback_months": 60, "today": "2026-11-24"},
        {},
    ],
)
def test_sound_plans_pass(facts: dict[str, Any]) -> None:
    assert found(**facts) == []


def test_facts_are_gathered_over_the_whole_consultation() -> None:
    mixing = {"task_samples": 7_000, "task_tokens": 1_000, "general_tokens": 100, "method": "LoRA"}
    paying = {
        "monthly_requests": 1_000, "prompt_tokens": 1_000, "tuned_prompt_tokens": 0,
        "input_usd_per_million": 1, "training_usd": 6, "provider": "OpenAI",
        "today": "2026-11-24",
    }  # fmt: skip
    watching = {
        "base": {"mmlu": 0.6},
        "checkpoints": [{"step": 1, "task": 0.9, "general": {"mmlu": 0.6}}],
        "symptoms": ["repetition"],
    }
    calls = [
        Call("mix", mixing, mix(MixRequest.model_validate(mixing)).model_dump(mode="json")),
        Call("cost", paying, cost(CostRequest.model_validate(paying)).model_dump(mode="json")),
        Call(
            "forgetting",
            watching,
            forgetting(ForgettingRequest.model_validate(watching)).model_dump(mode="json"),
        ),
        Call("power", {"target": 0.95, "samples": 100}, {}),
        Call("unlearn", {"serving_bits": 4, "edits_planned": 2}, {}),
        Call("search", {}, {}),
    ]

    facts = facts_of(TaskProfile(needs_citations=True), "fine_tuning", calls)

    assert {each.id for each in lint(facts).conflicts} == {
        "CITATIONS-CLOSED-BOOK", "FEW-BENCHMARKS", "PROVIDER-CLOSES", "ROWS-NOT-TOKENS",
        "SYMPTOM-NOT-MEASURED", "TEST-TOO-SMALL", "UNLEARNING-4-BIT", "UNLEARNING-EDITS",
    }  # fmt: skip


def test_the_profile_alone_may_be_enough() -> None:
    facts = facts_of(TaskProfile(latency_budget_ms=150), "rag")

    assert [each.id for each in lint(facts).conflicts] == ["LATENCY-RETRIEVAL"]


def test_what_a_plan_cannot_have_stays_unknown() -> None:
    called = Call("power", {"target": 0.95, "samples": "100 items"}, {})

    facts = facts_of(TaskProfile(test_items=0), "fine_tuning", [called])

    assert (facts.quality_target, facts.test_items) == (0.95, None)
    assert facts_of(TaskProfile(test_items=0)).target_margin is None
