"""The search: cosine and word scores fused, and whether the material covers the question."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from knowledge.lexical import Lexical
from knowledge.passages import Annotation, Kind, Passage, built_in
from knowledge.pointer import embedding_id, fingerprint_of
from tools.vocabulary import Record

Coverage = Literal["covered", "near", "outside"]
Progress = Callable[[str], None]

COSINE_SHARE = 0.4
"""Weight of the cosine in a passage's score; words have the rest."""
KNOWN_SHARE = 0.3
"""Weight of the share of known words beside the best cosine, when coverage is judged."""
OUTSIDE_BELOW, COVERED_FROM = 0.40, 0.55
"""Bounds of `near` on best cosine + 0.3 x share of known words."""
_LONGEST_QUESTION = 2_000
"""Characters of a question that are looked at; the rest is left unread."""


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
        common_words: frozenset[str] = frozenset(),
    ) -> None:
        self._passages = passages
        self._by_anchor = {each.anchor: each for each in passages}
        self._lexical = Lexical(passages, common_words)
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

        vectors = Vectors(folder, passages, fingerprint, say)
        return cls(passages, fingerprint, vectors.cosines, vectors.common_words)

    @property
    def how(self) -> str:
        """Say how questions are matched: `words and meaning`, or `words alone`."""
        return "words and meaning" if self._cosines else "words alone"

    def passage(self, anchor: str) -> Passage | None:
        """Give the passage at an anchor; None where there is none."""
        return self._by_anchor.get(anchor)

    def search(self, question: str, k: int = 3) -> Found:
        """Find the `k` passages nearest to a question, and judge whether they can answer it."""
        asked = question[:_LONGEST_QUESTION]
        words, known = self._lexical.search(asked)
        cosines = self._cosines(asked) if self._cosines and asked.strip() else None
        scores = dict(zip(self._by_anchor, words, strict=True))
        if cosines is not None:
            scores = {
                anchor: COSINE_SHARE * cosines.get(anchor, 0.0) + (1 - COSINE_SHARE) * score
                for anchor, score in scores.items()
            }
        best = sorted(scores, key=lambda anchor: -scores[anchor])[: max(k, 0)]
        coverage = _coverage(max(cosines.values()) if cosines else max(words), known)
        return Found(
            passages=tuple(_scored(self._by_anchor[each], scores[each]) for each in best),
            answerable=coverage != "outside",
            coverage=coverage,
        )


def _coverage(nearness: float, known: float) -> Coverage:
    doubt = nearness + KNOWN_SHARE * known
    if doubt < OUTSIDE_BELOW:
        return "outside"
    return "near" if doubt < COVERED_FROM else "covered"


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
