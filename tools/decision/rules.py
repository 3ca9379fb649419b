"""A rule table: rows tried from the top, conditions over named facts, each with its source."""

import types
from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import ConfigDict

from tools.decision.cells import Condition, Fact, Interval, Words, cell_of, parse_cell, word_of
from tools.errors import InputError, unknown_word
from tools.tables import Line, read_lines
from tools.vocabulary import PLAN_KINDS, STRATEGIES, PlanKind, Record, Strategy

Word = TypeVar("Word", bound=str)

_ABOUT = ("rule", "strategy", "plan", "because", "source")


class Rule(Record):
    """One row: where all conditions hold, and no row above did, this is the strategy."""

    id: str
    conditions: dict[str, Condition]
    strategy: Strategy
    plan: PlanKind
    because: str
    source: str


class Column(Record):
    """A fact that rules ask about, cut into the parts that some rule tells apart."""

    name: str
    parts: tuple[frozenset[str] | Interval, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The parts as cells would say them."""
        return tuple(
            cell_of(part if isinstance(part, Interval) else Words(words=part))
            for part in self.parts
        )

    def part_of(self, fact: Fact) -> int | None:
        """Number the part that a fact lies in; None while it is unknown."""
        if fact is None:
            return None
        for number, part in enumerate(self.parts):
            if part.holds(fact) if isinstance(part, Interval) else word_of(fact) in part:
                return number
        raise InputError(f"{self.name} cannot be {fact!r}", self.name)

    model_config = Record.model_config | {"allow_inf_nan": True}


class RuleTable(Record):
    """All rows of a table, and its columns."""

    model_config = Record.model_config | ConfigDict(ignored_types=(cached_property,))

    name: str
    rules: tuple[Rule, ...]
    columns: tuple[Column, ...]

    @cached_property
    def rows(self) -> tuple[tuple[dict[int, frozenset[int]], Rule], ...]:
        """The rows as numbers: for each column that a row asks about, the parts that satisfy it."""
        place = {column.name: number for number, column in enumerate(self.columns)}
        return tuple(
            (
                {
                    place[name]: covered(condition, self.columns[place[name]])
                    for name, condition in rule.conditions.items()
                },
                rule,
            )
            for rule in self.rules
        )

    def known(self, facts: object) -> dict[int, int]:
        """Give the part of each column whose fact is known."""
        parts = ((n, column.part_of(getattr(facts, column.name))) for n, column in self.numbered)
        return {number: part for number, part in parts if part is not None}

    @cached_property
    def numbered(self) -> tuple[tuple[int, Column], ...]:
        """The columns with their numbers."""
        return tuple(enumerate(self.columns))

    def first(self, parts: dict[int, int]) -> Rule:
        """Give the first rule that holds where every column is known."""
        for conditions, rule in self.rows:
            if all(parts[column] in satisfying for column, satisfying in conditions.items()):
                return rule
        raise InputError(f"{self.name}: no rule holds for {parts}")


def covered(condition: Condition, column: Column) -> frozenset[int]:
    """Number the parts of a column that satisfy a condition."""
    return frozenset(n for n, part in enumerate(column.parts) if _covers(condition, part))


def _covers(condition: Condition, part: frozenset[str] | Interval) -> bool:
    if isinstance(part, Interval):
        return isinstance(condition, Interval) and condition.holds(_inside(part))
    return isinstance(condition, Words) and part <= condition.words


def _inside(part: Interval) -> float:
    """Give a number that lies in a part and on no other side of any bound."""
    if part.low == part.high:
        return part.low
    if part.low == float("-inf"):
        return part.high - 1
    if part.high == float("inf"):
        return part.low + 1
    return (part.low + part.high) / 2


def read_rules(file: str | Path, subject: type[Record]) -> RuleTable:
    """Read a rule table about the fields and derived facts of a record.

    Raises InputError, naming file and line, for an unknown column or word, a missing source or
    reason, an id that occurs twice, and a row that nothing can reach for want of a word.
    """
    lines = read_lines(file)
    rules = tuple(_rule(line, subject) for line in lines)
    seen: set[str] = set()
    for line, rule in zip(lines, rules, strict=True):
        if rule.id in seen:
            raise line.refused(f"the rule {rule.id} occurs twice")
        seen.add(rule.id)
    asked = [name for name in lines[0].cells if name not in _ABOUT] if lines else []
    columns = tuple(_column(name, rules, subject) for name in asked)
    return RuleTable(name=lines[0].file, rules=rules, columns=columns)


def _rule(line: Line, subject: type[Record]) -> Rule:
    cells = line.cells
    for about in ("rule", "strategy", "because", "source"):
        if not cells.get(about):
            raise line.refused(f"{about} is missing")
    return Rule(
        id=cells["rule"],
        conditions=conditions_of(line, subject, _ABOUT),
        strategy=_one_of(STRATEGIES, cells["strategy"], "strategy", line),
        plan=_one_of(PLAN_KINDS, cells.get("plan") or "standard", "plan", line),
        because=cells["because"],
        source=cells["source"],
    )


def _one_of(known: tuple[Word, ...], word: str, what: str, line: Line) -> Word:
    for each in known:
        if each == word:
            return each
    raise line.refused(unknown_word(what, word, list(known)))


def conditions_of(
    line: Line, subject: type[Record], about: Iterable[str], unknown: bool = False
) -> dict[str, Condition]:
    """Read the conditions of a line: every column that `about` does not name.

    `unknown` allows the cell `?`. Raises InputError naming file and line.
    """
    found: dict[str, Condition] = {}
    for name, cell in line.cells.items():
        if name in about:
            continue
        if not _kinds(subject, name):
            raise line.refused(f"there is no fact {name!r}")
        try:
            condition = parse_cell(cell or "-")
        except InputError as error:
            raise line.refused(f"{name}: {error}") from error
        if condition is not None:
            _check(condition, name, subject, line, unknown)
            found[name] = condition
    return found


def _check(
    condition: Condition, name: str, subject: type[Record], line: Line, unknown: bool
) -> None:
    if condition == "?" or (isinstance(condition, Words) and condition.or_unknown):
        if not unknown:
            raise line.refused(f"{name}: a rule cannot ask for what is unknown")
        if condition == "?":
            return
    kinds = _kinds(subject, name)
    is_number = bool({int, float} & set(kinds))
    if isinstance(condition, Interval) != is_number:
        raise line.refused(f"{name} needs {'a bound such as < 50' if is_number else 'words'}")
    words = words_of(subject, name)
    if isinstance(condition, Words) and words is not None:
        for word in sorted(condition.words.difference(words)):
            raise line.refused(f"{name} cannot be {word!r}; known: {', '.join(words)}")


def words_of(subject: type[Record], name: str) -> tuple[str, ...] | None:
    """Give the words that a fact can be; None for a number, or where there is no such fact."""
    kinds = _kinds(subject, name)
    if bool in kinds:
        return ("yes", "no")
    literals = [kind for kind in kinds if get_origin(kind) is Literal]
    return get_args(literals[0]) if literals else None


def _kinds(subject: type[Record], name: str) -> tuple[Any, ...]:
    """Give what a field or derived fact may be, without its None and annotations."""
    field = subject.model_fields.get(name)
    derived = getattr(subject, name, None)
    if field is not None:
        hint: Any = field.annotation
    elif isinstance(derived, property) and derived.fget is not None:
        hint = derived.fget.__annotations__.get("return")
    else:
        return ()
    parts = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    return tuple(_bare(part) for part in parts)


def _bare(kind: Any) -> Any:
    return kind.__origin__ if hasattr(kind, "__metadata__") else kind


def _column(name: str, rules: tuple[Rule, ...], subject: type[Record]) -> Column:
    asked = [rule.conditions[name] for rule in rules if name in rule.conditions]
    words = words_of(subject, name)
    if words is None:
        return Column(name=name, parts=_intervals([c for c in asked if isinstance(c, Interval)]))
    alike: dict[tuple[bool, ...], set[str]] = {}
    for word in words:
        seen = tuple(isinstance(c, Words) and word in c.words for c in asked)
        alike.setdefault(seen, set()).add(word)
    return Column(name=name, parts=tuple(frozenset(part) for part in alike.values()))


def _intervals(asked: list[Interval]) -> tuple[Interval, ...]:
    """Cut the numbers where some interval begins or ends.

    A cut is a number and whether it belongs to what lies below it.
    """
    cuts = sorted(
        {(each.low, not each.low_included) for each in asked if each.low > float("-inf")}
        | {(each.high, each.high_included) for each in asked if each.high < float("inf")}
    )
    edges = [(float("-inf"), False), *cuts, (float("inf"), True)]
    return tuple(
        Interval(low=low, low_included=not taken, high=high, high_included=included)
        for (low, taken), (high, included) in pairwise(edges)
    )
