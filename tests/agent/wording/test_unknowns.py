"""What an answer hangs on, in words for people."""

import re

import pytest

from agent.wording.cells import cell_in_words
from agent.wording.decision import in_full, so_far
from agent.wording.outcomes import outcomes
from agent.wording.unknowns import experiments, leading_to, missing
from tools.decision import decide
from tools.decision.advice import read_advice
from tools.decision.ours import our_table
from tools.vocabulary import TaskProfile
from tools.vocabulary.words import STRATEGIES

STYLE = {"needs_style": True, "prompting_meets_target": False, "labelled_examples": 3_000}
POLICIES = {"needs_external_knowledge": True, "knowledge_changes": "weekly"}
UNSURE = frozenset({"task_changes", "few_shot_works", "prompting_quality", "rag_gap"})
CODE = re.compile(r"\b(?:OUR|CH)-\w+|\w\|\w|\d\.\.\d|`|\b\w+_\w+\b")
"""What a table may write, and a sentence may not."""


def decision(**facts):
    return decide(TaskProfile(**facts), UNSURE).model_dump(mode="json")


@pytest.mark.parametrize("facts", [{}, STYLE, POLICIES], ids=["nothing", "style", "policies"])
def test_no_code_of_a_table_is_said(facts):
    said = re.sub(r"\[[^\]]+\]", "", in_full(decision(**facts)))

    assert not CODE.findall(said)


def test_what_is_assumed_is_said_with_what_would_change_it():
    said = in_full(decision())

    assert said.count("a certain style is needed") == 1
    assert "If a certain style is needed: fine-tuning. Taken for granted: no particular" in said


def test_an_experiment_that_leads_to_one_answer_anyway_is_not_advised():
    known = decision()
    asked = {"field": "needs_style", "source": "a/b"}
    leads_nowhere = asked | {"text": "Score it", "branches": {"yes": "rag", "no": "rag"}}
    settles = asked | {"text": "Show it", "branches": {"yes": "fine_tuning", "no": "prompting"}}

    said = experiments(known | {"experiments": [leads_nowhere, settles]})

    assert "Score it" not in said
    assert "If they miss a certain style: fine-tuning; if the style suits them: better" in said


@pytest.mark.parametrize("experiment", read_advice("experiments.csv"), ids=lambda each: each.id)
def test_every_outcome_of_an_experiment_is_a_clause(experiment):
    cells = next(each.words for each in our_table().columns if each.name == experiment.id)
    branches = dict(zip(cells, STRATEGIES, strict=False))

    said = outcomes({"field": experiment.id, "branches": branches})

    clauses = re.split(r"[;:] ", said)[::2]
    assert len(clauses) == len(cells)
    assert all(re.match(r"(?i)(?:if|once|until) ", each) for each in clauses)
    assert not CODE.findall(said)


def test_what_is_still_possible_is_said_once():
    first = decision(**POLICIES)
    second = decision(**POLICIES, knowledge_records=1_200)

    assert "Still possible" in so_far(first)
    assert "Still possible" not in so_far(second, before=first)


def test_nothing_is_listed_while_nothing_is_ruled_out():
    said = so_far(decide(TaskProfile(), frozenset()).model_dump(mode="json"))

    assert said.endswith("Nothing is ruled out yet.")


def test_what_is_missing_leads_to_another_answer():
    unknown = decision(**POLICIES)

    said = missing(unknown, POLICIES)

    assert "If retrieval was tried: retrieval and fine-tuning." in said
    assert "Knowledge from outside" not in said


def test_a_final_answer_misses_nothing():
    final = decision(erasure_request=True, data_entered_via="index")

    assert missing(final, {}).startswith("Nothing")


@pytest.mark.parametrize(
    ("cell", "words"),
    [("< 50", "fewer than 50"), ("concepts", "the language of the field is misread")],
)
def test_a_cell_is_said_in_words(cell, words):
    assert cell_in_words(cell) == words


def test_what_nothing_leads_to_is_said():
    bar_is_met = decision(prompting_meets_target=True)

    assert leading_to(bar_is_met, {"rag"}) == "Nothing that I still ask for would lead there."
    assert leading_to(bar_is_met, frozenset()) == ""
