"""Several estimates side by side, in words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agent.wording.phrases import capitalised
from agent.wording.results.estimate import (
    card_in_words,
    method_of,
    on_each,
    what_it_rests_on,
)
from agent.wording.results.figures import METHODS, Result, number, span

_FITS = {"fits": "fits on", "uncertain": "uncertain on", "does_not_fit": "too large for"}


def compared(outcomes: Sequence[tuple[Mapping[str, Any], Result]]) -> Iterator[str]:
    """Set several estimates side by side, a line each, with what is common below."""
    names = {result["language_model"] for _, result in outcomes}
    only = f" for {next(iter(names))}" if len(names) == 1 else ""
    yield f"**Side by side**{only}:"
    for args, result in outcomes:
        yield f"- {_line(args, result, name=len(names) > 1)}"
    yield ""
    yield from _common(outcomes)


def _line(args: Mapping[str, Any], result: Result, *, name: bool) -> str:
    method = METHODS.get(method_of(args, result), "training")
    who = f"{result['language_model']} with {method}" if name else method
    hours = _hours(result)
    return (
        f"**{who[:1].upper()}{who[1:]}**: {f'{hours}; ' if hours else ''}about "
        f"{number(result['peak_gb'])} GB at the peak{on_each(args)} "
        f"({number(result['low_gb'])} to {number(result['high_gb'])} GB), nvidia-smi shows about "
        f"{number(result['device_gb'])} GB; {_place(result)}."
    )


def _place(result: Result) -> str:
    verdict = result.get("verdict")
    if verdict:
        first = verdict["do"][0] if verdict["do"] else ""
        instead = f", instead {first}" if "×" in first and verdict["fit"] != "fits" else ""
        return f"{_FITS[verdict['fit']]} {verdict['card']}{instead}"
    cards, several = result["gpus_that_fit"], result.get("several_gpus")
    if cards:
        return f"cheapest card {card_in_words(cards[0])}"
    if several:
        return f"needs {several[0]['gpus']} × {several[0]['name']} ({several[0]['sharding']})"
    return "no card of the table holds it"


def _hours(result: Result) -> str:
    """Say how long it takes, unless it can't be run where the time was computed."""
    hours, usd = result.get("time_hours"), result.get("cost_usd")
    too_large = (result.get("verdict") or {}).get("fit") == "does_not_fit"
    if not hours or too_large:
        return ""
    money = f", {span(usd)} USD" if usd else ""
    return f"{span(hours)} hours on {result['time_on']}{money}"


def _common(outcomes: Sequence[tuple[Mapping[str, Any], Result]]) -> Iterator[str]:
    result = outcomes[-1][1]
    if verdict := result.get("verdict"):
        memory = number(verdict["memory_gb"])
        yield f"- {capitalised(verdict['card'])} has {memory} GB of memory."
    yield from what_it_rests_on(result)
