"""A value that a fact may have, as the half of a sentence that begins with if."""

import re

from agent.wording.fields import field_in_words

_FIGURES = {
    "domain_corpus_tokens": "if the text of the knowledge has {} tokens",
    "labelled_examples": "if there are {} labelled examples",
    "knowledge_records": "if there are {} documents or records",
    "monthly_requests": "if there are {} requests a month",
    "prompt_tokens": "if the prompt has {} tokens",
    "output_tokens": "if the output has {} tokens",
    "latency_budget_ms": "if the latency budget is {}",
    "quality_target": "if the quality target is {}",
    "prompting_quality": "if the best prompt reaches {}",
    "rag_quality": "if retrieval reaches {}",
    "rag_gap": "if {}",
    "task_changes": "if the task changes {}",
    "knowledge_changes": "if the knowledge changes {}",
    "data_entered_via": "if the data came in {}",
}
"""Facts that have a figure, or one word of a list."""
_OTHERWISE = {
    ("few_shot_works", "partly"): "if examples in the prompt help a part of the way",
    ("few_shot_works", "no"): "if examples in the prompt don't help",
    ("prompting_tried", "no"): "if no prompt was tried",
    ("needs_external_knowledge", "no"): "if no knowledge from outside is needed",
    ("needs_style", "no"): "if no particular style is needed",
    ("needs_format", "no"): "if no strict form is needed",
    ("needs_citations", "no"): "if no sources must be shown",
    ("needs_access_control", "no"): "if everybody may read everything",
    ("knowledge_changes", "never"): "if the knowledge never changes",
    ("task_changes", "never"): "if the task never changes",
    ("erasure_request", "no"): "if nobody's data must be erased",
}
"""Where "not" would stand in the wrong place."""
_VERB = re.compile(r" (is|are|was|were|must|can|may|fits|help)\b")


def condition(field: str, value: str) -> str:
    """Say that a fact has a value, as a condition.

    >>> condition("rag_tried", "yes"), condition("rag_tried", "no")
    ('if retrieval was tried', 'if retrieval was not tried')
    >>> condition("labelled_examples", "1,000 or more"), condition("high_stakes", "yes")
    ('if there are 1,000 or more labelled examples', 'if it is so: high stakes')
    """
    name = field_in_words(field)
    if (field, value) in _OTHERWISE:
        return _OTHERWISE[field, value]
    if field in _FIGURES:
        return _FIGURES[field].format(value)
    if value in ("yes", "no"):
        return _true(name) if value == "yes" else _untrue(name)
    return f"if {name} is {value}"


def _true(name: str) -> str:
    return f"if {name}" if _VERB.search(name) else f"if it is so: {name}"


def _untrue(name: str) -> str:
    negated, found = _VERB.subn(r" \1 not", name, count=1)
    return f"if {negated}" if found else f"if it is not so: {name}"
