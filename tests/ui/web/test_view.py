"""What the page shows of a transcript."""

from agent.events import TurnEnded, UserSaid
from agent.spending import Limits
from agent.transcripts.lines import Recording
from ui.web.view import View, data_parts


def panel(**spent):
    events = (UserSaid(text="Hello", turn=1), TurnEnded(how="finished", turn=1, **spent))
    return data_parts(View("s", Recording(events=events)), (), Limits())["spent"]


def test_the_panel_of_ones_data_says_what_the_consultation_took():
    assert "This consultation took 1,234 of 1,000,000 tokens." in panel(
        tokens_in=1_200, tokens_out=34
    )


def test_it_says_nothing_of_a_consultation_that_took_nothing():
    assert "took" not in panel()
