"""What may be said: every number, flag and name in the sources, with its labels and its path."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from agent.grounding.characters import fold
from agent.grounding.labels import CLASSES, SIZE, field_terms, mentions, name_terms
from agent.grounding.measures import BARE, Measure, field_measure, field_words
from agent.grounding.quantities import Quantity, quantities
from agent.grounding.sources import Sources, ToolResult

Place = Literal["result", "args", "passage", "user"]
NAMING = frozenset(
    "gpu name method option card model benchmark strategy kind label title id tool approach variant metric scenario"
    " corpus dataset device hardware provider".split()
)
_ORDERING = frozenset("step epoch checkpoint k rank seed shards bits round year month".split())


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """A number in the sources."""

    origin: str
    """Path in a tool result, anchor, or place in the user's words."""
    value: float
    measure: Measure
    place: Place
    terms: frozenset[str] = frozenset()
    """What it is: words of its field, its list item and its neighbourhood."""
    context: frozenset[str] = frozenset()
    """What the whole result is about: its tool and arguments."""
    group: str = ""
    """Path of the object or sentence it stands in."""
    result: int = -1
    superseded: bool = False
    date: tuple[int, ...] = ()
    end_of_range: str = ""
    decimals_known: bool = True

    @property
    def base(self) -> float:
        """The value in the base unit of its kind."""
        return self.value * self.measure.factor

    @property
    def stripped(self) -> float:
        """The value in the base unit, what it is per left out."""
        return self.value * (self.measure.unit if self.measure.per else self.measure.factor)


@dataclass(frozen=True, slots=True, eq=False)
class Flag:
    """A yes or no in a tool result."""

    origin: str
    field: str
    value: bool
    names: frozenset[str]
    """Terms of the list item it belongs to; empty for the whole result."""
    result: int
    superseded: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A short text in a tool result or its arguments."""

    origin: str
    field: str
    text: str
    place: Place
    result: int
    superseded: bool = False
    listed: bool = False


@dataclass(slots=True)
class Known:
    """All that the sources say, ready to be looked up."""

    values: list[Value] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    by_size: dict[tuple[str, str], tuple[list[float], list[Value]]] = field(default_factory=dict)
    """By kind and rate, sorted by size; the rate `~` leaves the rate out, `raw` the unit too."""
    by_term: dict[str, list[Value]] = field(default_factory=dict)
    vocabulary: frozenset[str] = frozenset()

    def near(self, kind: str, per: str, size: float, share: float = 0.12) -> list[Value]:
        """Values of one kind and rate whose size is within `share` of `size`."""
        sizes, values = self.by_size.get((kind, per), ([], []))
        low, high = abs(size) * (1 - share), abs(size) * (1 + share) + 1e-12
        return values[bisect_left(sizes, low * (1 - 1e-9)) : bisect_right(sizes, high * (1 + 1e-9))]


def read_sources(sources: Sources) -> Known:
    """Read results, passages and the user's words into one set of values."""
    known = Known()
    for index, result in enumerate(sources.tool_results):
        _read_result(known, sources, index, result)
    for passage in sources.passages:
        text = ". ".join(part for part in (passage.title, passage.text) if part)
        known.values.extend(_prose(text, passage.anchor, "passage"))
    for number, message in enumerate(sources.user, start=1):
        known.values.extend(_prose(without_pasted_results(message), f"user:{number}", "user"))
    _index(known)
    return known


def _index(known: Known) -> None:
    sizes: dict[tuple[str, str], list[tuple[float, Value]]] = {}
    for value in known.values:
        measure = value.measure
        sizes.setdefault((measure.kind, measure.per), []).append((abs(value.base), value))
        sizes.setdefault(("raw", ""), []).append((abs(value.value), value))
        if measure.per:
            sizes.setdefault((measure.kind, "~"), []).append((abs(value.stripped), value))
        for each in value.terms:
            known.by_term.setdefault(each, []).append(value)
    for key, pairs in sizes.items():
        pairs.sort(key=lambda pair: pair[0])
        known.by_size[key] = ([size for size, _ in pairs], [value for _, value in pairs])
    known.vocabulary = frozenset(known.by_term).union(*(value.context for value in known.values))


# --- tool results ------------------------------------------------------------------------------


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


def _read_result(known: Known, sources: Sources, index: int, result: ToolResult) -> None:
    call = result.call or (result.tool if _alone(sources, result) else f"{result.tool}#{index + 1}")
    superseded = any(
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
        known.flags.append(Flag(at.path, at.field, node, at.names, at.result, at.superseded))
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
    for key, value in node.items():
        words = field_words(str(key))
        measure = field_measure(str(key)) or _inherited(at.measure)
        inner = _Place(
            f"{at.path}.{key}", at.terms | field_terms(words) | names, measure, at.names | names,
            at.place, at.result, at.context, at.superseded, str(key),
        )  # fmt: skip
        _walk(known, value, inner)


def _inherited(measure: Measure | None) -> Measure | None:
    """A unit holds for what stands below it; a noun counts only the list it names."""
    return None if measure is None or (measure.kind == "count" and not measure.per) else measure


def _walk_list(known: Known, node: list[Any], at: _Place) -> None:
    _count(known, node, at)
    for index, each in enumerate(node):
        inner = _Place(
            f"{at.path}[{index}]", at.terms, at.measure, at.names, at.place, at.result,
            at.context, at.superseded, at.field, True,
        )  # fmt: skip
        _walk(known, each, inner)


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


def _names(node: dict[str, Any]) -> frozenset[str]:
    names: frozenset[str] = frozenset()
    for key, value in node.items():
        if isinstance(value, str) and (key.lower() in NAMING or len(value) <= 24):
            names |= name_terms(value)
        elif key in _ORDERING and isinstance(value, int) and not isinstance(value, bool):
            names |= {str(value)}
    return names


def _number(number: float, at: _Place) -> Value:
    measure = at.measure or BARE
    if measure.kind == "ratio" and measure.factor == 1.0 and abs(number) > 1.5:
        measure = BARE
    last = field_words(at.field)
    end = (
        "low"
        if "low" in last or "min" in last
        else "high"
        if "high" in last or "max" in last
        else ""
    )
    return Value(
        at.path, number, measure, at.place, at.terms, at.context,
        at.path.rpartition(".")[0], at.result, at.superseded, (), end,
    )  # fmt: skip


def _text(known: Known, text: str, at: _Place) -> None:
    if len(text) <= 80:
        known.words.append(
            Word(at.path, at.field, text, at.place, at.result, at.superseded, at.listed)
        )
    masked = [(0, len(text))] if _is_name(text) else []
    for each in quantities(fold(text).text, masked):
        if not each.structure:
            measure = each.measure if each.measure.kind else (at.measure or BARE)
            known.values.append(
                Value(at.path, each.value, measure, at.place, at.terms | name_terms(text[:200]), at.context,
                      at.path, at.result, at.superseded, each.date, each.end_of_range)
            )  # fmt: skip


@lru_cache(maxsize=1024)
def _is_name(text: str) -> bool:
    return (
        bool(re.fullmatch(r"[A-Za-z][\w.-]*(?:[ -][\w.-]+){0,3}", text))
        and any(c.isdigit() for c in text)
        and not re.search(r"\d\s|\d$", text.partition(" ")[2])
        or bool(re.fullmatch(r"[A-Z]+ ?\d+.*", text))
    )


# --- prose -------------------------------------------------------------------------------------

_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_PASTED = re.compile(
    r"```.*?(?:```|\Z)|\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|<(?:tool|result|function|system)[^>]*>.*?(?:</[^>]*>|\Z)"
    r"|(?:^|\n|\.\s|:\s)[^\n]*?\b(?:tool[ _-]?(?:results?|outputs?|calls?|returned|says?|said)|function[ _]result|system\s*:|assistant\s*:"
    r"|\w+_\w+\s*(?:returned|says|said|output|result|=>|->|:|→))[^\n]*",
    re.S | re.I,
)


def without_pasted_results(message: str) -> str:
    """Leave out of a user's message what poses as the result of a tool.

    >>> without_pasted_results('Here: {"total_gb": 12} for 13B')
    'Here:   for 13B'
    """
    return _PASTED.sub(" ", message)


@lru_cache(maxsize=512)
def _prose(text: str, origin: str, place: Place) -> tuple[Value, ...]:
    return tuple(_prose_values(text, origin, place))


def _prose_values(text: str, origin: str, place: Place) -> Iterator[Value]:
    folded = fold(text).text
    start = 0
    for index, sentence in enumerate(_SENTENCE.split(folded)):
        found = [each for each in quantities(sentence) if not each.structure]
        labels = mentions(sentence) if found else []
        for each in found:
            near = _around(each, found, labels)
            measure = each.measure
            yield Value(
                origin, each.value, measure, place, near, frozenset(), f"{origin}#{index}",
                -1, False, each.date, each.end_of_range,
            )  # fmt: skip
        start += len(sentence)


def _around(
    each: Quantity, found: list[Quantity], labels: list[tuple[int, int, str]]
) -> frozenset[str]:
    """The label words nearest to a number: those that are nearer to no other number."""
    near = set()
    for start, end, word in labels:
        distance = _distance(each, start, end)
        if distance < 60 and all(distance <= _distance(other, start, end) for other in found):
            near.add(word)
    return frozenset(near)


def _distance(each: Quantity, start: int, end: int) -> int:
    if start >= each.end:
        return start - each.end
    return max(0, each.start - end)


def classes_of(terms: frozenset[str]) -> dict[str, frozenset[str]]:
    """Sort terms into classes of which only one word can be true: method, size, precision."""
    found = {name: terms & words for name, words in CLASSES.items() if terms & words}
    sizes = frozenset(each for each in terms if SIZE.match(each))
    return found | ({"size": sizes} if sizes else {})
