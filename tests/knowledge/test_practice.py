import pytest

from knowledge.passages import built_in
from knowledge.practice import Exercise, compare, exercise, exercises
from tools.errors import InputError


def test_five_self_checks_and_five_exercises_each_lead_to_a_passage() -> None:
    anchors = {each.anchor for each in built_in()}

    assert len([each for each in exercises() if each.id.startswith("check-")]) == 5
    assert len([each for each in exercises() if each.id.startswith("exercise-")]) == 5
    assert {each.anchor for each in exercises()} <= anchors


@pytest.mark.parametrize("asked", exercises(), ids=lambda each: each.id)
def test_the_note_itself_says_most_points_and_makes_no_slip(asked: Exercise) -> None:
    note = next(each for each in built_in() if each.anchor == asked.anchor)

    compared = compare(asked.id, note.text)

    assert len(compared.said) >= 2 * len(compared.missing)
    assert compared.slips == ()


@pytest.mark.parametrize("asked", exercises(), ids=lambda each: each.id)
def test_an_empty_answer_says_nothing(asked: Exercise) -> None:
    assert compare(asked.id, "").said == ()


def test_a_good_answer_in_other_words_is_recognised() -> None:
    compared = compare(
        "check-4",
        "The frozen base is quantised to four bits and you only update low-rank adapters, so Adam "
        "states and gradients exist for ~1 % of the weights: 56 GB drop to 5.5 GB.",
    )

    assert compared.missing == ()


def test_a_negated_choice_is_no_choice() -> None:
    compared = compare("check-1", "Certainly no RAG; fine-tune it")

    assert "Retrieval (RAG)" in compared.missing
    assert compared.slips == ("Fine-tuning alone bakes in what changes next quarter",)


def test_numbers_are_read_however_they_are_written() -> None:
    for written in ("15,000 fail", "15000 fail", "15k fail"):
        assert compare("check-3", written).said == ("15,000 requests fail every day",)


def test_an_unknown_exercise_is_named_with_the_nearest() -> None:
    with pytest.raises(InputError, match=r"Unknown exercise 'check-9'\. Did you mean check-"):
        exercise("check-9")
