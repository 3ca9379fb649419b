"""Memory, cards, time and money in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from agent.wording.decision import cite, listed, sentence
from agent.wording.results.figures import METHODS, Result, number, span

MOST_CARDS = 3
MOST_FITTING = 6


def estimate(args: Mapping[str, Any], result: Result) -> Iterator[str]:
    method = args.get("method") or _assumed(result, "method") or ""
    yield (
        f"**Memory{f' with {METHODS[method]}' if method in METHODS else ''}** for "
        f"{result['language_model']}: about {number(result['peak_gb'])} GB "
        f"({number(result['peak_gib'])} GiB) at the peak, between {number(result['low_gb'])} and "
        f"{number(result['high_gb'])} GB; the driver shows about {number(result['device_gb'])} GB."
    )
    chapter = result.get("chapter")
    if chapter:
        yield (
            f"- The chapter's rule gives {number(chapter['training_memory_gb'])} GB "
            f"({number(chapter['training_memory_gib'])} GiB); it leaves out activations and "
            f"sequence length, which add memory on top. {cite(chapter['source'])}"
        )
    yield _verdict(result) or _cards(result)
    hours, usd = result.get("time_hours"), result.get("cost_usd")
    if hours:
        yield f"- Time: {span(hours)} hours" + (f", {span(usd)} USD." if usd else ".")


def _assumed(result: Result, field: str) -> Any:
    return next((each["value"] for each in result["assumptions"] if each["field"] == field), None)


def _verdict(result: Result) -> str:
    verdict = result.get("verdict")
    if not verdict:
        return ""
    steps = "".join(f" {sentence(step)}" for step in verdict["do"])
    return f"- {FITS[verdict['fit']]} {verdict['card']}: {sentence(verdict['because'])}{steps}"


FITS = {"fits": "It fits on", "uncertain": "It may not fit on", "does_not_fit": "It doesn't fit on"}


def _cards(result: Result) -> str:
    cards = result["gpus_that_fit"][:MOST_CARDS]
    if not cards:
        return f"- {sentence(result.get('does_not_fit') or 'It fits no single card of the table')}"
    named = listed(f"{card['name']} ({number(card['memory_gb'])} GB)" for card in cards)
    return f"- It fits on one card; the cheapest that hold it: {named}."


def what_fits(args: Mapping[str, Any], result: Result) -> Iterator[str]:
    found = result["fits"]
    yield f"**What fits on {result['card']}** ({number(result['memory_gb'])} GB):"
    if not found:
        yield "- Nothing of the table."
    for each in found[:MOST_FITTING]:
        yield (
            f"- {each['language_model']} with {METHODS[each['method']]}: "
            f"{number(each['device_gb'])} GB, sequences of up to "
            f"{number(each['longest_sequence_length'])} tokens"
        )
