"""Words with a fixed meaning: strategies, methods, and the values of facts."""

from typing import Literal, get_args

Strategy = Literal[
    "prompting",
    "prompting+structured_output",
    "rag",
    "fine_tuning",
    "rag+fine_tuning",
    "continual_pretraining+sft",
    "unlearning_plan",
    "out_of_scope",
]
"""What a rule gives. The order is from light to heavy; the last two lie beside the ladder."""

STRATEGIES: tuple[Strategy, ...] = get_args(Strategy)

STRATEGY_WORDS: dict[Strategy, str] = {
    "prompting": "better prompting",
    "prompting+structured_output": "prompting with structured output",
    "rag": "retrieval (RAG)",
    "fine_tuning": "fine-tuning",
    "rag+fine_tuning": "retrieval and fine-tuning",
    "continual_pretraining+sft": "continued pre-training, then instruction tuning",
    "unlearning_plan": "a plan to remove data",
    "out_of_scope": "outside what this advisor decides",
}
"""Each strategy as people read it."""


def in_words(strategy: str) -> str:
    """Give a strategy as people read it.

    >>> in_words("rag+fine_tuning")
    'retrieval and fine-tuning'
    """
    return STRATEGY_WORDS[strategy]  # type: ignore[index]


DAYS_PER_MONTH = 30
"""A month, wherever requests or money are counted by it."""

Method = Literal["full", "lora", "qlora", "api", "none"]
"""How weights change, if they do."""

PlanKind = Literal[
    "standard",
    "measure_first",
    "improve_prompt",
    "few_shot",
    "keep_flexible",
    "collect_examples",
    "structured_output",
    "long_context",
    "smaller_model",
    "improve_retrieval",
    "distillation",
    "preference_tuning",
    "reinforcement_tuning",
    "small_reader",
    "staged",
    "two_stage",
    "erasure",
    "refuse",
    "redirect",
]
"""Which form a strategy takes."""

PLAN_KINDS: tuple[PlanKind, ...] = get_args(PlanKind)

Change = Literal["never", "yearly", "quarterly", "monthly", "weekly", "daily", "realtime"]
Entered = Literal["index", "fine_tuning", "own_pre_training", "vendor_model"]
FewShot = Literal["yes", "partly", "no"]
Aim = Literal["adaptation", "off_topic", "harmful"]
RagGap = Literal["lookup", "concepts", "behaviour"]
DataKind = Literal["labelled_pairs", "preference_pairs"]
