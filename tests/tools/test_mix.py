"""The data mix: the chapter's counts, ours, and what to say about odd ones."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tools.errors import InputError, in_words
from tools.mix import MixRequest, corpora, mix, replay_rows


@pytest.mark.parametrize(
    ("task", "general"),
    [(0, 0), (1, 0), (2, 0), (3, 1), (7, 3), (10, 4), (500, 214), (1_000, 428), (5_000, 2_142),
     (8_000, 3_428), (10_000, 4_285)],
)  # fmt: skip
def test_the_chapter_cuts_fractions_off(task: int, general: int) -> None:
    assert mix(MixRequest(task_samples=task)).chapter.general_samples == general


def test_the_chapter_mixes_7142_from_5000_at_a_share_of_70_008() -> None:
    chapter = mix(MixRequest(task_samples=5_000)).chapter

    assert chapter.total == 7_142
    assert chapter.effective_task_ratio == pytest.approx(0.70008, abs=5e-6)


def test_we_round_to_the_nearest_sample_and_say_so() -> None:
    answer = mix(MixRequest(task_samples=5_000))

    assert (answer.general_samples, answer.total) == (2_143, 7_143)
    assert "nearest" in answer.rounding
    assert [each.field for each in answer.assumptions] == ["task_ratio"]


def test_no_task_samples_have_no_share() -> None:
    answer = mix(MixRequest(task_samples=0))

    assert answer.effective_task_ratio is None
    assert answer.total == 0
    assert answer.warnings


def test_one_sample_gets_no_general_sample_and_a_warning() -> None:
    answer = mix(MixRequest(task_samples=1))

    assert answer.general_samples == 0
    assert "no whole general sample" in answer.warnings[0]


def test_shares_that_do_not_add_up_are_refused_with_their_sum() -> None:
    with pytest.raises(InputError, match=r"95\.0%, not 100%") as refused:
        mix(MixRequest(task_samples=10, task_ratio=0.7, general_ratio=0.25))

    assert refused.value.field == "general_ratio"


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"task_samples": -100}, "task_samples"),
        ({"task_samples": "NaN"}, "task_samples"),
        ({"task_samples": 10**18}, "task_samples"),
        ({"task_samples": 5, "task_ratio": 0}, "task_ratio"),
        ({"task_samples": 5, "task_ratio": float("nan")}, "task_ratio"),
        ({"task_samples": 5, "task_ratio": 70}, "task_ratio"),
        ({"task_samples": 5, "general_share": 0.3}, "general_share"),
        ({"task_samples": 5, "general_tokens": 214_300_000}, "general_tokens"),
    ],
)
def test_input_out_of_range_is_refused_by_name(arguments: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        MixRequest.model_validate(arguments)

    assert field in {each.field for each in in_words(refused.value)}


def test_a_method_is_read_however_it_is_spelt() -> None:
    assert MixRequest(task_samples=1, method="LoRA ").method == "lora"
    assert MixRequest(task_samples=1, method="CPT").method == "continual_pretraining"


def test_a_strong_shift_asks_for_more_general_data_than_a_weak_one() -> None:
    def shares(shift: str) -> tuple[float, float]:
        request = MixRequest.model_validate(
            {"task_samples": 1_000, "method": "cpt", "shift": shift}
        )
        (row,) = mix(request).advised
        return row.general_share_low, row.general_share_high

    assert shares("weak") == (0.05, 0.05)
    assert shares("strong") == (0.25, 0.5)


def test_rows_and_tokens_are_different_shares() -> None:
    answer = mix(MixRequest(task_samples=7_000, task_tokens=1_000, general_tokens=100))

    assert answer.by_tokens is not None
    assert answer.by_tokens.general_token_share == pytest.approx(300_000 / 7_300_000)
    assert answer.by_tokens.general_samples_for_share == 30_000
    assert any("of the tokens" in words for words in answer.warnings)


def test_small_general_sets_are_counted_in_passes() -> None:
    answer = mix(MixRequest(task_samples=7_000, general_available=300))

    assert answer.passes == 10.0
    assert any("10.0 times" in words for words in answer.warnings)


def test_without_general_data_the_base_writes_its_own() -> None:
    answer = mix(MixRequest(task_samples=700, general_available=0))

    assert answer.passes is None
    assert any("self-generated replay" in words for words in answer.warnings)


def test_a_step_may_see_no_general_sample() -> None:
    answer = mix(MixRequest(task_samples=700, batch_size=2))

    assert answer.by_batch is not None
    assert answer.by_batch.general_samples_mean == pytest.approx(0.6)
    assert answer.by_batch.steps_without_general == pytest.approx(0.49)


def test_every_method_has_a_measured_share_and_every_kind_a_corpus() -> None:
    assert {row.method for row in replay_rows()} == {
        "lora", "qlora", "api", "full", "continual_pretraining",
    }  # fmt: skip
    assert {row.kind for row in corpora()} == {
        "instruction", "safety", "web", "code", "multilingual",
    }  # fmt: skip


@given(
    task=st.integers(0, 10**15),
    ratio=st.floats(0.001, 1),
    tokens=st.floats(1, 2_000_000),
    available=st.integers(0, 10**15),
)
def test_every_valid_request_is_answered_with_finite_numbers(
    task: int, ratio: float, tokens: float, available: int
) -> None:
    answer = mix(
        MixRequest(
            task_samples=task,
            task_ratio=ratio,
            task_tokens=tokens,
            general_tokens=100,
            general_available=available,
            batch_size=8,
        )
    )

    assert answer.total == answer.task_samples + answer.general_samples
    assert answer.effective_task_ratio is None or math.isfinite(answer.effective_task_ratio)
    assert abs(answer.general_samples - task * (1 - ratio) / ratio) <= 0.5 + 1e-6 * task / ratio


@pytest.mark.parametrize("method", [{}, [], 7, "LoRAX"])
def test_a_method_that_is_no_word_of_ours_is_refused(method: object) -> None:
    with pytest.raises(ValidationError, match="method"):
        MixRequest.model_validate({"task_samples": 1, "method": method})
