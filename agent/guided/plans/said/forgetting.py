"""Method, symptoms and scores of checkpoints."""

import re
from typing import Any

from agent.guided.plans.amounts import amounts
from agent.guided.plans.said.words import all_in, first_in
from agent.guided.plans.scores import pasted_scores

_SAVED = re.compile(r"\bsav\w+ (?:\w+ )?(?:every|each) (\d[\d,]*)", re.IGNORECASE)


def forgetting(text: str) -> dict[str, Any]:
    """Read the arguments of `forgetting`.

    >>> forgetting("my LoRA forgets general knowledge")
    {'method': 'lora', 'symptoms': ['knowledge_lost']}
    """
    scores = pasted_scores(text)
    words = scores.words if scores else text
    said: dict[str, Any] = dict(scores.arguments) if scores else {}
    if method := first_in("method", words):
        said["method"] = method
    noticed = all_in("symptom", words)
    if noticed and not (scores and noticed == ["knowledge_lost"]):
        said["symptoms"] = noticed
    if every := _SAVED.search(words):
        said["save_steps"] = int(every[1].replace(",", ""))
    for each in amounts(words):
        if each.kind == "percent" and each.near(r"\b(?:line|limit|threshold|accept\w*)\b"):
            said["line"] = each.value
    return said
