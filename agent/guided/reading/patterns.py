"""The small language of rules.csv: concepts with gaps, compiled to a regular expression."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from agent.guided.reading.tables import alternatives, word_table
from agent.guided.reading.tagging import Sentence

_GAP = r"(?: [^;# ][^ ]*){0,%d}?"
_LEAP = r"(?: [^ ]+){0,%d}?"
COLUMNS = ("field", "value", "negated", "pattern", "unless", "example")


@dataclass(frozen=True)
class Rule:
    """One row: where the pattern stands, the field has the value."""

    field: str
    value: str
    negated: str
    """The value under a negation; "-" is none."""
    pattern: re.Pattern[str]
    needed: tuple[frozenset[str], ...]
    unless: frozenset[str]
    """Concepts that may not stand in the same clause."""
    says_not: bool
    example: str


@dataclass(frozen=True)
class Match:
    """A rule that fits, with the tokens it rests on."""

    rule: Rule
    first: int
    last: int

    @property
    def places(self) -> range:
        return range(self.first, self.last + 1)


def _one(alternative: str) -> str:
    if alternative.startswith("'"):
        return rf" ;?{re.escape(alternative.strip(chr(39)))}(?:<[^ ]*)?(?= |$)"
    return rf" [^ ]*<{re.escape(alternative)}>[^ ]*+"


def _element(element: str) -> str:
    if re.fullmatch(r"\.\.\d*", element):
        return _GAP % int(element[2:] or 5)
    if re.fullmatch(r"\.\.\.\d*", element):
        return _LEAP % int(element[3:] or 10)
    if element in ("^", "$"):
        return element
    if element.startswith("!"):
        return rf"(?!(?: [^;# ][^ ]*){{0,3}}{_one(element[1:])})"
    optional = element.endswith("?")
    choices = "|".join(_one(each) for each in element.rstrip("?").split("|"))
    return f"(?:{choices})" + ("?" if optional else "")


def compile_pattern(pattern: str) -> tuple[re.Pattern[str], tuple[frozenset[str], ...]]:
    """Compile a pattern, and give the sets of concepts of which it needs one each.

    `a|b` is one of two concepts, `'word'` a word itself, `#count` a quantity, `x?` an optional
    one, `!x` none within three words; `..` passes over up to five words of the clause, `...`
    over ten of any.

    >>> compile_pattern("need .. citation")[1]
    (frozenset({'need'}), frozenset({'citation'}))
    """
    elements = pattern.split()
    needed = tuple(
        frozenset(each.split("|"))
        for each in elements
        if not each.startswith((".", "^", "$", "'", "!"))
        and not each.endswith("?")
        and "'" not in each
    )
    return re.compile("".join(_element(each) for each in elements)), needed


@cache
def rules() -> tuple[Rule, ...]:
    """Give the rows of rules.csv, in order: an earlier row wins over a later one."""
    read = []
    for field, value, negated, pattern, unless, example in word_table("rules", COLUMNS):
        compiled, needed = compile_pattern(pattern)
        says_not = any("not" in each.split("|") for each in pattern.split())
        read.append(
            Rule(
                field,
                value,
                negated,
                compiled,
                needed,
                frozenset(alternatives(unless)),
                says_not,
                example,
            )
        )
    return tuple(read)


def matches(sentence: Sentence) -> Iterator[Match]:
    """Give every place where a rule fits the sentence."""
    for rule in rules():
        if not all(sentence.concepts & each for each in rule.needed):
            continue
        for found in rule.pattern.finditer(sentence.encoded):
            first, last = sentence.token_at(found.start()), sentence.token_at(found.end() - 1)
            if not _excluded(sentence, rule, first, last):
                yield Match(rule, first, last)


def _excluded(sentence: Sentence, rule: Rule, first: int, last: int) -> bool:
    if not rule.unless:
        return False
    around = range(sentence.clause(first).start, sentence.clause(last).stop)
    return any(rule.unless & sentence.tokens[place].concepts for place in around)
