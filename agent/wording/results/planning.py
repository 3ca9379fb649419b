"""Data mix, cost and test set in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from agent.wording.decision import cite, sentence
from agent.wording.results.figures import Result, number, share


def mix(args: Mapping[str, Any], result: Result) -> Iterator[str]:
    yield (
        f"**Data mix**: {number(result['task_samples'])} task samples and "
        f"{number(result['general_samples'])} general ones, {number(result['total'])} in all."
    )
    chapter = result["chapter"]
    yield f"- The chapter rounds down: {number(chapter['general_samples'])} general samples."
    for band in result["advised"]:
        yield (
            f"- {sentence(band['because'])} That is {share(band['general_share_low'])} to "
            f"{share(band['general_share_high'])}: {number(band['general_samples_low'])} to "
            f"{number(band['general_samples_high'])} samples. {cite(band['source'])}"
        )


def cost(args: Mapping[str, Any], result: Result) -> Iterator[str]:
    monthly = result.get("monthly_usd")
    if monthly:
        yield (
            f"**Cost a month**: {number(monthly['prompting'])} USD by prompting, "
            f"{number(monthly['tuned'])} USD tuned."
        )
    even = result.get("break_even") or {}
    if "never" in even:
        yield f"- It never pays: {sentence(even['never'])}"
    elif even:
        months = f", {number(even['months'])} months" if even.get("months") is not None else ""
        yield f"- Break-even after {number(even['requests'])} requests{months}."
    for warning in result.get("warnings", ()):
        yield f"- {sentence(warning)}"


def power(args: Mapping[str, Any], result: Result) -> Iterator[str]:
    if result.get("samples_per_arm"):
        yield (
            f"**Test set**: telling {share(args['baseline'])} from {share(args['target'])} takes "
            f"{number(result['samples_per_arm'])} items for each of the two."
        )
    for advice in result.get("advice", ()):
        yield f"- {sentence(advice)}"
