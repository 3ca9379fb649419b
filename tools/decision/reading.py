"""Reading a rule table: rows with their conditions, columns cut where some rule tells apart."""

from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from tools.decision.cells import Interval, Words
from tools.decision.conditions import conditions_of, words_of
from tools.decision.rules import Column, Rule, RuleTable
from tools.errors import unknown_word
from tools.tables import Line, read_lines
from tools.vocabulary import PLAN_KINDS, STRATEGIES, Record

Word = TypeVar("Word", bound=str)

_ABOUT = ("rule", "strategy", "plan", "because", "source")


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
