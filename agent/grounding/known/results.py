"""Reading tool results: any JSON, with units and labels in the names of its fields."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from agent.grounding.clauses.labels import field_terms, name_terms
from agent.grounding.known.prose import prose
from agent.grounding.known.values import Flag, Known, Place, Value, Word
from agent.grounding.numbers.characters import fold
from agent.grounding.numbers.measures import (
    BARE,
    EVERY,
    PERCENT,
    Measure,
    field_measure,
    field_words,
    periods,
    rate_of,
)
from agent.grounding.numbers.quantities import Quantity, quantities
from agent.grounding.sources import Sources, ToolResult

NAMING = frozenset(
    [
        "gpu",
        "name",
        "method",
        "option",
        "card",
        "model",
        "benchmark",
        "strategy",
        "kind",
        "label",
        "title",
        "id",
        "tool",
        "approach",
        "variant",
        "metric",
        "scenario",
        "corpus",
        "dataset",
        "device",
        "hardware",
        "provider",
    ]
)
FAMILIES = ("fit", "alarm", "guarantee")
"""Beginnings of the names of flags that have their own check."""
ORDERING = frozenset(
    ["step", "epoch", "checkpoint", "k", "rank", "seed", "shards", "bits", "round", "year", "month"]
)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a result we are, and what we know from above."""

    path: str
    terms: frozenset[str]
    measure: Measure | None
    names: frozenset[str]
    place: Place
    result: int
    context: frozenset[str]
    superseded: bool
    field: str = ""
    listed: bool = False
    above: str = ""
    """The field that the object stands under."""
    rate: tuple[str, ...] = ()
    """What all below is per: month, under `monthly` or `per_month`."""
    end: Literal["", "low", "high"] = ""
    """Which end it is of a range that is written as a list."""


def read_result(known: Known, sources: Sources, index: int, result: ToolResult) -> None:
    call = result.call or (result.tool if _alone(sources, result) else f"{result.tool}#{index + 1}")
    superseded = len(sources.user) != 1 and any(
        later.tool == result.tool and later.args != result.args
        for later in sources.tool_results[index + 1 :]
    )
    context = name_terms(result.tool.replace("_", " ")) | _argument_terms(result.args)
    none = frozenset[str]()
    _walk(
        known, result.result, _Place(call, none, None, none, "result", index, context, superseded)
    )
    args = _Place(f"{call}.args", none, None, none, "args", index, context, superseded)
    _walk(known, result.args, args)


def _alone(sources: Sources, result: ToolResult) -> bool:
    return sum(each.tool == result.tool for each in sources.tool_results) == 1


def _argument_terms(args: dict[str, Any]) -> frozenset[str]:
    terms: set[str] = set()
    for key, value in args.items():
        if isinstance(value, str) and len(value) <= 40:
            terms |= name_terms(value)
        measure = field_measure(key)
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if number and measure and measure.noun == "parameter" and measure.factor == 1e9:
            terms.add(f"{value:g}b")
    return frozenset(terms)


def _walk(known: Known, node: Any, at: _Place) -> None:
    if isinstance(node, dict):
        _walk_object(known, node, at)
    elif isinstance(node, list | tuple):
        _walk_list(known, list(node), at)
    elif isinstance(node, bool):
        known.flags.append(_flag(node, at))
    elif isinstance(node, int | float):
        known.values.append(_number(float(node), at))
    elif isinstance(node, str):
        _text(known, node, at)
    elif node is None:
        known.words.append(
            Word(at.path, at.field, "", at.place, at.result, at.superseded, at.listed)
        )


def _walk_object(known: Known, node: dict[str, Any], at: _Place) -> None:
    names = _names(node) if at.listed else frozenset[str]()
    keyed = _is_keyed(node)
    above = _inherited(at.measure) or _measure_in_name(node)
    for key, value in node.items():
        words = field_words(str(key))
        measure = field_measure(_CONDITION.split(str(key))[0])
        if measure and not measure.per and at.rate and measure.kind.startswith("money"):
            measure = rate_of(measure, at.rate)
        measure = above if _is_said_above(measure, above, at.field) else measure or above
        named = names | (name_terms(str(key)) if keyed else frozenset())
        own = frozenset[str]() if keyed else field_terms(words)
        inner = _Place(
            f"{at.path}.{key}", at.terms | own | named, measure, at.names | named,
            at.place, at.result, at.context, at.superseded, str(key),
            above=at.field, rate=_rate_said(words) or at.rate,
        )  # fmt: skip
        _walk(known, value, inner)
        _condition(known, str(key), inner)


def _rate_said(words: tuple[str, ...]) -> tuple[str, ...]:
    """What the name of a field says that all below it is per: monthly, per_request."""
    if words[:1] == ("per",):
        return words[1:]
    return (EVERY[words[-1]],) if words and words[-1] in EVERY else ()


def _is_keyed(node: dict[str, Any]) -> bool:
    """Whether an object is a table of products by name: {"L4 24GB": {…}, "A100 40GB": {…}}."""
    if len(node) < 2 or not all(isinstance(value, dict) for value in node.values()):
        return False
    return all(any(c.isdigit() for c in str(key)) for key in node)


def _is_said_above(own: Measure | None, above: Measure | None, field: str) -> bool:
    """Whether the field above is a unit and nothing else: hours: {one_shard: 30}."""
    counts = own is not None and own.kind == "count" and not own.per
    return bool(counts and above and above.kind != "count" and len(field_words(field)) == 1)


def _measure_in_name(node: dict[str, Any]) -> Measure | None:
    """The unit that the name of a thing ends in: {"metric": "p95_latency_ms", "base": 910}."""
    names = [v for k, v in node.items() if k in NAMING and isinstance(v, str) and "_" in v]
    return next((m for name in names if (m := field_measure(name)) and m.kind != "count"), None)


_CONDITION = re.compile(r"_(?:for|at|within|under)_(\d+)_?(?=[a-z]|$)")


_CONFIDENCE = re.compile(r"\bci_?(\d\d)(?![0-9])")


def _condition(known: Known, key: str, at: _Place) -> None:
    """A field's name may hold a number that its value rests on: items_for_5_points."""
    match = _CONDITION.search(key) or _CONFIDENCE.search(key)
    if match is None:
        return
    measure = field_measure(key[match.end() :]) or BARE
    measure = PERCENT if match.re is _CONFIDENCE else measure
    known.values.append(
        Value(f"{at.path}.name", float(match[1]), measure, at.place, at.terms, at.context,
              at.path, at.result, at.superseded)
    )  # fmt: skip


def _flag(node: bool, at: _Place) -> Flag:
    """Read a yes or no; below `fits` or `alarms` the key names the thing that it is said of."""
    if any(w.startswith(FAMILIES) for w in field_words(at.above)):
        names = at.names | name_terms(at.field.replace("_", " "))
        return Flag(at.path, at.above, node, names, at.result, at.superseded)
    return Flag(at.path, at.field, node, at.names, at.result, at.superseded)


def _inherited(measure: Measure | None) -> Measure | None:
    """A unit holds for what stands below it; a noun counts only the list it names."""
    return None if measure is None or (measure.kind == "count" and not measure.per) else measure


_TOO_SMALL = frozenset(("too", "small"))


def _fits(known: Known, node: list[Any], at: _Place) -> None:
    """A list of what fits says of each of its items that it does; one of what is too small, not."""
    words = field_words(at.field)
    small = set(words) >= _TOO_SMALL
    if not small and not any(word.startswith("fit") for word in words):
        return
    fits = not small and not {"not", "no", "un"} & set(words)
    for index, each in enumerate(node):
        names = _names(each) if isinstance(each, dict) else name_terms(str(each))
        known.flags.append(
            Flag(f"{at.path}[{index}]", "fits", fits, names, at.result, at.superseded)
        )


def _walk_list(known: Known, node: list[Any], at: _Place) -> None:
    _count(known, node, at)
    _fits(known, node, at)
    ends: tuple[Literal["low", "high"], ...] = ("low", "high") if _is_range(node, at.field) else ()
    for index, each in enumerate(node):
        inner = _Place(
            f"{at.path}[{index}]", at.terms - field_terms(field_words(at.field)), at.measure,
            at.names, at.place, at.result, at.context | field_terms(field_words(at.field)),
            at.superseded, at.field, True, end=ends[index] if ends else "",
        )  # fmt: skip
        _walk(known, each, inner)


_RANGES = frozenset(("range", "interval", "ci", "bounds", "span", "between"))


def _is_range(node: list[Any], field: str) -> bool:
    """Whether a list is the two ends of a range: `range_gb: [18.6, 22.1]`."""
    numbers = len(node) == 2 and all(isinstance(each, int | float) for each in node)
    return numbers and node[0] <= node[1] and not _RANGES.isdisjoint(field_words(field))


def _count(known: Known, node: list[Any], at: _Place) -> None:
    """The length of a list, and how many of its items a flag holds for, may be said too."""
    counts = {len(node)}
    for key in {key for each in node if isinstance(each, dict) for key in each}:
        flags = [each.get(key) for each in node if isinstance(each, dict)]
        if any(isinstance(flag, bool) for flag in flags):
            counts |= {sum(flag is True for flag in flags), sum(flag is False for flag in flags)}
    for count in counts:
        measure = Measure("count", noun=field_measure_noun(at.field))
        known.values.append(
            Value(f"{at.path}.length", float(count), measure, at.place, at.terms, at.context,
                  at.path, at.result, at.superseded)
        )  # fmt: skip


def field_measure_noun(name: str) -> str:
    """The noun that a field's name counts, if any."""
    measure = field_measure(name)
    return measure.noun if measure else ""


_VERDICTS = frozenset(("cheaper", "winner", "best", "verdict", "status", "unit", "guarantee"))
"""What is said of a thing, and is no name of it."""


def _names(node: dict[str, Any]) -> frozenset[str]:
    names: frozenset[str] = frozenset()
    for key, value in node.items():
        short = isinstance(value, str) and len(value) <= 24 and key.lower() not in _VERDICTS
        if isinstance(value, str) and (key.lower() in NAMING or short):
            names |= name_terms(value)
        elif key in ORDERING and isinstance(value, int) and not isinstance(value, bool):
            names |= {str(value)}
    return names


def _number(number: float, at: _Place) -> Value:
    measure = at.measure or BARE
    if measure.kind == "ratio" and measure.factor == 1.0 and abs(number) > 1.5:
        measure = BARE
    last = field_words(at.field)
    end = at.end
    if not end and ("low" in last or "min" in last):
        end = "low"
    elif not end and ("high" in last or "max" in last):
        end = "high"
    group = at.path.rpartition("[" if at.end else ".")[0]
    return Value(
        at.path, number, measure, at.place, at.terms, at.context,
        group, at.result, at.superseded, (), end, at.names,
    )  # fmt: skip


def _text(known: Known, text: str, at: _Place) -> None:
    if len(text) <= 80:
        known.words.append(
            Word(at.path, at.field, text, at.place, at.result, at.superseded, at.listed)
        )
    for number, measure in periods(text):
        known.values.append(Value(at.path, number, measure, at.place, at.terms, at.context))
    if len(text) > 40:
        for value in prose(text, at.path, at.place):
            context = at.context | value.context
            known.values.append(
                replace(value, context=context, result=at.result, superseded=at.superseded)
            )
        return
    for each in _numbers_of(text):
        measure = each.measure if each.measure.kind else (at.measure or BARE)
        known.values.append(
            Value(
                at.path, each.value, measure, at.place, at.terms | name_terms(text),
                at.context, at.path, at.result, at.superseded, each.date, each.end_of_range,
            )
        )  # fmt: skip


@lru_cache(maxsize=2048)
def _numbers_of(text: str) -> tuple[Quantity, ...]:
    """Read the numbers of a short text, once for all turns; they are only looked at."""
    masked = [(0, len(text))] if _is_name(text) else []
    return tuple(each for each in quantities(fold(text).text, masked) if not each.structure)


@lru_cache(maxsize=1024)
def _is_name(text: str) -> bool:
    return (
        bool(re.fullmatch(r"[A-Za-z][\w.-]*(?:[ -][\w.-]+){0,3}", text))
        and any(c.isdigit() for c in text)
        and not re.search(r"\d\s|\d$", text.partition(" ")[2])
    ) or bool(re.fullmatch(r"[A-Z]+ ?\d+.*", text))
