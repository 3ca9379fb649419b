"""Results of the calculators in words: a few lines each, every figure from the result."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from agent.wording.decision import cite, listed, sentence
from agent.wording.fixed import NOT_COVERED

Result = Mapping[str, Any]
MOST_CARDS = 3
MOST_FITTING = 6


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
    return f"{doubt}{best['text'].strip()} [{best['anchor']}]"


def number(value: float) -> str:
    """Write a number for reading.

    >>> number(2143), number(0.88), number(10.541), number(24.0)
    ('2,143', '0.88', '10.5', '24')
    """
    if float(value).is_integer():
        return f"{int(value):,}"
    return f"{value:,.1f}" if abs(value) >= 10 else f"{value:.3g}"


def share(value: float) -> str:
    """Write a share in percent.

    >>> share(0.95), share(0.3)
    ('95 %', '30 %')
    """
    return f"{number(round(value * 100, 1))} %"


def _estimate(args: Mapping[str, Any], result: Result) -> Iterator[str]:
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


def span(value: Mapping[str, float]) -> str:
    """Write a range.

    >>> span({"low": 1.5, "high": 4.0})
    '1.5 to 4'
    """
    return f"{number(value['low'])} to {number(value['high'])}"


METHODS = {"full": "full fine-tuning", "lora": "LoRA", "qlora": "QLoRA"}


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


def _what_fits(args: Mapping[str, Any], result: Result) -> Iterator[str]:
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


def _mix(args: Mapping[str, Any], result: Result) -> Iterator[str]:
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


def _cost(args: Mapping[str, Any], result: Result) -> Iterator[str]:
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


def _power(args: Mapping[str, Any], result: Result) -> Iterator[str]:
    if result.get("samples_per_arm"):
        yield (
            f"**Test set**: telling {share(args['baseline'])} from {share(args['target'])} takes "
            f"{number(result['samples_per_arm'])} items for each of the two."
        )
    for advice in result.get("advice", ()):
        yield f"- {sentence(advice)}"


WORDS: dict[str, Callable[[Mapping[str, Any], Result], Iterator[str]]] = {
    "estimate": _estimate,
    "what_fits": _what_fits,
    "mix": _mix,
    "cost": _cost,
    "power": _power,
}
