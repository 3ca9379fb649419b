"""A fact's name and value in words."""

import re
from typing import Any

from agent.wording.cells import cell_in_words

_UNITS = {"usd": "(USD)", "ms": "(ms)", "gb": "(GB)", "b": "(billions)"}
_NAMES = {"rag": "RAG", "gpu": "GPU", "gpus": "GPUs", "lora": "LoRA"}
_SAID = {
    "prompting_quality": "quality of the best prompt",
    "prompting_meets_target": "the best prompt is good enough",
    "prompting_tried": "a prompt was tried",
    "rag_tried": "retrieval was tried",
    "rag_quality": "quality with retrieval",
    "rag_meets_target": "retrieval is good enough",
    "rag_gap": "what goes wrong with retrieval",
    "domain_corpus_tokens": "text of the knowledge (tokens)",
    "corpus_is_large": "that text is very large",
    "corpus_fits_prompt": "that text fits into a prompt",
    "latency_is_short": "time for an answer is short",
    "latency_is_tight": "time for an answer is tight",
    "cost_is_short": "money for a request is short",
    "cost_is_tight": "money for a request is tight",
    "cost_per_query_budget_usd": "budget for a request (USD)",
    "erasure_request": "someone's data must be erased",
    "data_entered_via": "how the data came in",
    "few_shot_works": "examples in the prompt help",
    "needs_external_knowledge": "knowledge from outside is needed",
    "needs_citations": "sources must be shown",
    "needs_access_control": "not everybody may read everything",
    "needs_style": "a certain style is needed",
    "needs_format": "a strict form is needed",
    "task_changes": "how often the task changes",
    "knowledge_changes": "how often the knowledge changes",
    "knowledge_records": "documents or records",
    "monthly_requests": "requests a month",
    "data_must_stay_in_house": "data must stay in house",
    "describable_in_prompt": "the task fits into a prompt",
    "structured_output_tried": "structured output was tried",
    "domain_language_missing": "the language of the field is missing",
    "model_size_b": "size of the language model (billions)",
    "aim": "what this is about",
    "embedded_instruction": "the text carries orders to the advisor",
    "automatic_grader": "a program can grade answers",
    "can_log_teacher_outputs": "answers of a larger language model can be kept",
    "general_drop": "general ability has fallen",
    "general_eval_planned": "general ability is measured in training",
    "original_training_set_kept": "the first training set is kept",
    "retrain_affordable": "training again is affordable",
    "unlearning_done": "data were unlearned before",
    "vendor_is_unstable": "the vendor is unstable",
    "context_provided": "requests carry their own text",
    "input_usd_per_million": "price of input (USD per million tokens)",
    "cached_input_usd_per_million": "price of cached input (USD per million tokens)",
    "training_usd": "cost of one training (USD)",
    "tuned_prompt_tokens": "prompt tokens after tuning",
    "general_before": "general score before tuning",
    "general_after": "general score after tuning",
    "sequential_tuning": "how often it is tuned on one more task",
    "planned_epochs": "planned passes over the examples",
}
"""Facts whose name alone says too little."""


def field_in_words(field: str) -> str:
    """Give the name of a fact as a few words, with its unit.

    >>> field_in_words("needs_citations"), field_in_words("latency_budget_ms")
    ('sources must be shown', 'latency budget (ms)')
    """
    if field in _SAID:
        return _SAID[field]
    words = re.split("_", field)
    if len(words) > 1 and words[-1] in _UNITS:
        words[-1] = _UNITS[words[-1]]
    return " ".join(_NAMES.get(word, word) for word in words)


def value_in_words(value: Any) -> str:
    """Give the value of a fact as people read it.

    >>> [value_in_words(each) for each in (True, 1_600_000, 0.55, "own_pre_training")]
    ['yes', '1,600,000', '0.55', 'by our own pre-training']
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,}" if isinstance(value, int) else f"{value:g}"
    return cell_in_words(value) if re.fullmatch(r"[a-z]+(?:_[a-z]+)*", value) else str(value)
