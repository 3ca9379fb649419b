"""Memory, cards, time and money in words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agent.wording.phrases import cite, listed, sentence
from agent.wording.results.figures import METHODS, Result, number, span

MOST_CARDS = 3
MOST_ASSUMED = 6

_PARTS = ("weights", "gradients", "optimizer", "activations", "logits", "overhead")
_LEAST_PART_GB = 0.05
FITS = {
    "fits": "It fits on",
    "uncertain": "It may not fit on",
    "does_not_fit": "It is too large for",
}
_ASSUMED = {
    "method": "the method {}",
    "precision": "{} weights",
    "quantizer": "{} quantisation",
    "sequence_length": "sequence length {}",
    "batch_size": "batch size {}",
    "optimizer": "optimizer {}",
    "lora_rank": "LoRA rank {}",
    "lora_targets": "adapters on {}",
    "epochs": "{} epochs",
    "sharding": "{} sharding",
    "attention": "{} attention",
    "loss": "{} loss",
    "adapter_dtype": "{} adapters",
    "gpus": "{} GPU",
}
_FIRST_ASSUMED = (
    "epochs", "sequence_length", "batch_size", "method", "gradient_checkpointing", "sharding",
    "lora_rank", "optimizer", "attention", "loss",
)  # fmt: skip


def estimate(args: Mapping[str, Any], result: Result) -> Iterator[str]:
    """Say one estimate: memory with its range, the cards, time and money, what was assumed."""
    yield (
        f"**Memory{_with_method(args, result)}** for "
        f"{result['language_model']}: about {number(result['peak_gb'])} GB "
        f"({number(result['peak_gib'])} GiB) at the peak{on_each(args)}, between "
        f"{number(result['low_gb'])} and {number(result['high_gb'])} GB; nvidia-smi shows about "
        f"{number(result['device_gb'])} GB."
    )
    yield from _correction(result.get("correction"))
    yield _verdict(result) or _cards(args, result)
    yield from _duration(args, result)
    yield _parts(result["breakdown_gb"])
    yield from _chapter(result)
    yield from what_it_rests_on(result)


def what_it_rests_on(result: Result, *, told: bool = False) -> Iterator[str]:
    """Say what stands in unless that was told, what widens the range, and what was assumed."""
    if (stand_in := _stand_in(result)) and not told:
        yield f"- {sentence(stand_in)}"
    notes = [each for each in result.get("notes", ()) if "stand-in" not in each]
    if notes:
        yield f"- The range is wide: {'; '.join(notes)}."
    if assumed := _assumed_in_words(result):
        yield f"- Assumed: {assumed}."


def _with_method(args: Mapping[str, Any], result: Result) -> str:
    method = method_of(args, result)
    return f" with {METHODS[method]}" if method in METHODS else ""


def method_of(args: Mapping[str, Any], result: Result) -> str:
    """Give the method that was said or assumed."""
    said = "qlora" if args.get("quantizer") else args.get("method")
    return str(said or _assumed(result, "method") or "")


def on_each(args: Mapping[str, Any]) -> str:
    """Say that figures are for each of several GPUs."""
    return " on each GPU" if (args.get("gpus") or 1) > 1 else ""


def _assumed(result: Result, field: str) -> Any:
    return next((each["value"] for each in result["assumptions"] if each["field"] == field), None)


def _parts(parts: Mapping[str, float]) -> str:
    shown = [
        f"{name} {number(parts[name])} GB"
        for name in sorted(_PARTS, key=lambda name: -parts[name])
        if parts[name] >= _LEAST_PART_GB
    ]
    return f"- Parts of it: {', '.join(shown)}."


def _correction(correction: Result | None) -> Iterator[str]:
    if correction:
        yield (
            f"- You measured {number(correction['measured_gb'])} GB where we estimate "
            f"{number(correction['estimated_gb'])} GB ({correction['kind']} memory): a personal "
            f"correction of {number(correction['factor'])} times. Corrected, the peak is "
            f"{number(correction['peak_gb'])} GB and the driver shows "
            f"{number(correction['device_gb'])} GB; cards below are judged by that."
        )


def _chapter(result: Result) -> Iterator[str]:
    chapter = result.get("chapter")
    if chapter:
        yield (
            f"- The chapter's rule gives {number(chapter['training_memory_gb'])} GB "
            f"(its code: {number(chapter['training_memory_gib'])} GiB); it leaves out "
            f"activations and sequence length, which add memory on top. {cite(chapter['source'])}"
        )


def _verdict(result: Result) -> str:
    verdict = result.get("verdict")
    if not verdict:
        return ""
    steps = "".join(f" {sentence(step)}" for step in verdict["do"])
    return f"- {FITS[verdict['fit']]} {verdict['card']}: {sentence(verdict['because'])}{steps}"


def _cards(args: Mapping[str, Any], result: Result) -> str:
    cards, several = result["gpus_that_fit"][:MOST_CARDS], result.get("several_gpus")
    if cards:
        named = listed(map(card_in_words, cards))
        what = "Each GPU's part fits" if on_each(args) else "It fits on one card"
        return f"- {what}; the cheapest that hold it: {named}."
    if several:
        named = listed(
            f"{each['gpus']} × {each['name']} ({each['sharding']}, likely "
            f"{number(each['device_gb'])} GB on each{_price(each)})"
            for each in several[:MOST_CARDS]
        )
        return f"- No single card holds it; together these do: {named}."
    return f"- {sentence(result.get('does_not_fit') or 'It fits no card of the table')}"


def card_in_words(card: Mapping[str, Any]) -> str:
    """Name a card with its memory, what stays free, and its price."""
    return (
        f"{card['name']} ({number(card['memory_gb'])} GB, {number(card['headroom_gb'])} GB free"
        f"{_price(card)})"
    )


def _price(card: Mapping[str, Any]) -> str:
    price = card.get("usd_per_hour")
    return f", {number(price)} USD an hour" if price is not None else ""


def _duration(args: Mapping[str, Any], result: Result) -> Iterator[str]:
    if hours := hours_in_words(result):
        examples = args.get("examples")
        what = f" for {number(examples)} examples" if examples else ""
        yield f"- Time{what}: {hours}."


def hours_in_words(result: Result) -> str:
    """Say how long it takes and for how much, unless it can't be run where that was computed."""
    hours, usd = result.get("time_hours"), result.get("cost_usd")
    too_large = (result.get("verdict") or {}).get("fit") == "does_not_fit"
    if not hours or too_large:
        return ""
    money = f", {span(usd)} USD" if usd else ""
    return f"{span(hours)} hours on {result['time_on']}{money}"


def duration(args: Mapping[str, Any], result: Result) -> Iterator[str]:
    """Say only how long one set-up takes and for how much; nothing where that is not known."""
    hours, examples = hours_in_words(result), args.get("examples")
    if not hours or not examples:
        return
    yield (
        f"**Time{_with_method(args, result)}** for {result['language_model']} and "
        f"{number(examples)} examples: {hours}."
    )
    if (result.get("verdict") or {}).get("fit") == "uncertain":
        yield _verdict(result)
    if assumed := _assumed_in_words(result):
        yield f"- Assumed: {assumed}."


def _stand_in(result: Result) -> str:
    return next((each["because"] for each in result["assumptions"] if each["field"] == "model"), "")


def _assumed_in_words(result: Result) -> str:
    """Name what was assumed, what people ask for first."""
    values = {each["field"]: each["value"] for each in result["assumptions"]}
    names = [name for name in _FIRST_ASSUMED if name in values][:MOST_ASSUMED]
    return ", ".join(_assumption(name, values[name]) for name in names)


def _assumption(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return f"{name.replace('_', ' ')} {'on' if value else 'off'}"
    shown = value if isinstance(value, str) else number(value)
    shown = METHODS.get(shown, shown) if name == "method" else shown
    return _ASSUMED.get(name, name.replace("_", " ") + " {}").format(shown)


def besides(topics: Sequence[str], result: Result) -> Iterator[str]:
    """Say what was asked besides memory: what serving takes, and what is kept on disk."""
    if "serving" in topics:
        serving = result["serving"]
        yield (
            f"**Serving** the result takes {number(serving['total_gb'])} GB: weights "
            f"{number(serving['weights_gb'])} GB and {number(serving['kv_cache_gb'])} GB "
            f"of KV cache for {number(serving['requests'])} request at once of "
            f"{number(serving['tokens_per_request'])} tokens."
        )
    if "storage" in topics:
        storage = result["storage"]
        adapter = storage["adapter_gb"]
        kept = "" if adapter is None else f"the adapter {number(adapter)} GB, merged "
        yield (
            f"**On disk**: {kept}{number(storage['merged_gb'])} GB; a checkpoint to go on from "
            f"{number(storage['training_state_gb'])} GB."
        )
