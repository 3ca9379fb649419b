"""Results of the calculators in words: a few lines each, every figure from the result."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from agent.wording.fixed import NOT_COVERED
from agent.wording.results import documents, estimate, planning, practice
from agent.wording.results.figures import Result


def result_lines(tool: str, args: Mapping[str, Any], result: Result) -> str:
    """Say what a tool found."""
    words = WORDS.get(tool)
    return "\n".join(words(args, result)) if words else ""


def passages_in_words(found: Result) -> str:
    """Answer with the best passage that was found, or say that none covers the question."""
    passages = found["passages"]
    if found["coverage"] == "outside" or not passages:
        return NOT_COVERED
    best = passages[0]
    doubt = "This may not answer it fully: " if found["coverage"] == "near" else ""
    if documents.is_document(best):
        return documents.quoted(best, doubt)
    return f"{doubt}{best['text'].strip()} [{best['anchor']}]"


WORDS: dict[str, Callable[[Mapping[str, Any], Result], Iterator[str]]] = {
    "estimate": estimate.estimate,
    "what_fits": estimate.what_fits,
    "mix": planning.mix,
    "cost": planning.cost,
    "power": planning.power,
    "practice_next": practice.question,
    "practice_compare": practice.comparison,
    "practice_stop": practice.summary,
}
