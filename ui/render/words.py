"""Names and values in words: keys get their units, numbers stay as they were given."""

import re
from typing import Any

from agent.events import Decided
from agent.wording.cells import cell_in_words
from agent.wording.fields import field_in_words
from agent.wording.phrases import capitalised

STRATEGIES = {
    "prompting": "Better prompting",
    "prompting+structured_output": "Prompting with structured output",
    "rag": "Retrieval (RAG)",
    "fine_tuning": "Fine-tuning",
    "rag+fine_tuning": "Retrieval and fine-tuning",
    "continual_pretraining+sft": "Continued pre-training, then instruction tuning",
    "unlearning_plan": "A plan to remove data",
    "out_of_scope": "Outside what this advisor decides",
}
METHODS = {
    "full": "Full fine-tuning",
    "lora": "LoRA",
    "qlora": "QLoRA",
    "api": "A vendor's fine-tuning service",
    "none": "No training",
}
ORIGINS = {
    "said": "You said",
    "chosen": "You chose",
    "set": "You set this",
    "assumed": "Assumed",
}
TOOLS = {
    "record_facts": "Facts read from your words",
    "search": "Passages looked up",
    "decide": "Decision",
    "estimate": "Memory, time and cost of training",
    "explain_estimate": "What moves the estimate",
    "what_fits": "What fits the card",
    "mix": "Data mix",
    "forgetting": "Forgetting",
    "cost": "Cost and break-even",
    "unlearn": "Removing data",
    "power": "Size of the test set",
    "plan_check": "Check of the whole plan",
    "dataset": "Dataset check",
    "practice_next": "Practice",
    "practice_compare": "Your answer beside the expected points",
    "practice_stop": "Practice ended",
}

_UNITS = {
    "gb": "GB",
    "gib": "GiB",
    "mb": "MB",
    "ms": "ms",
    "usd": "USD",
    "b": "billions",
    "pct": "%",
    "hours": "hours",
}
_ACRONYMS = {
    **{
        word: word.upper()
        for word in ("gpu", "rag", "json", "api", "sft", "csv", "id", "usd", "npo", "rmu", "sisa")
    },
    "gpus": "GPUs",
    "lora": "LoRA",
    "qlora": "QLoRA",
    "params": "parameters",
}
_NAMES = {"model": "Language model", "on": "Card"}
"""Keys that say too little."""
_MONEY = re.compile(r"_?(usd_per_[a-z_]+)$")


def label(key: str) -> str:
    """Name a field for people, its unit at the end.

    >>> [label(key) for key in ("peak_gb", "usd_per_hour", "rag_tried", "saving_usd_per_request")]
    ['Peak, GB', 'USD per hour', 'RAG tried', 'Saving, USD per request']
    """
    if key in _NAMES:
        return _NAMES[key]
    name, unit = _without_unit(key.strip())
    words = " ".join(_ACRONYMS.get(word, word) for word in name.split("_") if word)
    words = words[:1].upper() + words[1:]
    return ", ".join(part for part in (words, unit) if part) or key


def fact(field: str) -> str:
    """Name a fact of the task as replies do.

    >>> fact("prompting_quality"), fact("latency_budget_ms")
    ('Quality of the best prompt', 'Latency budget (ms)')
    """
    return capitalised(field_in_words(field))


def _without_unit(key: str) -> tuple[str, str]:
    if money := _MONEY.search(key):
        return key[: money.start()], money.group(1).replace("_", " ").replace("usd", "USD")
    name, _, last = key.rpartition("_")
    return (name, _UNITS[last]) if name and last in _UNITS else (key, "")


def value(given: Any) -> str:
    """Write a single value for people; digits stay as they were given, whole ones without a point.

    >>> [value(each) for each in (True, 0.85, 3_000_000, 12.0, None, "quarterly")]
    ['Yes', '0.85', '3,000,000', '12', 'not known', 'quarterly']
    """
    if given is None:
        return "not known"
    if isinstance(given, bool):
        return "Yes" if given else "No"
    if isinstance(given, int):
        return f"{given:,}" if abs(given) >= 10_000 else str(given)
    if isinstance(given, float):
        return _whole(given) if given.is_integer() and abs(given) < 1e15 else repr(given)
    return str(given)


def fact_value(given: Any) -> str:
    """Write the value of a fact; a word of a list as replies say it.

    >>> fact_value("own_pre_training"), fact_value("Sort snake_case names"), fact_value(0.6)
    ('by our own pre-training', 'Sort snake_case names', '0.6')
    """
    named = isinstance(given, str) and re.fullmatch(r"[a-z]+(?:_[a-z]+)*", given)
    return cell_in_words(str(given)) if named else value(given)


def _whole(given: float) -> str:
    return f"{int(given):,}" if abs(given) >= 10_000 else f"{int(given)}"


def strategy_in_words(name: str) -> str:
    """Say a strategy in words.

    >>> strategy_in_words("rag")
    'Retrieval (RAG)'
    """
    return STRATEGIES.get(name, label(name))


def decided_line(event: Decided) -> str:
    """Say a decision in one line, with how many others are still possible."""
    decision = event.decision
    strategy = strategy_in_words(str(decision["strategy"]))
    others = [each for each in decision.get("possible") or () if each != decision["strategy"]]
    if decision.get("status") == "final" or not others:
        return f"{strategy}: final"
    return f"{strategy} so far; {len(others)} more possible"
