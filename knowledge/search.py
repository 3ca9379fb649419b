"""The search: cosine and word scores fused, and whether the material covers the question."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from knowledge.lexical import Lexical, WordMatch
from knowledge.passages import Annotation, Kind, Passage, built_in
from knowledge.pointer import embedding_id, fingerprint_of
from tools.errors import InputError
from tools.vocabulary import Record

Coverage = Literal["covered", "near", "outside"]
Progress = Callable[[str], None]

COSINE_SHARE = 0.5
"""Weight of the cosine in a passage's score; words have the rest."""
EVIDENCE_SHARE = 0.85
"""What is left of the score of outside evidence: questions are about the chapter, as a rule."""
KNOWN_SHARE = 0.3
"""Weight of the share of known words beside the best score, when coverage is judged."""
NEAR = (0.37, 0.56)
"""Bounds of `near` on best score + 0.3 x share of known words; the benchmark fits them."""
NEAR_BY_WORDS_ALONE = (0.33, 0.47)
_LONGEST_QUESTION = 2_000


class ScoredPassage(Record):
    """A passage with how near it is to the question."""

    anchor: str
    title: str
    section: str
    text: str
    """The whole note."""
    score: float
    """Similarity from 0 to 1; higher is closer."""
    kind: Kind
    source: str = ""
    """Where outside evidence was published; empty for the chapter."""
    annotations: tuple[Annotation, ...] = ()


class Found(Record):
    """What a question found, nearest first."""

    passages: tuple[ScoredPassage, ...]
    answerable: bool
    """False exactly where coverage is `outside`."""
    coverage: Coverage
    """`covered` answers, `near` may not answer, `outside` is not in this material."""


class Knowledge:
    """The notes and their index; one object serves many threads."""

    def __init__(
        self,
        passages: tuple[Passage, ...],
        fingerprint: str,
        cosines: Callable[[str], dict[str, float]] | None,
    ) -> None:
        self._passages = passages
        self._by_anchor = {each.anchor: each for each in passages}
        self._standing = {
            each.anchor: EVIDENCE_SHARE if each.is_evidence else 1.0 for each in passages
        }
        self._lexical = Lexical(passages)
        self._cosines = cosines
        self.fingerprint = fingerprint
        """Hash of notes, recipe and embedding."""
        self.anchors = frozenset(self._by_anchor)

    @classmethod
    def open(cls, folder: Path, *, progress: Progress | None = None) -> "Knowledge":
        """Open the built-in notes with the index in `folder`, building it where it is missing.

        Without the embedding's package the words alone are searched, and `progress` hears of it.
        """
        say = progress or _quiet
        passages, embedding = built_in(), embedding_id()
        fingerprint = fingerprint_of(passages, embedding)
        if not embedding:
            say("The embedding package is not installed: searching by words alone.")
            return cls(passages, fingerprint, None)
        from knowledge.vectors import Vectors  # Chroma and onnxruntime take most of a second

        return cls(passages, fingerprint, Vectors(folder, passages, fingerprint, say).cosines)

    @property
    def how(self) -> str:
        """Say how questions are matched: `words and meaning`, or `words alone`."""
        return "words and meaning" if self._cosines else "words alone"

    def passage(self, anchor: str) -> Passage | None:
        """Give the passage at an anchor; None where there is none."""
        return self._by_anchor.get(anchor)

    def search(self, question: str, k: int = 3) -> Found:
        """Find the `k` passages nearest to a question, and judge whether they can answer it.

        The first 2,000 characters of a question are read.
        """
        if k < 1:
            raise InputError(f"k is how many passages to show: 1 or more, not {k}.", "k")
        asked = question[:_LONGEST_QUESTION]
        match = self._lexical.search(asked)
        scores = self._scores(asked, match)
        best = sorted(scores, key=lambda anchor: -scores[anchor])
        bounds = NEAR if self._cosines else NEAR_BY_WORDS_ALONE
        coverage = _coverage(scores[best[0]], match, bounds)
        return Found(
            passages=tuple(_scored(self._by_anchor[each], scores[each]) for each in best[:k]),
            answerable=coverage != "outside",
            coverage=coverage,
        )

    def _scores(self, asked: str, match: WordMatch) -> dict[str, float]:
        words = dict(zip(self._by_anchor, match.scores, strict=True))
        cosines = self._cosines(asked) if self._cosines and asked.strip() else None
        if cosines is None:
            return {each: score * self._standing[each] for each, score in words.items()}
        return {
            each: self._standing[each]
            * (COSINE_SHARE * cosines.get(each, 0.0) + (1 - COSINE_SHARE) * score)
            for each, score in words.items()
        }


def _coverage(best: float, match: WordMatch, bounds: tuple[float, float]) -> Coverage:
    """Judge from the best score; a name that no note holds leaves a doubt.

    A question that is plainly about the field is near at least.
    """
    likely = best + KNOWN_SHARE * match.known
    outside_below, covered_from = bounds
    if likely < outside_below and not match.in_the_field:
        return "outside"
    return "covered" if likely >= covered_from and not match.strange else "near"


def _scored(passage: Passage, score: float) -> ScoredPassage:
    return ScoredPassage(
        anchor=passage.anchor,
        title=passage.title,
        section=passage.section,
        text=passage.text,
        score=round(min(max(score, 0.0), 1.0), 4),
        kind=passage.kind,
        source=passage.source,
        annotations=passage.annotations,
    )


def _quiet(message: str) -> None:
    """Say nothing."""


def build(folder: Path, progress: Progress | None = None) -> None:
    """Build the index in `folder` where it is missing or old, telling how far it is."""
    Knowledge.open(folder, progress=progress)
