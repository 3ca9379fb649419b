"""Samples, shares, method and shift of a data mix."""

import re
from typing import Any

from agent.guided.plans.amounts import Amount, amounts
from agent.guided.plans.said.words import first_in

_GENERAL = r"\b(?:general|replay|rehearsal)\b"
_SAMPLES = (
    r"^\W*(?:\w+[- ]){0,3}(?:samples?|examples?|rows|pairs|records|conversations|tickets|emails"
    r"|documents|docs|texts|pages|files|messages|questions|items)\b"
)
_FOR = r"\b(?:for|with|at|of|and|about)\W*(?:about )?$"
_PARTS = re.compile(r"\b(\d{1,2})\s?(?:/|:|to)\s?(\d{1,2})\b")


def mix(text: str) -> dict[str, Any]:
    """Read the arguments of `mix`.

    >>> mix("and with 20 % general data?"), mix("70/30 for 5,000 samples with LoRA")
    ({'general_ratio': 0.2}, {'task_samples': 5000, 'task_ratio': 0.7, 'method': 'lora'})
    """
    said: dict[str, Any] = {}
    for each in amounts(text):
        said |= _of_one(each, said)
    parts = _PARTS.search(text)
    if parts and int(parts[1]) + int(parts[2]) == 100:
        said["task_ratio"] = int(parts[1]) / 100
    for name in ("method", "shift"):
        if word := first_in(name, text):
            said[name] = word
    return said


def _of_one(each: Amount, said: dict[str, Any]) -> dict[str, Any]:
    if each.kind in ("percent", "decimal", "score") and 0 <= each.value < 1:
        of_task = each.near(r"\b(?:task|own|domain)\b") and not each.near(_GENERAL)
        return {"task_ratio" if of_task else "general_ratio": each.value}
    if each.kind == "tokens":
        return {"general_tokens" if each.near(_GENERAL) else "task_tokens": each.value}
    if each.kind == "count" and each.value.is_integer():
        return _of_count(each, said)
    return {}


def _of_count(each: Amount, said: dict[str, Any]) -> dict[str, Any]:
    if each.behind(r"\bbatch(?: size)?(?: of)? $"):
        return {"batch_size": int(each.value)}
    if each.ahead(r"^\W*(?:\w+ )?(?:general|replay)\b"):
        return {"general_available": int(each.value)}
    alone = "task_samples" not in said and each.ahead(r"^\W*$") and each.behind(_FOR)
    return {"task_samples": int(each.value)} if alone or each.ahead(_SAMPLES) else {}
