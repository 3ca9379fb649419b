"""What the page shows of a transcript."""

from agent.events import AdvisorSaid, Asked, Decided, ToolCalled, ToolReturned, TurnEnded, UserSaid
from agent.spending import Limits
from agent.transcripts.lines import Recording
from ui.web.view import ASK_ON, IN_PRACTICE, View, data_parts


def panel(**spent):
    events = (UserSaid(text="Hello", turn=1), TurnEnded(how="finished", turn=1, **spent))
    return data_parts(View("s", Recording(events=events)), (), Limits())["spent"]


def test_the_panel_of_ones_data_says_what_the_consultation_took():
    assert "This consultation took 1,234 of 1,000,000 tokens." in panel(
        tokens_in=1_200, tokens_out=34
    )


def test_it_says_nothing_of_a_consultation_that_took_nothing():
    assert "took" not in panel()


def after(*events):
    said = (UserSaid(text="Hello", turn=1), *events, TurnEnded(how="finished", turn=1))
    return View("s", Recording(events=said))


UNDECIDED = {"strategy": "rag", "next_question": {"field": "needs_style"}}


def test_an_answer_before_its_time_leaves_a_way_back_to_the_questions():
    left = after(Decided(decision=UNDECIDED, turn=1))
    none_left = after(Decided(decision=UNDECIDED | {"next_question": None}, turn=1))

    assert left.suggestions == (ASK_ON,)
    assert none_left.suggestions == ()


def test_an_open_question_offers_its_own_answers():
    asked = Asked(field="needs_style", text="A voice?", options=("Yes", "No"), why="", turn=1)

    now = after(Decided(decision=UNDECIDED, turn=1), asked)

    assert now.suggestions == ("Yes", "No")
    assert now.asks


def test_practice_can_go_on_end_or_be_given_up_by_a_click():
    now = after(
        ToolCalled(call="c1", tool="practice_next", args={}, turn=1),
        ToolReturned(call="c1", result={"exercise": "check-1"}, turn=1),
    )

    assert now.suggestions == IN_PRACTICE
    assert now.asks


def test_a_plan_that_a_reply_says_is_not_spread_out_again():
    plan = {"steps": [{"do": "index the policies"}, {"do": "Measure again"}]}
    decided = Decided(decision=UNDECIDED | {"plan": plan}, turn=1)
    said = AdvisorSaid(text="1. Index the policies.\n2. Measure again.", turn=1)
    in_part = AdvisorSaid(text="It begins with: Index the policies.", turn=1)

    assert after(decided, said).plan_was_told
    assert not after(decided, in_part).plan_was_told
    assert not after(decided).plan_was_told
