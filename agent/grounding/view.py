"""One unit of a reply as the checks see it, and what they find in it."""

from dataclasses import dataclass, field

from agent.grounding.characters import Folded
from agent.grounding.clauses import Clause, Context
from agent.grounding.matching import Match
from agent.grounding.quantities import Quantity, Span
from agent.grounding.sources import Kind
from agent.grounding.splitting import Unit


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault, with its span in the folded unit."""

    start: int
    end: int
    kind: Kind
    why: str
    repair: str = ""
    """What should stand there, where the sources leave no doubt."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a claim came from, with its span in the folded unit."""

    start: int
    end: int
    path: str


@dataclass(slots=True)
class View:
    """A unit of the reply, folded, with what was read in it."""

    unit: Unit
    folded: Folded
    decimal_comma: bool = False
    masked: list[Span] = field(default_factory=list)
    """Citations, links and names: digits in them are no claims."""
    citations: list[tuple[int, int, str]] = field(default_factory=list)
    numbers: list[Quantity] = field(default_factory=list)
    contexts: list[Context] = field(default_factory=list)
    matches: list[list[Match]] = field(default_factory=list)
    parts: list[Clause] = field(default_factory=list)
    before: str = ""
    """The folded text of the unit before."""

    named: list[tuple[int, int, str]] = field(default_factory=list)
    """Names of cards, language models, benchmarks and data sets."""
    _lower: str = ""

    @property
    def text(self) -> str:
        """The unit as a reader sees it."""
        return self.folded.text

    def speaks_of(self, hints: tuple[str, ...]) -> bool:
        """Whether any hint occurs, before a slower look is taken."""
        if not self._lower:
            self._lower = self.folded.text.lower()
        return any(hint in self._lower for hint in hints)


@dataclass(slots=True)
class Found:
    """What the checks found in one unit."""

    findings: list[Finding] = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)

    def fault(self, span: Span, kind: Kind, why: str, repair: str = "") -> None:
        self.findings.append(Finding(*span, kind, why, repair))

    def traced(self, span: Span, path: str) -> None:
        self.origins.append(Origin(*span, path))
