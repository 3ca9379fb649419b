"""The card of facts that were read names them as the panel does, each with its words."""

from agent.events import ToolCalled, ToolReturned
from knowledge.passages import built_in
from ui.render.cards import tool_card

SAID = {
    "field": "knowledge_changes",
    "value": "quarterly",
    "quote": "every quarter",
    "origin": "said",
}
FROM_WORDS = {
    "field": "needs_style",
    "value": True,
    "quote": "our <b>voice</b>",
    "origin": "assumed",
}
GRANTED = {"field": "erasure_request", "value": False, "quote": None, "origin": "assumed"}
RESULT = {
    "noted": [GRANTED, SAID, FROM_WORDS],
    "skipped": ["latency_budget_ms"],
    "refused": [{"field": "model_size_b", "why": "“8” is not in the message"}],
    "decision": {"strategy": "rag"},
}


class Shelf:
    def __init__(self):
        self._notes = {each.anchor: each for each in built_in()}

    def passage(self, anchor):
        return self._notes.get(anchor)


def card(result, tool="record_facts"):
    call = ToolCalled(call="c1", tool=tool, args={"facts": [], "asks_back": False})
    return tool_card(call, ToolReturned(call="c1", result=result), Shelf())


def test_the_line_names_what_was_said_and_not_what_is_taken_for_granted():
    gist = card(RESULT).split("card-gist")[1].split("</span>")[0]

    assert "How often the knowledge changes: quarterly · A certain style is needed: Yes" in gist
    assert "erased" not in gist and "more" not in gist


def test_each_fact_stands_with_the_words_it_was_read_from():
    shown = card(RESULT)

    assert "<q dir='auto'>every quarter</q>" in shown
    assert "our &lt;b&gt;voice&lt;/b&gt;</q>" in shown
    assert "taken for granted" in shown
    assert "“8” is not in the message" in shown
    assert "Latency budget (ms)" in shown


def test_no_name_of_a_field_and_no_argument_is_shown():
    shown = card(RESULT)

    assert "Asks back" not in shown
    assert "knowledge_changes" not in shown


def test_a_result_of_another_making_is_shown_as_it_is():
    assert "Odd" in card({"odd": {"noted": 1}})


def test_practice_says_how_far_it_is():
    assert "question 1 of 10" in card({"place": 1, "of": 10, "question": "?"}, "practice_next")
    assert "2 of 4 points" in card({"named": 2, "of": 4}, "practice_compare")
