"""Unlearning: ranking by guarantee, shards that are hit, conflicts, and a modest memo."""

import json
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tools.errors import in_words
from tools.unlearning import Unlearning, UnlearnRequest, expected_shards_hit, unlearn
from tools.unlearning.tables import check_rows, conflict_rows, option_rows

WAYS = ("index", "fine_tuning", "own_pre_training", "vendor_model")
TOO_MUCH = ("guaranteed", "provabl", "proven to be gone", "completely", "fully", "irreversibl",
            "identical", "no trace", "compliant", "is satisfied")  # fmt: skip


def asked(**given_: object) -> Unlearning:
    return unlearn(UnlearnRequest.model_validate(given_))


@pytest.mark.parametrize(("deletions", "hit"), [(0, 0.0), (1, 1.0), (10, 8.03), (50, 18.46)])
def test_expected_shards_of_twenty(deletions: int, hit: float) -> None:
    assert asked(shards=20, deletions=deletions).expected_shards_hit == pytest.approx(hit, abs=5e-3)


@pytest.mark.parametrize(
    ("way", "first", "guarantee"),
    [
        ("index", "delete_from_index", "deleted"),
        ("fine_tuning", "retrain_adapter", "exact_for_this_stage"),
        ("own_pre_training", "retrain_from_scratch", "exact"),
        ("vendor_model", "vendor_request", "outside_your_control"),
    ],
)
def test_the_firmest_guarantee_comes_first(way: str, first: str, guarantee: str) -> None:
    best = asked(data_entered_via=way).options[0]

    assert (best.option, best.guarantee) == (first, guarantee)


def test_exact_options_stand_before_approximate_ones_and_filters_last() -> None:
    order = [each.guarantee for each in asked(data_entered_via="own pre-training").options]

    assert order == ["exact", "exact_if_sharded", *["none_proven"] * 3, "hides_only"]


def test_gradient_ascent_is_never_advised_without_a_retain_term() -> None:
    (row,) = [row for row in option_rows() if row.option == "gradient_ascent"]

    assert "never without a retain term" in row.do


def test_four_bit_serving_and_edits_conflict_with_unlearning_in_weights() -> None:
    answer = asked(data_entered_via="own_pre_training", serving_bits=4, edits_planned=True)

    assert [each.source for each in answer.conflicts] == [
        "evidence/quantised-unlearning-2024",
        "14.1/4.3/editing-conflict",
    ]
    assert asked(data_entered_via="own_pre_training", serving_bits=16).conflicts == ()


def test_an_index_has_no_weights_to_conflict_with() -> None:
    answer = asked(data_entered_via="index", serving_bits=4, edits_planned=3)

    assert answer.conflicts == ()
    assert "in a store, not in weights" in answer.memo


def test_verification_tests_what_is_served_against_controls() -> None:
    plan = " ".join(each.do for each in asked(data_entered_via="own_pre_training").verification)

    assert all(word in plan for word in ("reworded", "controls", "quantised", "Tune a copy"))


@pytest.mark.parametrize("way", WAYS)
def test_every_way_has_options_checks_and_a_memo(way: str) -> None:
    answer = asked(data_entered_via=way, deletions=3)

    assert answer.options
    assert answer.verification
    assert "3 records" in answer.memo
    assert "not legal advice" in answer.memo


def test_the_memo_never_claims_more_than_is_known() -> None:
    switches = list(product((True, None), repeat=3))
    memos = [
        asked(data_entered_via=way, edits_planned=edits, retuning_planned=tuning,
              weights_released=released, serving_bits=bits, deletions=deletions).memo.lower()
        for way in WAYS for edits, tuning, released in switches
        for bits in (4, 8, None) for deletions in (0, 2, None)
    ]  # fmt: skip

    assert not [memo for memo in memos if any(word in memo for word in TOO_MUCH)]
    assert all(
        "has not been shown to be gone" in memo
        for memo in memos
        if "pre-training" in memo.split("\n")[0]
    )


def test_without_the_way_in_there_is_no_memo_but_all_options() -> None:
    answer = asked()

    assert answer.memo.startswith("No memo yet")
    assert len(answer.options) == len(option_rows())


def test_the_expected_share_of_a_training_is_priced() -> None:
    answer = asked(data_entered_via="fine_tuning", shards=4, deletions=2, retraining_usd=100)

    assert answer.expected_share_retrained == pytest.approx(0.4375)
    assert answer.expected_retraining_usd == pytest.approx(43.75)


def test_every_row_has_a_source() -> None:
    assert all(row.source for row in (*option_rows(), *check_rows(), *conflict_rows()))


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"data_entered_via": "osmosis"}, "data_entered_via"),
        ({"shards": 0}, "shards"),
        ({"shards": 2.5}, "shards"),
        ({"deletions": -1}, "deletions"),
        ({"serving_bits": "NaN"}, "serving_bits"),
        ({"edits_planned": -2}, "edits_planned"),
        ({"edits_planned": "perhaps"}, "edits_planned"),
        ({"guarantee": "exact"}, "guarantee"),
    ],
)
def test_input_out_of_range_is_refused_by_name(arguments: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        UnlearnRequest.model_validate(arguments)

    assert field in {each.field for each in in_words(refused.value)}


@given(shards=st.integers(1, 10**9), deletions=st.integers(0, 10**15))
def test_shards_hit_lie_between_one_and_all(shards: int, deletions: int) -> None:
    hit = expected_shards_hit(shards, deletions)

    assert (0 if deletions == 0 else 1 - 1e-9) <= hit <= min(shards, deletions) + 1e-6


@settings(max_examples=50, deadline=None)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "data_entered_via": st.sampled_from(WAYS),
            "shards": st.integers(1, 10**9),
            "deletions": st.integers(0, 10**15),
            "serving_bits": st.floats(0.1, 64),
            "edits_planned": st.one_of(st.booleans(), st.integers(0, 10**6)),
            "copies": st.integers(0, 10**9),
            "retraining_usd": st.floats(0, 10**12),
        },
    )
)
def test_every_valid_request_is_answered(arguments: dict[str, object]) -> None:
    json.loads(asked(**arguments).model_dump_json())
