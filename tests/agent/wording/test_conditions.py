"""What would change an answer is said as the beginning of a sentence."""

import re

import pytest

from agent.wording.conditions import condition
from tools.vocabulary import TaskProfile


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("erasure_request", "yes", "if someone's data must be erased"),
        ("erasure_request", "no", "if nobody's data must be erased"),
        ("prompting_tried", "no", "if no prompt was tried"),
        ("few_shot_works", "yes", "if examples in the prompt help"),
        ("domain_corpus_tokens", "fewer than 200,000", "if the text of the knowledge has fewer"),
        ("rag_quality", "at least 95%", "if retrieval reaches at least 95%"),
        ("rag_gap", "the right text is not found", "if the right text is not found"),
        ("task_changes", "never", "if the task never changes"),
    ],
)
def test_a_value_is_said_as_a_condition(field, value, said):
    assert condition(field, value).startswith(said)


@pytest.mark.parametrize("field", sorted(TaskProfile.model_fields))
def test_every_fact_has_a_condition_without_a_code(field):
    for value in ("yes", "no"):
        assert re.fullmatch(r"if [^_]+", condition(field, value))
