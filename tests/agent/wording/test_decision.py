"""A decision in words, told again."""

from agent.wording.decision import what_is_new
from tools.decision import decide
from tools.vocabulary import TaskProfile


def decision(**facts):
    return decide(TaskProfile(**facts), frozenset()).model_dump(mode="json")


def test_a_second_request_beside_the_matter_is_turned_away_in_a_line():
    beside = decision(aim="off_topic")

    said = what_is_new(beside, beside)

    assert said.startswith("That too is outside what this advisor decides. ")
    assert "stays" not in said


def test_an_answer_that_stays_names_its_first_step():
    stays = decision(erasure_request=True, data_entered_via="index")

    said = what_is_new(stays, stays)

    assert said.startswith("The answer stays **a plan to remove data**. It begins with: ")
