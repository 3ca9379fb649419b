"""Arguments of a planning tool from what was said and what is known; what stands in is marked."""

import re
from typing import Any

from tools import COST_FACTS
from tools.cost.tables import prices

CHEAPEST = "gpt-6-luna"
"""Row of the price table where no price was said: with the cheapest, tuning pays latest."""
_SERVED = re.compile(r"\b(?:gpt|claude|gemini|grok|command|mistral)-[\w.-]*\w", re.IGNORECASE)
"""Names of language models that are paid by the token."""
_PRICES = ("priced_as", "input_usd_per_million", "output_usd_per_million")


def unpriced(said: str) -> str:
    """Give the first language model in the words that the table has no price for.

    >>> unpriced("200k requests on gpt-4o-mini"), unpriced("on gpt-6-luna")
    ('gpt-4o-mini', '')
    """
    known = {row.name for row in prices()}
    named = (each.lower() for each in _SERVED.findall(said))
    return next((each for each in named if each not in known), "")


def mix_arguments(
    said: dict[str, Any], known: dict[str, Any], method: dict[str, str]
) -> dict[str, Any] | None:
    """Give the samples that were said, else the labelled examples of the task."""
    examples = known.get("labelled_examples")
    if "task_samples" not in said and not examples:
        return None
    return {"task_samples": examples, **method} | said


def cost_arguments(said: dict[str, Any], known: dict[str, Any]) -> dict[str, Any] | None:
    """Give volumes and prices; a price that was not said is the cheapest of the table.

    A prompt after tuning that nobody spoke of is taken as half as long; both are said.
    """
    prompt = said.get("prompt_tokens", known.get("prompt_tokens"))
    if not prompt:
        return None
    args = {name: known[name] for name in COST_FACTS if known.get(name) is not None} | said
    if not any(name in args for name in _PRICES):
        args["priced_as"] = CHEAPEST
    args.setdefault("tuned_prompt_tokens", int(prompt // 2))
    return args


def power_arguments(said: dict[str, Any], known: dict[str, Any]) -> dict[str, Any] | None:
    """Give two rates or a result; the facts fill in what the words leave open."""
    if "successes" in said or {"baseline", "target"} <= said.keys() or "fixed" in said:
        return said
    facts = {"baseline": known.get("prompting_quality"), "target": known.get("quality_target")}
    filled = {name: value for name, value in facts.items() if value is not None} | said
    useful = "baseline" in filled and ("target" in filled or "samples" in filled)
    return filled if useful and filled.get("baseline") != filled.get("target") else None
