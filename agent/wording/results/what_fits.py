"""What a card can train, in words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agent.wording.phrases import listed
from agent.wording.results.figures import METHODS, Result, number

MOST_FITTING = 6


def what_fits(args: Mapping[str, Any], result: Result) -> Iterator[str]:
    """Say what a card can train: the largest of each method, then more, largest first."""
    found = result["fits"]
    several = f"{result['gpus']} × " if result["gpus"] > 1 else ""
    drivers = "each as its driver reports" if several else "as its driver reports"
    memory = f"{number(result['memory_gb'])} GB {drivers}"
    yield f"**What fits on {several}{result['card']}** ({memory}):"
    if not found:
        yield "- Nothing of the table."
        return
    largest = result["largest"]
    for method in ("qlora", "lora", "full"):
        best = _of(found, largest.get(method), method)
        if best:
            yield f"- The largest with {METHODS[method]}: {_fitting(best)}"
    names = _more(found, set(largest.values()))
    if names:
        yield f"- Smaller ones fit too, with QLoRA for example {listed(names)}."
    yield (
        f"- Assumed: one sequence of {number(result['sequence_length'])} tokens at a time, "
        "gradient checkpointing on, LoRA rank 16."
    )


def _of(found: Sequence[Result], name: str | None, method: str) -> Result | None:
    return next(
        (each for each in found if each["language_model"] == name and each["method"] == method),
        None,
    )


def _more(found: Sequence[Result], told: set[Any]) -> list[str]:
    names = [
        each["language_model"]
        for each in found
        if each["method"] == "qlora" and each["language_model"] not in told
    ]
    return names[:MOST_FITTING]


def _fitting(each: Result) -> str:
    batches = each["largest_batch_size"]
    more = f", or batches of up to {number(batches)}" if batches > 1 else ""
    return (
        f"{each['language_model']}, {number(each['device_gb'])} GB, sequences of up to "
        f"{number(each['longest_sequence_length'])} tokens{more}."
    )
