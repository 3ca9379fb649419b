"""A plan against forgetting, and checkpoints judged, in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from agent.wording.phrases import cite, sentence
from agent.wording.results.figures import Result, number, share
from agent.wording.results.planning import method_in_words

SAID = ("learning_rate", "epochs", "general_share", "frozen")
MOST_CHANGES = 4
MOST_DROPS = 4


def forgetting(args: Mapping[str, Any], result: Result) -> Iterator[str]:
    if len(result["curve"]) == 1 and result["best_step"] is None:
        yield from _before_and_after(args, result)
    elif result["alarm"] is not None:
        yield from _judged(result)
    yield from _changes(args, result)
    if result["plan"]:
        if result["alarm"] is not None or result["next_changes"]:
            yield ""
        yield from _plan(result["plan"])
    yield from (f"- {sentence(each)}" for each in result["advice"])


_LEVELS = {
    "alarm": "Over the line of {}, beyond noise",
    "watch": "Close to the line of {}",
    "fine": "Under the line of {}",
}


def _before_and_after(args: Mapping[str, Any], result: Result) -> Iterator[str]:
    """Judge a single checkpoint that has no task score: there is nothing to choose from."""
    assumed = {each["field"]: each["value"] for each in result["assumptions"]}
    line = share(args.get("line", assumed.get("line")))
    for each in result["drops"][:MOST_DROPS]:
        level = _LEVELS[each["level"]].format(line)
        yield f"**{level}**: {_drop(each)}. [14.1/4.2/five-percent]"


def _judged(result: Result) -> Iterator[str]:
    if result["best_step"] is None:
        yield f"**No checkpoint to keep**: {sentence(result['why'])} [14.1/4.2/five-percent]"
    else:
        yield (
            f"**Keep step {number(result['best_step'])}**: {sentence(result['why'])} "
            "[14.1/4.2/five-percent]"
        )
    alarms = [each for each in result["drops"] if each["level"] == "alarm"]
    for each in alarms[:MOST_DROPS]:
        yield f"- Alarm at step {number(each['step'])}: {_drop(each)}, beyond noise."
    watched = [each for each in result["drops"] if each["level"] == "watch"]
    for each in watched[: MOST_DROPS - len(alarms)]:
        yield f"- Watch step {number(each['step'])}: {_drop(each)}."
    if result["best_was_saved"] is True:
        yield "- That step was saved."


def _drop(drop: Result) -> str:
    return (
        f"{drop['benchmark']} went from {number(drop['base'])} to {number(drop['score'])}, "
        f"{share(drop['relative'])} of the base"
    )


def _changes(args: Mapping[str, Any], result: Result) -> Iterator[str]:
    changes = result["next_changes"]
    if not changes:
        return
    yield ""
    yield "**What to change next**, the likeliest cause first:"
    for each in changes[:MOST_CHANGES]:
        yield f"- {sentence(each['cause'])} {sentence(each['change'])} {cite(each['source'])}"


def _plan(plan: Result) -> Iterator[str]:
    method = method_in_words(plan["method"])
    yield f"**Settings that forget less with {method}**"
    settings = {each["setting"]: each for each in plan["settings"]}
    for name in SAID:
        if name in settings:
            each = settings[name]
            yield (
                f"- {name.replace('_', ' ').capitalize()}: {each['value']}. "
                f"{sentence(each['because'])} {cite(each['source'])}"
            )
    measured = [each["benchmark"] for each in plan["benchmarks"] if "every" in each["when"]]
    yield f"- Measure at every checkpoint: {', '.join(measured)}. {sentence(plan['warnings'][0])}"
