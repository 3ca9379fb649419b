"""What the results set side by side: rows of a list, parts of an object, calls with other args."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from agent.grounding.clauses.labels import field_terms, name_terms
from agent.grounding.known.values import Item, Known, Series, Value
from agent.grounding.numbers.measures import NOUNS, Measure, field_measure, field_words
from agent.grounding.words import rows, words

_INDEX = re.compile(r"\[\d+\]")
_DIFFERENCES = frozenset(("headroom", "saving", "extra", "threshold", "target", "budget", "break"))
"""What is left or saved, or a limit: no part beside the others."""
_TOTALS = frozenset(("total", "sum", "mean", "average", "overall"))


@dataclass(frozen=True, slots=True)
class _Seat:
    """Where a value stands among its like."""

    key: tuple[object, ...]
    item: frozenset[str]
    field: tuple[str, ...]
    whole: bool


@lru_cache(maxsize=16)
def series_of(known: Known) -> tuple[Series, ...]:
    """Find every field that the results hold for several things."""
    groups: dict[tuple[object, ...], list[tuple[_Seat, Value]]] = {}
    for value in known.values:
        if value.place != "result" or value.date or value.origin.endswith(".length"):
            continue
        for seat in _seats(value):
            measure = value.measure.kind, value.measure.per
            groups.setdefault((*seat.key, measure), []).append((seat, value))
    return tuple(_joined(groups.values()))


def _seats(value: Value) -> Iterator[_Seat]:
    path = value.origin
    tool, *steps = path.split(".")
    last = field_words(_INDEX.sub("", steps[-1])) if steps else ()
    if value.names and "[" in path and not value.superseded:
        yield _Seat(("rows", _INDEX.sub("[]", path)), value.names, last, True)
    for index, step in enumerate(steps[:-1]):
        if not value.superseded and "[" not in step:
            rest = [*steps[:index], "*", *steps[index + 1 :]]
            yield _Seat(("parts", tool, *rest), name_terms(step.replace("_", " ")), last, True)
    if steps and not value.superseded and "[" not in steps[-1]:
        own = field_measure(steps[-1])
        above = tuple(w for step in steps[:-1] for w in field_words(_INDEX.sub("", step)))
        yield _Seat(
            ("fields", tool, *steps[:-1]), field_terms(last), above if own is None else last,
            own is None and value.measure.kind != "",
        )  # fmt: skip
    if value.context:
        yield _Seat(("calls", tool.partition("#")[0], *steps), value.context, last, True)


def _joined(groups: Iterable[list[tuple[_Seat, Value]]]) -> Iterator[Series]:
    for group in groups:
        seats = [seat for seat, _ in group]
        if seats[0].key[0] == "calls" and len({value.result for _, value in group}) < 2:
            continue
        shared = frozenset.intersection(*(seat.item for seat in seats))
        items = tuple(
            Item(seat.item - shared, value)
            for seat, value in group
            if seat.item - shared and not seat.item & _DIFFERENCES
        )
        if len(items) < 2:
            continue
        value = group[0][1]
        field = tuple(w for w in seats[0].field if all(w in seat.field for seat in seats))
        parts = seats[0].key[0] == "fields"
        whole = seats[0].whole and not any(item.terms & _TOTALS for item in items)
        field = field[: field.index("per")] if "per" in field else field
        named = frozenset(field) | field_terms(field) | (shared if parts else frozenset())
        yield Series(named, dimensions_of(value.measure, field), items, whole)


@cache
def dimensions() -> dict[str, dict[str, tuple[str, ...]]]:
    """Give the dimensions of the table, each cell as words."""
    return {
        row["dimension"]: {k: words(v) for k, v in row.items()} for row in rows("dimensions.csv")
    }


@lru_cache(maxsize=1024)
def dimensions_of(measure: Measure, field: tuple[str, ...]) -> frozenset[str]:
    """Tell what a field is a measure of.

    >>> sorted(dimensions_of(Measure("money.usd"), ("usd", "per", "month")))
    ['cost']
    """
    kind = measure.kind.partition(".")[0]
    kinds = {kind, f"{kind}/{measure.per}"} if measure.per else {kind}
    said = set(field)
    return frozenset(
        name
        for name, row in dimensions().items()
        if (kinds & set(row["kinds"]) or said & set(row["fields"]))
        and not said & set(row["unless"])
    )


@lru_cache(maxsize=16)
def known_items(known: Known) -> frozenset[str]:
    """All terms that name one of several things."""
    return frozenset(
        term for series in series_of(known) for item in series.items for term in item.terms
    ) - frozenset(NOUNS.values())
