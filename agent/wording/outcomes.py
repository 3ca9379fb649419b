"""What an experiment may show, in words: each outcome as a clause, and where it leads."""

from collections.abc import Mapping, Sequence
from typing import Any

from agent.wording.cells import cell_in_words
from agent.wording.fields import field_in_words
from agent.wording.phrases import capitalised
from tools.vocabulary import in_words
from tools.vocabulary.words import STRATEGY_WORDS

_YES_OR_NOT = {
    "prompting_meets_target": ("if the prompt is good enough", "if it falls short"),
    "prompting_tried": ("once that is done", "until then"),
    "needs_external_knowledge": ("if knowledge is missing", "if it is not"),
    "latency_is_short": ("if that is too slow for your users", "if it is fast enough"),
    "cost_is_short": ("if that is more than a request may cost", "if you can bear it"),
    "corpus_fits_prompt": ("if all of it fits into one prompt", "if it is too much for one"),
    "domain_language_missing": ("if terms are misread", "if they are read right"),
    "rag_tried": ("once that is done", "until then"),
    "rag_meets_target": ("if retrieval is good enough", "if it falls short"),
    "needs_style": ("if they miss a certain style", "if the style suits them"),
    "few_shot_works": ("if they bring what is missing", "if they do not, or only in part"),
    "needs_format": ("if a strict form is needed", "if it is not"),
    "structured_output_tried": ("once that is done", "until then"),
    "needs_citations": ("if they must be shown", "if they need not be"),
    "needs_access_control": ("if some may not", "if everybody may"),
}
"""The clauses for yes and for anything else, behind the sentence that says what to try."""
_WITH_VALUE = {
    "monthly_requests": "if there are {}",
    "labelled_examples": "if there are {}",
    "task_changes": "if the task changes {}",
    "knowledge_changes": "if they change {}",
    "rag_gap": "if mostly {}",
}


def outcomes(experiment: Mapping[str, Any]) -> str:
    """Say where each outcome of an experiment leads; outcomes that lead to one stand together.

    >>> outcomes({"field": "rag_tried", "branches": {"yes": "rag+fine_tuning", "no": "rag"}})
    'Once that is done: retrieval and fine-tuning; until then: retrieval (RAG).'
    """
    leads: dict[str, list[str]] = {}
    for cell, strategy in experiment["branches"].items():
        leads.setdefault(str(strategy), []).append(str(cell))
    field = str(experiment["field"])
    said = (f"{_clause(field, cells)}: {_answer(to)}" for to, cells in leads.items())
    return f"{capitalised('; '.join(said))}."


def _clause(field: str, cells: Sequence[str]) -> str:
    if field in _YES_OR_NOT:
        return _YES_OR_NOT[field]["yes" not in cells]
    form = _WITH_VALUE.get(field, f"where {field_in_words(field)} is {{}}")
    return form.format(" or ".join(map(cell_in_words, cells)))


def _answer(strategy: str) -> str:
    """Say a strategy; a transcript from elsewhere may know other ones."""
    return in_words(strategy) if strategy in STRATEGY_WORDS else strategy
