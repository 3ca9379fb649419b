"""The parts of a sentence, and which label words belong to which of its numbers."""

import re
from dataclasses import dataclass, field

from agent.grounding.labels import mentions
from agent.grounding.quantities import Quantity

_BREAK = re.compile(
    r"[,;:()|]|\s[–—-]+\s|—|\.\s|\b(?:and|but|while|whereas|versus|vs|against|compared|than|instead|rather|yet|although|though|plus|so|"
    r"und|aber|während|mais|pero|which|because)\b",
    re.I,
)


@dataclass(slots=True)
class Clause:
    """A stretch of text that speaks of one thing."""

    start: int
    end: int
    terms: set[str] = field(default_factory=set)
    numbers: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Context:
    """The label words around one number."""

    own: frozenset[str]
    """In its own clause and nearer to no other number."""
    clause: frozenset[str]
    """In its own clause."""
    lead: frozenset[str]
    """In the clauses before that have no number, and in headings of its row or list."""
    sentence: frozenset[str]
    """All of the sentence."""
    before: frozenset[str]
    """In the earlier clauses of the sentence."""


def clauses(text: str, found: list[Quantity]) -> list[Clause]:
    """Split a text into clauses; a number is never cut."""
    spans = [quantity.span for quantity in found]
    cuts = [0]
    for match in _BREAK.finditer(text):
        at = match.start()
        if not any(start < at < end for start, end in spans):
            cuts.append(at)
    cuts.append(len(text))
    return [Clause(a, b) for a, b in zip(cuts, cuts[1:], strict=False) if b > a]


def contexts(
    text: str,
    found: list[Quantity],
    fits: list[frozenset[str]],
    vocabulary: frozenset[str],
    heading: frozenset[str] = frozenset(),
) -> list[Context]:
    """Give each number the label words that are about it.

    `fits` holds, for each number, the terms of the sources it agrees with: a word goes to
    the nearest number that it fits, and else to the nearest one of its clause.
    """
    parts = clauses(text, found)
    labels = [
        (s, e, t) for s, e, t in mentions(text) if t in vocabulary and not _in_number(s, found)
    ]
    for part in parts:
        part.numbers = [i for i, q in enumerate(found) if part.start <= q.start < part.end]
        part.terms = {t for s, _, t in labels if part.start <= s < part.end}
    own: list[set[str]] = [set() for _ in found]
    for part in parts:
        for start, end, term in labels:
            if part.start <= start < part.end and part.numbers:
                own[_owner(start, end, term, part, found, fits)].add(term)
    everything = frozenset(t for _, _, t in labels)
    result: list[Context | None] = [None] * len(found)
    for index, part in enumerate(parts):
        lead = _lead(parts, index)
        before = frozenset().union(*(p.terms for p in parts[:index]))
        for number in part.numbers:
            result[number] = Context(
                frozenset(own[number]), frozenset(part.terms), frozenset(lead) | heading,
                everything | heading, before | heading,
            )  # fmt: skip
    _listed_in_order(parts, labels, found, result)
    empty = frozenset[str]()
    return [each or Context(empty, empty, heading, everything, empty) for each in result]


def _in_number(start: int, found: list[Quantity]) -> bool:
    return any(q.start <= start < q.end for q in found)


def _owner(
    start: int, end: int, term: str, part: Clause, found: list[Quantity], fits: list[frozenset[str]]
) -> int:
    def distance(index: int) -> int:
        quantity = found[index]
        if start >= quantity.end:
            return start - quantity.end
        return max(0, quantity.start - end)

    fitting = [index for index in part.numbers if term in fits[index]]
    return min(fitting or part.numbers, key=distance)


def _lead(parts: list[Clause], index: int) -> set[str]:
    lead: set[str] = set()
    for part in reversed(parts[:index]):
        if part.numbers:
            break
        lead |= part.terms
    return lead


def _listed_in_order(
    parts: list[Clause],
    labels: list[tuple[int, int, str]],
    found: list[Quantity],
    result: list[Context | None],
) -> None:
    """In "LoRA and QLoRA need 16 and 5.5 GB" the first label goes with the first number."""
    if len(found) < 2 or not labels:
        return
    first = found[0].start
    named = [t for s, _, t in labels if s < first]
    if len(named) != len(found) or len(set(named)) != len(named) or len(labels) != len(named):
        return
    if len([p for p in parts if p.start <= first]) < len(named):
        return
    for index, term in enumerate(named):
        old = result[index]
        own = frozenset((term,))
        if old is not None:
            result[index] = Context(own, own, frozenset(), old.sentence, own)
