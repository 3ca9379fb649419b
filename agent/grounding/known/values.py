"""What may be said: numbers, flags and names of the sources, each with its labels and its path."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

from agent.grounding.clauses.labels import CLASSES, SIZE, name_terms
from agent.grounding.numbers.measures import Measure

Place = Literal["result", "args", "passage", "user", "pasted"]
"""Where a value stands; `pasted` is in what a user's message claims a tool returned."""


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
    names: frozenset[str] = frozenset()
    """Terms of the list item it belongs to."""
    hedge: str = ""
    """How a passage bounds it: at least, at most."""

    @property
    def base(self) -> float:
        """The value in the base unit of its kind."""
        return self.value * self.measure.factor

    @property
    def in_prose(self) -> bool:
        """Whether it stands in a text within a result."""
        own = self.group == self.origin or self.group.startswith(f"{self.origin}#")
        return self.place == "result" and own

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


@dataclass(frozen=True, slots=True)
class Item:
    """One of several things that a field is known of."""

    terms: frozenset[str]
    """What sets it apart from the others."""
    value: Value


@dataclass(frozen=True, slots=True)
class Series:
    """The same field of several things."""

    field: frozenset[str]
    """Words and terms of the field's name."""
    dimensions: frozenset[str]
    """What it is a measure of: cost, time, quality …"""
    items: tuple[Item, ...]
    whole: bool
    """The items are all there is, so that one of them may be called the largest."""

    def item(self, said: frozenset[str]) -> Item | None:
        """Find the one item that the terms name."""
        best, found = 0, None
        for each in self.items:
            score = len(each.terms & said)
            if score and score == best:
                found = found if found and _alike(found.value, each.value) else None
            elif score > best:
                best, found = score, each
        return found


def _alike(a: Value, b: Value) -> bool:
    """Whether two values are one amount, in GB and in GiB."""
    return abs(a.base - b.base) <= 0.02 * max(abs(a.base), abs(b.base))


@dataclass(slots=True, eq=False)
class Known:
    """All that the sources say, ready to be looked up; it stays as it is once it is indexed.

    It is told from others by identity, so that what is drawn from it can be cached.
    """

    values: list[Value] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    by_size: dict[tuple[str, str], tuple[list[float], list[Value]]] = field(default_factory=dict)
    """By kind and rate, sorted by size; the rate `~` leaves the rate out, `raw` the unit too."""
    by_term: dict[str, list[Value]] = field(default_factory=dict)
    vocabulary: frozenset[str] = frozenset()
    trends: list[tuple[frozenset[str], float]] = field(default_factory=list)
    """What changed from before to after: its names, and by how much."""
    by_field: dict[str, list[Word]] = field(default_factory=dict)
    """Words by the name of their field, in lower case."""

    def near(self, kind: str, per: str, size: float, share: float = 0.12) -> list[Value]:
        """Values of one kind and rate whose size is within `share` of `size`."""
        sizes, values = self.by_size.get((kind, per), ([], []))
        low, high = abs(size) * (1 - share), abs(size) * (1 + share) + 1e-12
        return values[bisect_left(sizes, low * (1 - 1e-9)) : bisect_right(sizes, high * (1 + 1e-9))]


def index(known: Known) -> None:
    """Sort what is known, so that it can be looked up by size and by label."""
    _name_flags(known)
    _pair_ends(known)
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
    for word in known.words:
        known.by_field.setdefault(word.field.lower(), []).append(word)
    known.trends = _trends(known)
    known.vocabulary = frozenset(known.by_term).union(*(value.context for value in known.values))


def _pair_ends(known: Known) -> None:
    """A field is the end of a range only where the other end stands beside it; else a limit."""
    ends: dict[str, set[str]] = {}
    for value in known.values:
        if value.place in ("result", "args") and value.end_of_range:
            ends.setdefault(value.group, set()).add(value.end_of_range)
    for place, value in enumerate(known.values):
        if value.place in ("result", "args") and len(ends.get(value.group, ())) == 1:
            known.values[place] = replace(value, end_of_range="")


def _name_flags(known: Known) -> None:
    """Where several results have the same flag, each is of what its result names."""
    results: dict[str, set[int]] = {}
    for flag in known.flags:
        if not flag.superseded:
            results.setdefault(flag.field, set()).add(flag.result)
    for place, flag in enumerate(known.flags):
        if len(results.get(flag.field, ())) > 1:
            named = flag.names | _named_in(known, flag.result)
            known.flags[place] = replace(flag, names=named)


def _named_in(known: Known, result: int) -> frozenset[str]:
    """The names that a result, or its arguments, give themselves."""
    named = (w.text for w in known.words if w.result == result and w.field in SELF_NAMES)
    return frozenset[str]().union(*(name_terms(each.replace("_", " ")) for each in named))


SELF_NAMES = frozenset(("method", "strategy", "approach", "option", "gpu", "card", "name"))


def _trends(known: Known) -> list[tuple[frozenset[str], float]]:
    groups: dict[tuple[str, int], dict[str, Value]] = {}
    for value in known.values:
        side = value.terms & {"before", "after"}
        if value.place == "result" and len(side) == 1 and not value.superseded:
            groups.setdefault((value.group, value.result), {})[next(iter(side))] = value
    return [
        (
            sides["before"].terms - {"before", "benchmark", "score"},
            sides["after"].base - sides["before"].base,
        )
        for sides in groups.values()
        if len(sides) == 2
    ]


@lru_cache(maxsize=4096)
def classes_of(terms: frozenset[str]) -> dict[str, frozenset[str]]:
    """Sort terms into classes of which only one word can be true: method, size, precision."""
    found = {name: terms & words for name, words in CLASSES.items() if terms & words}
    sizes = frozenset(each for each in terms if SIZE.match(each))
    return found | ({"size": sizes} if sizes else {})
