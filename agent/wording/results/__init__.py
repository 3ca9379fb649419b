"""Results of the calculators in words: a few lines each, every figure from the result."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from agent.wording.results import (
    cost,
    estimate,
    explanation,
    forgetting,
    planning,
    practice,
    side_by_side,
    unlearn,
    what_fits,
)
from agent.wording.results.figures import Result
from agent.wording.results.passages import passages_in_words

__all__ = ["WORDS", "passages_in_words", "result_lines", "results_in_words"]

Words = Callable[[Mapping[str, Any], Result], Iterator[str]]


def result_lines(tool: str, args: Mapping[str, Any], result: Result) -> str:
    """Say what a tool found."""
    words = WORDS.get(tool)
    return "\n".join(words(args, result)) if words else ""


def results_in_words(
    outcomes: Sequence[tuple[str, Mapping[str, Any], Result]],
    *,
    table: bool = False,
    told: bool = False,
) -> Iterator[str]:
    """Say what several calls found: several estimates side by side, everything else by itself.

    `told` says that the language model was spoken of before.
    """
    estimates = [(args, result) for tool, args, result in outcomes if tool == "estimate"]
    if len(estimates) > 1:
        yield "\n".join(side_by_side.compared(estimates, table=table, told=told))
    for tool, args, result in outcomes:
        if tool != "estimate" or len(estimates) == 1:
            yield result_lines(tool, args, result)


WORDS: dict[str, Words] = {
    "estimate": estimate.estimate,
    "explain_estimate": explanation.explanation,
    "what_fits": what_fits.what_fits,
    "mix": planning.mix,
    "forgetting": forgetting.forgetting,
    "cost": cost.cost,
    "power": planning.power,
    "unlearn": unlearn.unlearn,
    "plan_check": planning.plan_check,
    "practice_next": practice.question,
    "practice_compare": practice.comparison,
    "practice_stop": practice.summary,
}
