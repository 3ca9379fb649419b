"""The rest of the interview as a form: what it lists, and what its answers set."""

import pytest

from agent.events import Action, Asked, FactNoted, FactSkipped, TurnEnded, UserSaid
from agent.form import Answers, filled_in, open_questions
from agent.interview import facts_of_action
from agent.said import Said, refuse_bad
from tools.errors import InputError

ASKED = Asked(turn=1, field="prompting_quality", text="How good is your best prompt?", why="Bar.")
OPEN = (
    UserSaid(turn=1, text="HR rewrites our policies every quarter"),
    FactNoted(turn=1, field="knowledge_changes", value="quarterly", quote="every quarter"),
    ASKED,
    TurnEnded(turn=1),
)


def test_a_form_lists_the_open_question_first_and_no_fact_that_is_known():
    fields = [each.field for each in open_questions(OPEN)]

    assert fields[0] == "prompting_quality"
    assert len(fields) == len(set(fields)) > 3
    assert "knowledge_changes" not in fields


def test_what_an_earlier_answer_says_already_is_not_asked_again():
    fields = [each.field for each in open_questions(OPEN)]

    assert "prompting_tried" not in fields


def test_there_is_no_form_where_nothing_is_asked():
    assert open_questions((OPEN[0], OPEN[1], OPEN[3])) == ()


def test_one_turn_carries_choices_figures_and_what_is_not_known():
    answers = Answers(
        chosen={"prompting_quality": "It falls short"},
        typed={"monthly_requests": 3_000_000},
        unknown=("needs_style", "needs_citations"),
    )

    said = filled_in(answers, open_questions(OPEN))
    refuse_bad(said)
    noted = facts_of_action(said, ASKED)

    assert said.text.startswith("How good is your best prompt? It falls short\n")
    assert [(e.field, e.value, e.origin) for e in noted if isinstance(e, FactNoted)] == [
        ("monthly_requests", 3_000_000, "set"),
        ("prompting_meets_target", False, "chosen"),
    ]
    skipped = [each.field for each in noted if isinstance(each, FactSkipped)]
    assert skipped == ["needs_style", "needs_citations"]


@pytest.mark.parametrize(
    "action",
    [
        Action(answers={"needs_style": "Perhaps"}),
        Action(answers={"no_such_fact": "Yes"}),
        Action(skipped=("needs_style", "no_such_fact")),
    ],
    ids=["no such answer", "no such fact", "skips no fact"],
)
def test_an_answer_that_was_not_offered_is_refused_before_anything_is_kept(action):
    with pytest.raises(InputError):
        refuse_bad(Said("x", action=action))


def test_an_empty_form_says_so():
    with pytest.raises(InputError, match="at least one"):
        filled_in(Answers(), open_questions(OPEN))
