"""Which cards hold a job, what fits a card, and what would change that."""

from time import perf_counter

import pytest

from tools.errors import InputError, read
from tools.estimate import EstimateRequest, estimate
from tools.estimate.cards import cards, find_card
from tools.estimate.explaining import explain_estimate
from tools.estimate.searching import WhatFitsRequest, what_fits

QLORA = EstimateRequest(model="Llama-3.1-8B", method="qlora")


def test_cards_span_8_to_288_gb_each_with_a_source_and_prices_with_a_date() -> None:
    sizes = [card.memory_gb for card in cards()]

    assert min(sizes) < 9
    assert max(sizes) > 288


def test_every_card_named_holds_the_job_and_the_cheapest_comes_first() -> None:
    answer = estimate(QLORA)

    prices = [card.usd_per_hour for card in answer.gpus_that_fit if card.usd_per_hour is not None]
    assert prices == sorted(prices)
    assert all(card.headroom_gb > 0 for card in answer.gpus_that_fit)
    assert all(card.memory_gb >= answer.device_gb * 1.05 for card in answer.gpus_that_fit)


def test_a_card_without_bf16_units_is_left_out_where_bf16_is_computed_in() -> None:
    assert "T4" not in {card.name for card in estimate(QLORA).gpus_that_fit}


def test_what_no_card_holds_alone_is_spread_over_several() -> None:
    answer = estimate(EstimateRequest(model="Llama-3.1-70B", method="full"))

    assert not answer.gpus_that_fit
    assert answer.several_gpus[0].gpus >= 2
    assert answer.several_gpus[0].sharding == "fsdp"


def test_what_nothing_holds_says_why_and_what_to_do() -> None:
    answer = estimate(EstimateRequest(params_b=5_000, method="full"))

    assert answer.does_not_fit is not None
    assert "What helps: LoRA instead of full fine-tuning" in answer.does_not_fit


@pytest.mark.parametrize(
    ("model", "card", "fit", "status"),
    [
        ("Llama-3.1-8B", "RTX 4090", "fits", 0),
        ("Mistral-Small-24B", "RTX 4090", "uncertain", 3),
        ("Llama-3.1-70B", "RTX 4090", "does_not_fit", 4),
    ],
)
def test_three_verdicts_for_a_named_card(model: str, card: str, fit: str, status: int) -> None:
    verdict = estimate(EstimateRequest(model=model, method="qlora", on=card)).verdict

    assert verdict is not None
    assert (verdict.fit, verdict.exit_status) == (fit, status)
    assert bool(verdict.do) == (fit != "fits")
    assert fit == "fits" or "× RTX-4090 with fsdp" in verdict.do[0]


@pytest.mark.parametrize("batch_size", [1, 4, 64, 2_000])
@pytest.mark.parametrize("method", ["full", "lora", "qlora"])
def test_what_does_not_fit_is_named_only_where_nothing_does(method: str, batch_size: int) -> None:
    asked = {"model": "Llama-3.1-8B", "method": method, "batch_size": batch_size, "on": "RTX 4090"}
    verdict = estimate(EstimateRequest.model_validate(asked)).verdict

    assert verdict is not None
    too_much = {"still too much" in each for each in verdict.do}
    assert len(too_much) <= 1
    assert not any("×" in each for each in verdict.do) or too_much == {False}


def test_a_card_may_be_given_by_its_memory_alone() -> None:
    verdict = estimate(
        EstimateRequest.model_validate({"model": "Llama-3.1-8B", "method": "qlora", "on": 24})
    ).verdict

    assert verdict is not None
    assert (verdict.card, verdict.fit) == ("a card of 24 GB", "fits")


def test_a_measured_peak_gives_a_correction_that_is_shown_as_such() -> None:
    plain = estimate(QLORA)
    measured = estimate(
        EstimateRequest(
            model="Llama-3.1-8B", method="qlora", measured_peak_gb=20.0, measured_kind="device"
        )
    )

    assert measured.correction is not None
    assert measured.correction.device_gb == pytest.approx(20.0, abs=0.01)
    assert measured.peak_gb == plain.peak_gb
    assert len(measured.gpus_that_fit) < len(plain.gpus_that_fit)


def test_time_and_cost_are_ranges_on_a_named_card() -> None:
    answer = estimate(
        EstimateRequest(model="Llama-3.1-8B", method="lora", on="A100 80GB", examples=8_000)
    )

    assert answer.time_hours is not None
    assert answer.cost_usd is not None
    assert 1 < answer.time_hours.low < answer.time_hours.high < 12
    assert answer.time_on == "1 × A100-80GB"
    assert "epochs" in {each.field for each in answer.assumptions}


def test_your_own_price_is_used() -> None:
    request = EstimateRequest(
        model="Llama-3.1-8B", on="A100 80GB", examples=8_000, usd_per_gpu_hour=10
    )

    answer = estimate(request)

    assert answer.cost_usd is not None
    assert answer.time_hours is not None
    assert answer.cost_usd.low == pytest.approx(10 * answer.time_hours.low)


def test_everything_that_fits_a_card_is_confirmed_by_an_estimate() -> None:
    found = what_fits(WhatFitsRequest(on="RTX 4090"))

    for fitting in found.fits[::10]:
        request = EstimateRequest.model_validate(
            {
                "model": fitting.language_model,
                "method": fitting.method,
                "sequence_length": fitting.longest_sequence_length,
            }
        )
        assert find_card("RTX 4090").fits(estimate(request).device_gb * 1e9)


def test_a_smaller_card_never_fits_what_a_larger_one_does_not() -> None:
    small, large = (what_fits(WhatFitsRequest(gpu_memory_gb=size)).fits for size in (16, 48))

    larger = {(each.language_model, each.method) for each in large}
    assert {(each.language_model, each.method) for each in small} <= larger


def test_megabytes_given_as_gigabytes_are_asked_about() -> None:
    with pytest.raises(InputError, match="81,920 looks like MiB") as caught:
        read(WhatFitsRequest, {"gpu_memory_gb": 81920})

    assert caught.value.field == "gpu_memory_gb"


def test_each_switch_is_the_estimate_run_again_largest_first() -> None:
    why = explain_estimate(EstimateRequest(model="Llama-3.1-8B", method="lora", batch_size=4))
    before = estimate(EstimateRequest(model="Llama-3.1-8B", method="lora", batch_size=4)).peak_gb

    checkpointing = next(s for s in why.switches if s.field == "gradient_checkpointing")
    off = estimate(
        EstimateRequest(
            model="Llama-3.1-8B", method="lora", batch_size=4, gradient_checkpointing=False
        )
    ).peak_gb
    assert checkpointing.saves_gb == pytest.approx(before - off, abs=0.002)
    sizes = [abs(switch.saves_gb) for switch in why.switches]
    assert sizes == sorted(sizes, reverse=True)


def test_assumptions_are_explained_largest_effect_first() -> None:
    effects = [abs(each.effect_gb) for each in explain_estimate(QLORA).assumptions]

    assert effects == sorted(effects, reverse=True)
    assert effects[0] > 0


def test_one_more_than_the_wall_does_not_fit() -> None:
    request = {"model": "Llama-3.1-8B", "method": "qlora", "on": "RTX 4090"}
    wall = explain_estimate(EstimateRequest.model_validate(request)).walls[1]
    assert wall.field == "batch_size"
    assert wall.largest is not None

    card = find_card("RTX 4090")
    at, beyond = (
        estimate(EstimateRequest.model_validate(request | {"batch_size": wall.largest + more}))
        for more in (0, 1)
    )

    assert card.fits(at.device_gb * 1e9 - 1e6)
    assert not card.fits(beyond.device_gb * 1e9 + 1e6)


def test_other_published_rules_stand_beside_ours_with_what_makes_them_right() -> None:
    rules = explain_estimate(EstimateRequest(params_b=7, method="full")).published

    said = {rule.rule: rule.gb for rule in rules}
    assert said["chapter"] == 56.0
    assert said["Stanford Alpaca README"] == 112.0
    assert said["LLaMA-Factory mixed"] == 126.0
    assert all(rule.true_when and rule.leaves_out and rule.source for rule in rules)


def test_an_estimate_and_a_search_are_quick() -> None:
    estimate(QLORA)
    what_fits(WhatFitsRequest(on="H200"))

    estimates = min(_seconds(lambda: [estimate(QLORA) for _ in range(100)]) for _ in range(5))
    searches = min(_seconds(lambda: what_fits(WhatFitsRequest(on="H200"))) for _ in range(3))

    assert estimates / 100 < 0.001  # ten times the aim, as test machines are shared
    assert searches < 0.5


def _seconds(call: object) -> float:
    assert callable(call)
    start = perf_counter()
    call()
    return perf_counter() - start
