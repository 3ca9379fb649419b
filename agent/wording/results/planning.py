"""Data mix and test set in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from agent.wording.phrases import cite, sentence
from agent.wording.results.figures import METHODS, Result, linked, number, share

MOST_CORPORA = 3
NOTHING_CONFLICTS = "**Plan check**: of what is known, no part works against another."


def mix(args: Mapping[str, Any], result: Result) -> Iterator[str]:
    yield (
        f"**Data mix**: {number(result['task_samples'])} task samples and "
        f"{number(result['general_samples'])} general ones, {number(result['total'])} in all"
        + _by_share(args, result)
    )
    chapter = result["chapter"]
    if chapter["general_samples"] != result["general_samples"]:
        yield (
            f"- The chapter's own code rounds down: {number(chapter['general_samples'])} general "
            f"samples, {number(chapter['total'])} in all. [14.1/4.2/mix-formula]"
        )
    for band in result["advised"]:
        yield (
            f"- {sentence(band['because'])} That is {_ends(band, 'general_share', share)}: "
            f"{_ends(band, 'general_samples', number)} samples{_if_less(band, result)}. "
            f"{cite(band['source'])}"
        )
    if not result["advised"]:
        yield (
            "- How much is enough hangs on the method: say LoRA, QLoRA, full fine-tuning or "
            "continued pre-training, and I give the range that was measured for it."
        )
    yield from _weighed(result)
    yield f"- Take it from what must not be lost: {_kept(result)}."
    corpora = [_licensed(each) for each in result["take_from"][:MOST_CORPORA]]
    if corpora:
        yield f"- Corpora to take it from: {', '.join(corpora)}."
    yield from (f"- {sentence(linked(warning))}" for warning in result["warnings"])


def _licensed(corpus: Result) -> str:
    return f"{corpus['corpus']} ({corpus['licence'].replace(';', ',')})"


def _by_share(args: Mapping[str, Any], result: Result) -> str:
    taken = next((each for each in result["assumptions"] if each["field"] == "task_ratio"), None)
    if taken:
        because = linked(taken["because"])
        return f". No share was named, so {share(taken['value'])} task data: {because}."
    if args.get("general_ratio") is not None:
        return f", for {share(args['general_ratio'])} general data."
    return f", for {share(args['task_ratio'])} task data."


def _if_less(band: Result, result: Result) -> str:
    """Say how a measured range goes together with a chapter's share above it."""
    taken = [each["value"] for each in result["assumptions"] if each["field"] == "task_ratio"]
    if not taken or band["general_share_high"] >= round(1 - taken[0], 6):
        return ""
    return (
        "; begin there, and go up towards the chapter's share only while a general benchmark "
        "falls too far"
    )


def _ends(band: Result, name: str, words: Any) -> str:
    low, high = band[f"{name}_low"], band[f"{name}_high"]
    return str(words(low)) if low == high else f"{words(low)} to {words(high)}"


def _weighed(result: Result) -> Iterator[str]:
    tokens = result["by_tokens"]
    if tokens:
        yield (
            f"- By tokens, which is what training weighs, the general share is "
            f"{share(tokens['general_token_share'])}; the share holds by tokens at "
            f"{number(tokens['general_samples_for_share'])} general samples."
        )


def _kept(result: Result) -> str:
    return "; ".join(each.partition(":")[0] for each in result["keep"])


def power(args: Mapping[str, Any], result: Result) -> Iterator[str]:
    if result.get("samples_per_arm"):
        yield (
            f"**Test set**: telling {share(args['baseline'])} from {share(args['target'])} takes "
            f"{number(result['samples_per_arm'])} items for each of the two, with "
            f"{_settings(args, result)}. {cite(result['sources'][0])}"
        )
    yield from _interval(args, result)
    if result["power_with_samples"] is not None:
        yield (
            f"- With {number(args['samples'])} items for each, the chance to see that difference "
            f"is {share(result['power_with_samples'])}."
        )
    if result["detectable_rate"] is not None:
        head = "- " if result.get("samples_per_arm") or result["interval"] else "**Test set**: "
        yield (
            f"{head}{number(args['samples'])} items for each can tell {share(args['baseline'])} "
            f"from {share(result['detectable_rate'])} or more."
        )
    yield from _pairs(result)
    yield from (f"- {sentence(advice)}" for advice in result.get("advice", ()))


def _settings(args: Mapping[str, Any], result: Result) -> str:
    assumed = {each["field"]: each["value"] for each in result["assumptions"]}
    wanted = args.get("power", assumed.get("power"))
    alarm = args.get("alpha", assumed.get("alpha"))
    return f"{share(wanted)} power and {share(alarm)} false alarms"


def _interval(args: Mapping[str, Any], result: Result) -> Iterator[str]:
    interval = result["interval"]
    if not interval:
        return
    yield (
        f"**How sure**: {number(args['successes'])} of {number(args['samples'])} is "
        f"{share(result['share'])}; the true share lies between {share(interval['low'])} and "
        f"{share(interval['high'])} ({share(interval['level'])} Wilson interval). "
        "[evidence/wilson-1927]"
    )
    if result["target_shown"] is True:
        yield f"- The whole interval lies at or above the target of {share(args['target'])}."


def _pairs(result: Result) -> Iterator[str]:
    test = result["paired_test"]
    if test:
        verdict = "beyond chance" if test["shown"] else "not beyond chance"
        yield f"- The paired test gives p = {number(test['p_value'])}: the change is {verdict}."


def plan_check(args: Mapping[str, Any], result: Result) -> Iterator[str]:
    if not result["conflicts"]:
        yield NOTHING_CONFLICTS
        return
    yield "**Parts of the plan that work against each other**"
    for conflict in result["conflicts"]:
        yield (
            f"- **{' against '.join(conflict['between'])}**: {sentence(conflict['because'])} "
            f"{sentence(conflict['do'])} {cite(conflict['source'])}"
        )


def method_in_words(method: str | None) -> str:
    """Name a method of training.

    >>> method_in_words("continual_pretraining"), method_in_words("lora")
    ('continued pre-training', 'LoRA')
    """
    others = {
        "continual_pretraining": "continued pre-training",
        "api": "a vendor's service",
        "none": "no training",
    }
    return {**METHODS, **others}.get(method or "", method or "")
