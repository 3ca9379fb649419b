"""The whole check: every unit of a reply against the sources."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from agent.events import Pointer
from agent.grounding.directions.comparisons import check_comparisons
from agent.grounding.directions.directions import check_directions
from agent.grounding.figures.equations import check_equations
from agent.grounding.figures.figures import check_figures, read_numbers
from agent.grounding.known.reading import read_sources
from agent.grounding.known.shelf import USERS, Shelf, shelf
from agent.grounding.known.values import Known
from agent.grounding.numbers.characters import fold
from agent.grounding.numbers.numerals import comma_is_decimal
from agent.grounding.places.columns import columns_so_far
from agent.grounding.sources import Sources, Verification, Violation
from agent.grounding.splitting import Unit, in_pieces, units
from agent.grounding.statements.asks_for_secrets import check_asks_for_secrets
from agent.grounding.statements.citations import check_citations, read_citations
from agent.grounding.statements.entities import check_entities, names_with_digits, read_entities
from agent.grounding.statements.flags import check_flags
from agent.grounding.statements.named_sources import check_named_sources
from agent.grounding.statements.quotes import check_quotes
from agent.grounding.statements.told import check_told
from agent.grounding.statements.tool_claims import check_tool_claims
from agent.grounding.statements.vague_amounts import check_vague_amounts
from agent.grounding.statements.verdicts import check_verdicts
from agent.grounding.statements.ways_to_unlearn import check_ways_to_unlearn
from agent.grounding.view import Finding, Found, View


def verify(reply: str, sources: Sources) -> Verification:
    """Trace every claim of a reply to the sources; name what can't be traced.

    >>> from agent.grounding.sources import ToolResult
    >>> run = ToolResult(tool="estimate", result={"total_gb": 28.0, "weights_gb": 26.0})
    >>> [v.span for v in verify("It needs 38.0 GB.", Sources(tool_results=(run,))).violations]
    ['38.0 GB']
    >>> verify("It needs 28.0 GB.", Sources(tool_results=(run,))).pointers[0].origin
    'estimate.total_gb'
    """
    checker = Checker(sources, reply)
    violations: list[Violation] = []
    pointers: list[Pointer] = []
    for unit in checker.units:
        checked = checker.check(unit)
        violations += checked.violations
        pointers += checked.pointers
    return Verification(violations=tuple(violations), pointers=tuple(pointers))


@dataclass
class Checker:
    """Checks units of one reply, in order, against sources that are read once."""

    sources: Sources
    whole: str = ""
    """As much of the reply as is known: for its language, and what it lists."""
    _before: str = field(default="", init=False)
    _reckoned: set[float] = field(default_factory=set, init=False)
    _above: dict[int, list[float]] = field(default_factory=dict, init=False)

    @cached_property
    def units(self) -> list[Unit]:
        """The units of the whole reply."""
        return units(self.whole)

    @cached_property
    def known(self) -> Known:
        return read_sources(self.sources)

    @cached_property
    def corpus(self) -> str:
        """All words of the sources, for names and quotes."""
        parts = [text for w in self.known.words for text in (w.text, w.field.replace("_", " "))]
        parts += [
            f"{r.tool} {_strings(r.result)} {' '.join(map(str, r.args))}"
            for r in self.sources.tool_results
        ]
        ours: list[str] = []
        theirs = list(self.sources.user)
        for each in self.sources.passages:
            words = f"{each.anchor}\n{each.section}\n{each.title}\n{each.text}"
            (theirs if each.anchor.startswith("doc/") else ours).append(words)
        return "\n".join([*parts, *ours]) + USERS + "\n".join(theirs)

    @cached_property
    def shelf(self) -> Shelf:
        return shelf(self.sources, self.corpus)

    def check(self, unit: Unit) -> Verification:
        """Check one unit; offsets in what is found are those of the reply."""
        pieces = [self._check(piece) for piece in in_pieces(unit)]
        if len(pieces) == 1:
            return pieces[0]
        return Verification(
            violations=tuple(v for piece in pieces for v in piece.violations),
            pointers=tuple(p for piece in pieces for p in piece.pointers),
        )

    def _check(self, unit: Unit) -> Verification:
        found = Found()
        view = View(unit, fold(unit.text), self._decimal_comma)
        view.asked = self.sources.user[-1] if self.sources.user else ""
        view.before, view.above, view.reckoned = self._before, self._above, self._reckoned
        read_citations(view, self.shelf)
        read_entities(view, self._own_names)
        read_numbers(view, self.known)
        check_figures(view, self.known, self._lists, found)
        check_equations(view, found)
        check_directions(view, self.known, found)
        check_comparisons(view, self.known, found)
        check_citations(view, self.shelf, self._subject(view), found)
        check_named_sources(view, self.shelf, found)
        check_quotes(view, self.shelf, found)
        check_entities(view, self.corpus, found)
        check_flags(view, self.known, found)
        check_verdicts(view, self.known, self.corpus, self.whole or unit.text, found)
        check_ways_to_unlearn(view, self.known, self.corpus, found)
        check_told(view, self.sources.user, found)
        check_tool_claims(view, self.sources, found)
        check_asks_for_secrets(view, found)
        check_vague_amounts(view, self.known, self.shelf.corpus, found)
        self._before = view.text
        self._above = columns_so_far(view)
        return _reported(view, found)

    def _subject(self, view: View) -> str:
        """What the conversation is about: the reply, the question, the results that are told."""
        paths = [m.value.origin.replace("_", " ") for held in view.matches for m in held]
        return " ".join([self.whole or view.text, *self.sources.user, *paths])

    @cached_property
    def _decimal_comma(self) -> bool:
        return comma_is_decimal(self.whole[:500], " ".join(self.sources.user[-1:])[:200])

    @cached_property
    def _own_names(self) -> Any:
        return names_with_digits([w.text for w in self.known.words])

    @cached_property
    def _lists(self) -> frozenset[int]:
        """How many items the lists of the reply have."""
        counts: list[int] = []
        last = ""
        for unit in self.units:
            if unit.kind == "item" and last == "item":
                counts[-1] += 1
            elif unit.kind == "item":
                counts.append(1)
            last = unit.kind
        return frozenset(counts)


def _strings(node: Any) -> str:
    if isinstance(node, dict):
        return " ".join(f"{key} {_strings(value)}" for key, value in node.items())
    if isinstance(node, list | tuple):
        return " ".join(_strings(each) for each in node)
    return node if isinstance(node, str) else ""


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave the punctuation at the edges of a span out of it."""
    words = text[start:end]
    begin = start + _LEADING.match(words).end()  # type: ignore[union-attr]
    return begin, max(begin, end - len(words) + len(words.rstrip(" ,;:.!\n")))


_LEADING = re.compile(
    r"[ ,;:\n]*(?:(?:and|but|so|or|while|which|yes|no|then|also|unfortunately|luckily)\b[ ,:]+"
    r"(?=\w+ \w))*",
    re.I,
)
"""What joins a statement to the one before is no part of it."""


def _innermost(findings: list[Finding]) -> list[Finding]:
    """Leave out a fault that stands around another one of the same kind."""
    return [
        each
        for each in findings
        if not any(
            other.kind == each.kind
            and each.start <= other.start
            and other.end <= each.end
            and (each.start, each.end) != (other.start, other.end)
            for other in findings
        )
    ]


def _reported(view: View, found: Found) -> Verification:
    violations = []
    taken: list[tuple[int, int]] = []
    for each in sorted(_innermost(found.findings), key=lambda f: f.start):
        start, end = view.folded.origin(*_trimmed(view.text, each.start, each.end))
        if (start, end) in taken:
            continue
        taken.append((start, end))
        at = view.unit.start
        violations.append(
            Violation(
                span=view.unit.text[start:end],
                start=at + start,
                end=at + end,
                kind=each.kind,
                why=each.why,
                repair=each.repair,
            )
        )
    pointers = []
    for origin in found.origins:
        start, end = view.folded.origin(origin.start, origin.end)
        pointers.append(Pointer(span=view.unit.text[start:end], origin=origin.path))
    return Verification(violations=tuple(violations), pointers=tuple(pointers))
