"""What moves an estimate, in words: switches, published rules, assumptions."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from agent.wording.fields import field_in_words
from agent.wording.phrases import sentence
from agent.wording.results.estimate import method_of
from agent.wording.results.figures import METHODS, Result, number

MOST_SWITCHES = 6
_LEAST_GB = 0.05
"""Smaller effects are not worth a word."""


def explained(asked: frozenset[str], args: Mapping[str, Any], result: Result) -> Iterator[str]:
    """Say what was asked of an explanation: its switches, other rules, the assumptions."""
    for topic, words in _PARTS.items():
        if topic in asked:
            yield "\n".join(words(args, result))


def explanation(args: Mapping[str, Any], result: Result) -> Iterator[str]:
    """Say what would save memory, what other rules say, and what the assumptions move."""
    yield from switches(args, result)
    yield ""
    yield from published(args, result)
    yield ""
    yield from assumptions(args, result)


def switches(args: Mapping[str, Any], result: Result) -> Iterator[str]:
    """Say what each switch saves, largest first."""
    saving = [each for each in result["switches"] if each["saves_gb"] > _LEAST_GB]
    yield "**What would save memory**, one change at a time, largest first:"
    if not saving:
        yield "- Nothing of what can be switched."
    for each in saving[:MOST_SWITCHES]:
        yield (
            f"- {sentence(each['text'])[:-1]}: saves {number(each['saves_gb'])} GB, the peak is "
            f"then {number(each['peak_gb'])} GB{_work(each['work'])}."
        )
    for wall in result.get("walls", ()):
        if wall["largest"] is not None:
            yield (
                f"- On {_card_named(args.get('on'))}, {field_in_words(wall['field'])} can go up "
                f"to {number(wall['largest'])}; {number(wall['asked'])} is taken here."
            )


def _card_named(on: Any) -> str:
    if isinstance(on, (int, float)):
        return f"a card of {number(on)} GB"
    return "the card" if on is None else f"a card of {on}" if "GB" in on.split() else on


def _work(work: float) -> str:
    return "" if 0.98 <= work <= 1.02 else f"; arithmetic work {number(work)} times"


def published(args: Mapping[str, Any], result: Result) -> Iterator[str]:
    """Say what other published rules give for the set-up, and when each of them is right."""
    method = METHODS.get(method_of(args, result), "this set-up")
    yield f"**Published rules for {method}**, each right under its own assumption:"
    yield ""
    ours = "we estimate on each GPU, GB" if (args.get("gpus") or 1) > 1 else "we estimate, GB"
    yield f"| rule | says, GB | {ours} | right when | leaves out |"
    yield "| --- | --- | --- | --- | --- |"
    for each in result["published"]:
        yield (
            f"| {each['rule']} | {number(each['gb'])} | {number(each['ours_gb'])} | "
            f"{each['true_when']} | {each['leaves_out']} |"
        )
    if (args.get("gpus") or 1) > 1:
        yield ""
        yield "The rules count one copy of the whole; we give what lies on each GPU."


def assumptions(args: Mapping[str, Any], result: Result) -> Iterator[str]:
    """Say what was assumed, largest effect first."""
    yield "**What was assumed**, largest effect first:"
    for each in result["assumptions"]:
        effect = each["effect_gb"]
        name = field_in_words(each["field"])
        value = _plain(each["value"])
        if abs(effect) >= _LEAST_GB:
            sign = "more" if effect > 0 else "less"
            yield (
                f"- {name}: {value}. If it were {each['otherwise']}, "
                f"{number(abs(effect))} GB {sign}."
            )
        else:
            yield f"- {name}: {value}."


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return value if isinstance(value, str) else number(value)


_PARTS: dict[str, Callable[[Mapping[str, Any], Result], Iterator[str]]] = {
    "saving": switches,
    "why": published,
    "assumptions": assumptions,
}
EXPLAINED = frozenset(_PARTS)
"""What can be asked of an explanation."""
