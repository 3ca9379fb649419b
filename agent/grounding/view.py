"""One unit of a reply as the checks see it, and what they find in it."""

from dataclasses import dataclass, field

from agent.grounding.clauses.clause import Clause, Context
from agent.grounding.clauses.clauses import clauses
from agent.grounding.known.matching import Match
from agent.grounding.numbers.characters import Folded
from agent.grounding.numbers.quantities import Quantity, Span
from agent.grounding.sources import Kind
from agent.grounding.splitting import Unit
from agent.grounding.words.spoken import words_in


def hints(words: str) -> frozenset[str]:
    """Give the first four letters of each word, to look for in a unit."""
    return frozenset(word[:4] for word in words.split())


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
    may_name_source: bool = True
    """Whether a link, a paper or an authority may stand in it."""
    numbers: list[Quantity] = field(default_factory=list)
    contexts: list[Context] = field(default_factory=list)
    matches: list[list[Match]] = field(default_factory=list)
    _parts: list[Clause] | None = None
    before: str = ""
    """The folded text of the unit before."""
    asked: str = ""
    """The user's last message."""
    reckoned: set[float] = field(default_factory=set)
    """What the reply has reckoned out so far, in base units."""
    above: dict[int, list[float]] = field(default_factory=dict)
    """The numbers of the rows above, by column, in base units."""

    named: list[tuple[int, int, str]] = field(default_factory=list)
    """Names of cards, language models, benchmarks and data sets."""
    text: str = field(init=False)
    """The unit as a reader sees it."""
    _beginnings: frozenset[str] | None = None

    def __post_init__(self) -> None:
        self.text = self.folded.text

    @property
    def parts(self) -> list[Clause]:
        """The clauses of the unit; they are looked for when a check first asks."""
        if self._parts is None:
            self._parts = clauses(self.text, self.numbers)
        return self._parts

    @property
    def uncited(self) -> str:
        """The text with blanks where anchors stand: their words claim nothing."""
        text = self.text
        for start, end, _ in self.citations:
            text = text[:start] + " " * (end - start) + text[end:]
        return text

    def speaks_of(self, hints: frozenset[str]) -> bool:
        """Whether a word begins like one of the hints, before a slower look is taken."""
        if self._beginnings is None:
            self._beginnings = frozenset(word[:4] for word in words_in(self.text))
        return not hints.isdisjoint(self._beginnings)


@dataclass(slots=True)
class Found:
    """What the checks found in one unit."""

    findings: list[Finding] = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)

    def fault(self, span: Span, kind: Kind, why: str, repair: str = "") -> None:
        self.findings.append(Finding(*span, kind, why, repair))

    def traced(self, span: Span, path: str) -> None:
        self.origins.append(Origin(*span, path))
