"""What a cell of a rule table says, and whether a fact satisfies it."""

import math
import re
from typing import Literal

from tools.errors import InputError
from tools.vocabulary import Record

Fact = bool | str | float | int | None

_RANGE = re.compile(r"([\d_.]+)\s*\.\.\s*([\d_.]+)")
_BOUND = re.compile(r"(<=|>=|<|>)\s*([\d_.]+)")
_WORD = re.compile(r"[A-Za-z][\w+-]*")


class Words(Record):
    """Holds for some words; `yes` and `no` are words too."""

    kind: Literal["words"] = "words"
    words: frozenset[str]
    or_unknown: bool = False
    """Written `?|yes`: holds where nothing is known, too."""

    def holds(self, fact: Fact) -> bool:
        """Tell whether a known fact is one of the words."""
        return word_of(fact) in self.words


class Interval(Record):
    """Holds from `low` to `high`; each end belongs to it or not."""

    kind: Literal["interval"] = "interval"
    low: float = -math.inf
    low_included: bool = True
    high: float = math.inf
    high_included: bool = True

    model_config = Record.model_config | {"allow_inf_nan": True}

    def holds(self, fact: Fact) -> bool:
        """Tell whether a known number lies inside."""
        if isinstance(fact, str) or fact is None:
            return False
        above = fact >= self.low if self.low_included else fact > self.low
        below = fact <= self.high if self.high_included else fact < self.high
        return above and below


Unknown = Literal["?"]
Condition = Words | Interval | Unknown
"""`?` holds where nothing is known; only tables of words to show may use it."""


def word_of(fact: Fact) -> str:
    """Give a fact as the word of a cell.

    >>> word_of(True), word_of("weekly")
    ('yes', 'weekly')
    """
    if isinstance(fact, bool):
        return "yes" if fact else "no"
    return str(fact)


def parse_cell(cell: str) -> Condition | None:
    """Read a cell; None is "whatever".

    Words stand alone or with `|` between them, bounds are `< 50`, `<= 300`, `> 10_000` or
    `>= 0.9`, and `500..50_000` leaves out its end.

    >>> parse_cell("-") is None
    True
    >>> parse_cell("500..50_000").holds(500), parse_cell("500..50_000").holds(50_000)
    (True, False)

    Raises InputError for anything else.
    """
    text = cell.strip()
    if text == "-":
        return None
    if text == "?":
        return "?"
    if bounds := _RANGE.fullmatch(text):
        return Interval(low=float(bounds[1]), high=float(bounds[2]), high_included=False)
    if bound := _BOUND.fullmatch(text):
        return _bounded(bound[1], float(bound[2]))
    words = {part.strip() for part in text.split("|")}
    if all(_WORD.fullmatch(word) for word in words - {"?"}):
        return Words(words=frozenset(words - {"?"}), or_unknown="?" in words)
    raise InputError(f"a cell cannot be {cell!r}: write words, `a|b`, `< 50`, `500..900` or `-`")


def _bounded(sign: str, number: float) -> Interval:
    included = "=" in sign
    if sign.startswith("<"):
        return Interval(high=number, high_included=included)
    return Interval(low=number, low_included=included)


def cell_of(condition: Condition) -> str:
    """Write a condition as a cell says it.

    >>> cell_of(parse_cell("weekly | daily")), cell_of(parse_cell(">= 1_000"))
    ('daily|weekly', '>= 1,000')
    """
    if isinstance(condition, Words):
        return "|".join(sorted(condition.words | ({"?"} if condition.or_unknown else set())))
    if not isinstance(condition, Interval):
        return condition
    if condition.low == -math.inf:
        return f"{'<=' if condition.high_included else '<'} {condition.high:,g}"
    if condition.high == math.inf:
        return f"{'>=' if condition.low_included else '>'} {condition.low:,g}"
    return f"{condition.low:,g}..{condition.high:,g}"


def verdict(condition: Condition, fact: Fact) -> bool | None:
    """Tell whether a fact satisfies a condition: yes, no, or unknown.

    >>> print(verdict(parse_cell("yes"), None))
    None
    """
    if condition == "?":
        return fact is None
    if fact is None:
        return True if isinstance(condition, Words) and condition.or_unknown else None
    return condition.holds(fact)
