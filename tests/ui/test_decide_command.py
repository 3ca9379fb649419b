"""`decide` for people: the words of the conversation, with the identifiers to grep."""

import re

import pytest

from tools.decision import decide
from tools.vocabulary import TaskProfile
from ui.decision_lines import decision_lines

POLICIES = {"needs_external_knowledge": True, "knowledge_changes": "quarterly"}
STYLE = {"needs_style": True, "few_shot_works": "no", "labelled_examples": 3_000}
ERASURE = {"erasure_request": True, "data_entered_via": "index"}


def lines(**facts):
    return decision_lines(decide(TaskProfile(**facts), frozenset()).model_dump(mode="json"))


def test_a_decision_begins_with_strategy_method_and_reasons_in_words():
    said = lines(**POLICIES).splitlines()

    assert said[0].startswith("Retrieval (RAG) [rag], provisional")
    assert said[1] == "Method: no training [none]"
    assert said[3:5] == [
        "Because",
        "  - The language model lacks facts: they are looked up so that they stay current and can "
        "be shown. [OUR-F5] [14.1/5/sft-misconception]",
    ]


@pytest.mark.parametrize("facts", [{}, POLICIES, STYLE, ERASURE, {"aim": "off_topic"}])
def test_identifiers_stand_in_brackets_only(facts):
    outside = re.sub(r"\[[^\]]*\]", "", lines(**facts))

    assert not re.findall(r"\b(?:OUR|CH)-\w+|\b[a-z]+_[a-z_]+\b|None|\{", outside)


def test_a_final_decision_asks_nothing():
    said = lines(**ERASURE)

    assert "final: nothing that is still unknown can change it" in said
    assert "Next question" not in said
