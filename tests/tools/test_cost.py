"""Costs: the exercise's function, break-even against a search, and when tuning never pays."""

import math
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tools.cost import Cost, CostRequest, Never, Payback, cost, prices, providers
from tools.errors import InputError, in_words

EXAMPLE = {
    "prompt_tokens": 3_000,
    "tuned_prompt_tokens": 500,
    "output_tokens": 300,
    "input_usd_per_million": 0.15,
    "output_usd_per_million": 0.60,
    "tuned_input_usd_per_million": 0.30,
    "tuned_output_usd_per_million": 1.20,
}
PREFIX = {"prompt_tokens": 1_500, "tuned_prompt_tokens": 0, "training_usd": 500, "months": 6}


def asked(**given_: object) -> Cost:
    return cost(CostRequest.model_validate(given_))


def payback(answer: Cost) -> Payback:
    assert isinstance(answer.break_even, Payback)
    return answer.break_even


@pytest.mark.parametrize(
    ("upfront", "requests"), [({"training_usd": 7.20}, 60_000),
    ({"training_usd": 7.20, "labelling_usd": 2_000}, 16_726_667)],
)  # fmt: skip
def test_a_saving_of_12_cents_in_a_thousand_requests_earns_training_back(
    upfront: dict[str, float], requests: int
) -> None:
    answer = asked(**EXAMPLE, **upfront)

    assert answer.saving_usd_per_request == 0.00012
    assert payback(answer).requests == requests
    assert payback(answer).months is None


@pytest.mark.parametrize(
    ("name", "hits", "hosting", "requests_a_month"),
    [
        ("gpt-6-luna", 0, 0, 556e3),
        ("gpt-6-luna", 0.95, 0, 3.5e6),
        ("gpt-6-sol", 0, 0, 28e3),
        ("gpt-6-sol", 0.95, 0, 176e3),
        ("gpt-6-luna", 0, 1_460, 10e6),
        ("gpt-6-luna", 0.95, 1_460, 65e6),
        ("gpt-6-sol", 0, 1_460, 514e3),
        ("gpt-6-sol", 0.95, 1_460, 3.3e6),
    ],
)
def test_the_paying_volume_moves_with_price_cache_and_hosting(
    name: str, hits: float, hosting: float, requests_a_month: float
) -> None:
    answer = asked(**PREFIX, priced_as=name, cache_hit_share=hits, hosting_usd_per_month=hosting)

    assert answer.paying_volume == pytest.approx(requests_a_month, rel=0.03)


@pytest.mark.parametrize(
    ("volume", "hits", "saved"),
    [(10_000, 0, 1.5), (100_000, 0.95, 2.36), (1_000_000, 0.95, 23.6), (1_000_000, 0, 150)],
)
def test_a_cached_prefix_saves_little_when_it_goes(volume: int, hits: float, saved: float) -> None:
    answer = asked(
        prompt_tokens=1_500,
        tuned_prompt_tokens=0,
        priced_as="gpt-6-luna",
        monthly_requests=volume,
        cache_hit_share=hits,
    )

    assert volume * answer.saving_usd_per_request == pytest.approx(saved, rel=2e-3)


def test_the_exercise_is_reproduced_beside_ours() -> None:
    answer = asked(**EXAMPLE, monthly_requests=100_000, training_usd=120, hosting_usd_per_month=50)

    assert answer.chapter is not None
    assert answer.chapter.monthly_usd.prompting == pytest.approx(63.0)
    assert answer.chapter.monthly_usd.tuned == pytest.approx(51.0 + 10.0)
    assert answer.chapter.cheaper == "tuned"
    assert answer.monthly_usd is not None
    assert answer.monthly_usd.tuned == pytest.approx(51 + 10 + 50)
    assert answer.cheaper == "prompting"


def test_hosting_that_eats_the_saving_never_pays_and_names_the_volume_that_would() -> None:
    answer = asked(
        **EXAMPLE, monthly_requests=1_000_000, training_usd=7.2, hosting_usd_per_month=1_460
    )

    assert isinstance(answer.break_even, Never)
    assert "12,166,667 requests a month" in answer.break_even.never
    assert answer.model_dump(mode="json")["break_even"].keys() == {"never"}


def test_a_dearer_tuned_request_never_pays() -> None:
    answer = asked(**EXAMPLE | {"tuned_prompt_tokens": 3_000}, monthly_requests=10**6)

    assert isinstance(answer.break_even, Never)
    assert "every request loses" in answer.break_even.never
    assert answer.paying_volume is None


def test_a_long_wait_is_not_never() -> None:
    answer = asked(**EXAMPLE, monthly_requests=1, training_usd=10**6)

    assert payback(answer).months == pytest.approx(10**6 / 0.00012)
    assert answer.cheaper == "prompting"


def test_no_requests_save_nothing_but_the_requests_to_earn_back_are_known() -> None:
    answer = asked(**EXAMPLE, monthly_requests=0, training_usd=7.2)

    assert payback(answer).requests == 60_000
    assert payback(answer).months is None
    assert any("no requests a month" in words for words in answer.warnings)
    assert isinstance(
        asked(**EXAMPLE, monthly_requests=0, hosting_usd_per_month=5).break_even, Never
    )


def test_nothing_paid_is_earned_back_at_once() -> None:
    answer = asked(**EXAMPLE, monthly_requests=5)

    assert (payback(answer).requests, payback(answer).months) == (0, 0.0)


def test_prices_of_zero_save_nothing() -> None:
    answer = asked(
        prompt_tokens=10, tuned_prompt_tokens=5, input_usd_per_million=0, output_usd_per_million=0,
        monthly_requests=9,
    )  # fmt: skip

    assert isinstance(answer.break_even, Never)
    assert answer.cheaper == "same"


def test_what_was_not_said_is_named() -> None:
    fields = {each.field for each in asked(prompt_tokens=10, input_usd_per_million=1).assumptions}

    assert {"training_usd", "labelling_usd", "hosting_usd_per_month", "months"} <= fields


def test_the_json_case_fails_15_000_and_3_000_times_a_day() -> None:
    answer = asked(
        **EXAMPLE, monthly_requests=3_000_000, prompting_failure_rate=0.15,
        tuned_failure_rate=0.03, failure_usd=0.01,
    )  # fmt: skip

    assert answer.failures is not None
    assert (answer.failures.prompting_per_day, answer.failures.tuned_per_day) == (15_000, 3_000)
    assert answer.saving_usd_per_request == pytest.approx(0.00012 + 0.12 * 0.01)


def test_old_prices_are_said_aloud_and_younger_ones_show_their_age() -> None:
    young = asked(**PREFIX, priced_as="gpt-6-luna", today=date(2026, 12, 24))
    old = asked(**PREFIX, priced_as="GPT-6 Luna", today=date(2027, 3, 1))

    assert young.prices is not None
    assert young.prices.age_days == 30
    assert not any("days old" in words for words in young.warnings)
    assert any("97 days old" in words for words in old.warnings)


def test_tokens_beside_hosting_are_asked_about() -> None:
    answer = asked(prompt_tokens=9, input_usd_per_million=1, hosting_usd_per_month=1_460)

    assert any("say 0 for tuned_input_usd_per_million" in words for words in answer.warnings)


def test_a_provider_that_closes_before_payback_is_named() -> None:
    answer = asked(
        **EXAMPLE, monthly_requests=10_000, training_usd=7.2, provider="openai",
        today=date(2026, 11, 24),
    )  # fmt: skip

    assert any("2027-01-06" in words and "after that day" in words for words in answer.warnings)


def test_a_provider_that_has_closed_is_told_in_the_past() -> None:
    answer = asked(**EXAMPLE, training_usd=7.2, provider="Cohere")

    assert any("Cohere ended tuning on 2025-09-15" in words for words in answer.warnings)


def test_sensitivity_names_the_value_at_which_the_cheaper_side_changes() -> None:
    answer = asked(**EXAMPLE, monthly_requests=1_000_000, training_usd=240)
    rows = {row.field: row for row in answer.sensitivity}

    assert rows["training_usd"].switches_at == pytest.approx(1_440)
    assert rows["hosting_usd_per_month"].switches_at == pytest.approx(100)
    switched = asked(**EXAMPLE | {"monthly_requests": 166_667}, training_usd=240)
    assert rows["monthly_requests"].switches_at == pytest.approx(166_666.67, rel=1e-6)
    assert switched.cheaper == "tuned"


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"monthly_requests": "NaN"}, "monthly_requests"),
        ({"monthly_requests": -1}, "monthly_requests"),
        ({"input_usd_per_million": float("nan")}, "input_usd_per_million"),
        ({"input_usd_per_million": -0.1}, "input_usd_per_million"),
        ({"cache_hit_share": 95}, "cache_hit_share"),
        ({"months": 0}, "months"),
        ({"prompt_tokens": 10**18}, "prompt_tokens"),
        ({"monthly_requets": 5}, "monthly_requets"),
        ({"today": "9999-12-31"}, "today"),
    ],
)
def test_input_out_of_range_is_refused_by_name(arguments: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        CostRequest.model_validate(arguments)

    assert [each.field for each in in_words(refused.value)] == [field]


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({}, "prompt_tokens"),
        ({"prompt_tokens": 5}, "input_usd_per_million"),
        ({"prompt_tokens": 5, "priced_as": "gpt-6-lunar"}, "priced_as"),
        ({"prompt_tokens": 5, "input_usd_per_million": 1, "provider": "openia"}, "provider"),
    ],
)
def test_what_cannot_be_answered_says_what_to_give(
    arguments: dict[str, object], field: str
) -> None:
    with pytest.raises(InputError) as refused:
        asked(**arguments)

    assert refused.value.field == field


def test_every_price_and_provider_has_a_source_and_a_day() -> None:
    assert all(row.source and row.as_of >= date(2026, 1, 1) for row in prices())
    assert all(row.source and row.note for row in providers())


money = st.floats(0, 10_000, allow_nan=False).map(lambda amount: round(amount, 6))


@settings(max_examples=60, deadline=None)
@given(
    volume=st.integers(1, 10**7),
    long=st.integers(0, 5_000),
    short=st.integers(0, 5_000),
    price=money,
    tuned_price=money,
    upfront=money,
    hosting=money,
)
def test_break_even_agrees_with_a_search_over_months(
    volume: int, long: int, short: int, price: float, tuned_price: float, upfront: float,
    hosting: float,
) -> None:  # fmt: skip
    answer = asked(
        monthly_requests=volume, prompt_tokens=long, tuned_prompt_tokens=short,
        input_usd_per_million=price, tuned_input_usd_per_million=tuned_price,
        training_usd=upfront, hosting_usd_per_month=hosting,
    )  # fmt: skip

    def balance(months: Fraction) -> Fraction:
        saved = long * _exact(price) - short * _exact(tuned_price)
        return months * (volume * saved / 10**6 - _exact(hosting)) - _exact(upfront)

    if isinstance(answer.break_even, Never):
        assert balance(Fraction(10**12)) < 0 or balance(Fraction(10**12)) == balance(Fraction(0))
        return
    assert answer.break_even.requests is not None
    months = Fraction(answer.break_even.requests, volume)
    assert balance(months) >= 0
    assert balance(months - Fraction(1, volume)) < 0 or answer.break_even.requests == 0


def _exact(amount: float) -> Fraction:
    return Fraction(str(amount))


PRICES = st.one_of(st.just(0.0), st.floats(1e-5, 10**5))


@settings(max_examples=60, deadline=None)
@given(
    st.fixed_dictionaries(
        {"prompt_tokens": st.floats(0, 10**7), "input_usd_per_million": PRICES},
        optional={
            "monthly_requests": st.integers(0, 10**15),
            "tuned_prompt_tokens": st.floats(0, 10**7),
            "output_tokens": st.floats(0, 10**7),
            "cached_input_usd_per_million": PRICES,
            "cache_hit_share": st.floats(0, 1),
            "output_usd_per_million": PRICES,
            "tuned_output_usd_per_million": PRICES,
            "training_usd": st.floats(0, 10**12),
            "hosting_usd_per_month": st.floats(0, 10**12),
            "retrainings_per_year": st.floats(0, 366),
            "months": st.floats(0.1, 600),
            "prompting_failure_rate": st.floats(0, 1),
            "failure_usd": st.floats(0, 10**6),
        },
    )
)
def test_every_valid_request_is_answered_with_finite_numbers(arguments: dict[str, object]) -> None:
    answer = cost(CostRequest.model_validate(arguments))

    assert math.isfinite(answer.saving_usd_per_request)
    assert answer.sources
    assert "NaN" not in answer.model_dump_json()
    assert isinstance(answer.break_even, Never) or "Inf" not in answer.model_dump_json()
