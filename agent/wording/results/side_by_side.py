"""Several estimates side by side, in words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from agent.wording.phrases import capitalised
from agent.wording.results.estimate import (
    card_in_words,
    hours_in_words,
    method_of,
    on_each,
    what_it_rests_on,
)
from agent.wording.results.figures import METHODS, Result, number

_FITS = {"fits": "fits on", "uncertain": "may not fit on", "does_not_fit": "too large for"}


Outcome = tuple[Mapping[str, Any], Result]


def compared(
    outcomes: Sequence[Outcome], *, table: bool = False, told: bool = False
) -> Iterator[str]:
    """Set several estimates side by side, a line or a row each, with what is common below.

    `told` says that the language model, and what stands in for it, was spoken of before.
    """
    names = {result["language_model"] for _, result in outcomes}
    only = f" for {next(iter(names))}" if len(names) == 1 else ""
    yield f"**Side by side**{only}{on_each(outcomes[0][0]) if table else ''}:"
    if table:
        yield from _rows(outcomes, name=len(names) > 1)
    else:
        yield from (f"- {_line(args, result, name=len(names) > 1)}" for args, result in outcomes)
    yield ""
    yield from _common(outcomes, told=told)


def _rows(outcomes: Sequence[Outcome], *, name: bool) -> Iterator[str]:
    hours = [hours_in_words(result) for _, result in outcomes]
    heads = ("set-up", "card", "peak, GB", "low, GB", "high, GB", "nvidia-smi, GB")
    yield ""
    yield _row((*heads, "time and price") if any(hours) else heads)
    yield _row("---" for _ in range(len(heads) + any(hours)))
    for (args, result), time in zip(outcomes, hours, strict=True):
        figures = (result[each] for each in ("peak_gb", "low_gb", "high_gb", "device_gb"))
        cells = (_who(args, result, name=name), _card(result), *map(number, figures))
        yield _row((*cells, time or "-") if any(hours) else cells)


def _card(result: Result) -> str:
    """Name in a few words the card that was asked for, or the cheapest."""
    verdict, cards = result.get("verdict"), result["gpus_that_fit"]
    if verdict:
        return f"{_FITS[verdict['fit']]} {verdict['card']}"
    return str(cards[0]["name"]) if cards else "several GPUs"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _who(args: Mapping[str, Any], result: Result, *, name: bool) -> str:
    method = METHODS.get(method_of(args, result), "training")
    return capitalised(f"{result['language_model']} with {method}" if name else method)


def _line(args: Mapping[str, Any], result: Result, *, name: bool) -> str:
    hours = hours_in_words(result)
    return (
        f"**{_who(args, result, name=name)}**: {f'{hours}; ' if hours else ''}about "
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


def _common(outcomes: Sequence[Outcome], *, told: bool) -> Iterator[str]:
    args, result = outcomes[-1]
    if args.get("examples") and any(hours_in_words(each) for _, each in outcomes):
        yield f"- Hours are for {number(args['examples'])} examples."
    if verdict := result.get("verdict"):
        memory = number(verdict["memory_gb"])
        yield f"- {capitalised(verdict['card'])} has {memory} GB of memory."
    yield from what_it_rests_on(result, told=told)
