"""Power: golden intervals and sizes, the formula against enumeration, odd requests."""

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tools.errors import InputError, in_words
from tools.power import Power, PowerRequest, power
from tools.proportions import mcnemar, power_of, samples_per_arm, wilson_interval


def asked(**given_: object) -> Power:
    return power(PowerRequest.model_validate(given_))


@pytest.mark.parametrize(
    ("successes", "samples", "low", "high"),
    [(88, 100, 80.2, 93.0), (95, 100, 88.8, 97.8), (360, 500, 67.9, 75.8), (445, 500, 86.0, 91.5),
     (481, 500, 94.1, 97.6)],
)  # fmt: skip
def test_wilson_intervals(successes: int, samples: int, low: float, high: float) -> None:
    interval = asked(successes=successes, samples=samples).interval

    assert interval is not None
    assert (round(100 * interval.low, 1), round(100 * interval.high, 1)) == (low, high)
    assert interval.level == 0.95


def test_88_against_95_takes_248_an_arm_and_fewer_if_paired() -> None:
    answer = asked(baseline=0.88, target=0.95)

    assert answer.samples_per_arm == 248
    assert answer.paired is not None
    assert answer.paired.samples_at_best < answer.paired.samples_if_unrelated <= 2 * 248


def test_the_formula_agrees_with_counting_all_outcomes() -> None:
    count, low, high = 248, 0.88, 0.95

    def chance(rate: float, right: int) -> float:
        return math.comb(count, right) * rate**right * (1 - rate) ** (count - right)

    before = [chance(low, right) for right in range(count + 1)]
    after = [chance(high, right) for right in range(count + 1)]
    shown = sum(
        before[x] * after[y]
        for x in range(count + 1)
        for y in range(count + 1)
        if _rejects(x, y, count)
    )

    assert shown == pytest.approx(0.8, abs=0.02)
    assert power_of(low, high, count, 0.05) == pytest.approx(0.8, abs=0.005)


def _rejects(x: int, y: int, count: int) -> bool:
    pooled = (x + y) / (2 * count)
    spread = math.sqrt(2 * pooled * (1 - pooled) / count)
    return spread > 0 and abs(x - y) / count / spread > 1.959964


def test_a_hold_out_of_100_does_not_show_95_nor_does_96_2_of_500() -> None:
    hold_out = asked(successes=95, samples=100, target=0.95, baseline=0.88)
    medical = asked(successes=481, samples=500, target=0.95)

    assert hold_out.target_shown is False
    assert medical.target_shown is False
    assert hold_out.power_with_samples is not None
    assert hold_out.power_with_samples < 0.5
    assert any("100 items are fewer than the 248" in words for words in hold_out.advice)


def test_500_labels_are_cross_validated_rather_than_100_held_out() -> None:
    answer = asked(baseline=0.88, target=0.95, labelled_examples=500)

    assert answer.cross_validation is not None
    assert answer.cross_validation.held_out == 100
    assert answer.cross_validation.all_examples_interval.low > 0.92
    assert any("cross-validate" in words for words in answer.advice)


def test_what_a_test_set_can_show_is_the_rate_its_size_was_made_for() -> None:
    answer = asked(baseline=0.88, samples=248)

    assert answer.detectable_rate == pytest.approx(0.95, abs=1e-3)
    assert asked(baseline=0.999, samples=100).detectable_rate is None


def test_paired_answers_are_tested_by_what_changed() -> None:
    assert mcnemar(0, 0) == 1.0
    assert mcnemar(9, 1) == pytest.approx(22 / 1024)
    assert mcnemar(700, 400) == pytest.approx(mcnemar(400, 700))
    changed = asked(fixed=9, broken=1).paired_test
    assert changed is not None
    assert changed.shown


def test_without_errors_the_interval_is_still_wide() -> None:
    low, high = wilson_interval(100, 100)

    assert (round(low, 3), high) == (0.963, 1.0)


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({}, "baseline"),
        ({"baseline": 0.9}, "target"),
        ({"baseline": 0.9, "target": 0.9}, "target"),
        ({"successes": 5}, "samples"),
        ({"successes": 5, "samples": 0}, "samples"),
        ({"successes": 6, "samples": 5}, "successes"),
        ({"fixed": 6}, "broken"),
        ({"baseline": 0.8, "target": 0.9, "discordant_share": 0.01}, "discordant_share"),
    ],
)
def test_what_cannot_be_answered_says_what_to_give(
    arguments: dict[str, object], field: str
) -> None:
    with pytest.raises(InputError) as refused:
        asked(**arguments)

    assert refused.value.field == field


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"baseline": 88, "target": 0.95}, "baseline"),
        ({"baseline": "NaN", "target": 0.95}, "baseline"),
        ({"successes": -1, "samples": 5}, "successes"),
        ({"successes": 10**18, "samples": 5}, "successes"),
        ({"baseline": 0.5, "target": 0.6, "alpha": 0}, "alpha"),
        ({"baseline": 0.5, "target": 0.6, "confidence": 0.9}, "confidence"),
    ],
)
def test_input_out_of_range_is_refused_by_name(arguments: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        PowerRequest.model_validate(arguments)

    assert field in {each.field for each in in_words(refused.value)}


@settings(max_examples=80, deadline=None)
@given(
    baseline=st.floats(0, 1),
    target=st.floats(0, 1),
    alpha=st.floats(1e-6, 0.5),
    wanted=st.floats(0.5, 0.9999),
    samples=st.integers(1, 10**12),
    right=st.floats(0, 1),
)
def test_every_request_is_answered_in_range_or_refused_in_words(
    baseline: float, target: float, alpha: float, wanted: float, samples: int, right: float
) -> None:
    arguments = {
        "baseline": baseline, "target": target, "alpha": alpha, "power": wanted,
        "samples": samples, "successes": int(right * samples),
    }  # fmt: skip
    try:
        answer = asked(**arguments)
    except InputError as refused:
        assert refused.field == "target"
        return

    assert answer.samples_per_arm is not None
    assert answer.samples_per_arm >= 1
    assert answer.interval is not None
    assert 0 <= answer.interval.low <= answer.interval.high <= 1
    json.loads(answer.model_dump_json())


@settings(max_examples=40, deadline=None)
@given(st.floats(0.01, 0.9), st.floats(0.02, 0.09))
def test_the_size_that_is_asked_for_has_the_power_that_was_wanted(
    baseline: float, gain: float
) -> None:
    size = samples_per_arm(baseline, baseline + gain, alpha=0.05, power=0.8)

    assert power_of(baseline, baseline + gain, size, 0.05) >= 0.8 - 1e-9
    assert power_of(baseline, baseline + gain, size - 1, 0.05) < 0.8
