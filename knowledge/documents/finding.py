"""The search over one owner's documents, scored so that it compares with the notes' search."""

import logging
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.documents.passages import Document, DocumentPassage, ScoredDocumentPassage
from knowledge.lexical import Lexical
from knowledge.passages import built_in
from knowledge.pertinent import likeness
from knowledge.search import (
    COSINE_SHARE,
    KNOWN_SHARE,
    NEAR,
    NEAR_BY_WORDS_ALONE,
    Coverage,
    coverage_of,
    scored,
)
from tools.vocabulary import Record

if TYPE_CHECKING:
    from knowledge.documents.vectors import Vectors

log = logging.getLogger(__name__)

_BY_WORDS = 20
"""Passages that come into question by their words."""
_ENOUGH = 0.5
"""Share of the best score from which a further passage is given too."""
_LONGEST_QUESTION = 2_000


class FoundInDocuments(Record):
    """What a question found in an owner's documents, nearest first."""

    passages: tuple[ScoredDocumentPassage, ...]
    coverage: Coverage


class Finder:
    """Searches a state of an owner's documents; what it needs is loaded by the first question."""

    def __init__(self, documents: Sequence[Document], vectors: Path | None) -> None:
        self._passages = [each for document in documents for each in document.passages]
        self.by_anchor: dict[str, DocumentPassage] = {each.anchor: each for each in self._passages}
        self._folder = vectors
        self._lock = threading.Lock()
        self._open: Vectors | None = None

    @cached_property
    def _words(self) -> Lexical:
        """The documents' words, weighed beside the notes': a few passages alone weigh nothing."""
        return Lexical((*self._passages, *built_in()))

    def search(self, question: str, k: int) -> FoundInDocuments:
        """Find the nearest passages, and judge whether they can answer."""
        asked = question[:_LONGEST_QUESTION]
        match = self._words.search(asked)
        words = dict(zip(self.by_anchor, match.scores, strict=False))
        by_words = sorted(words, key=lambda anchor: -words[anchor])[:_BY_WORDS]
        cosines = self._cosines(asked, by_words)
        scores = _fused(words, by_words, cosines)
        best = sorted(scores, key=lambda anchor: -scores[anchor])[:k]
        top = max(scores.values(), default=0.0)
        found = [self.by_anchor[anchor] for anchor in best if scores[anchor] >= _ENOUGH * top]
        bounds = NEAR if cosines else NEAR_BY_WORDS_ALONE
        held = likeness(asked, " ".join(f"{each.section} {each.text}" for each in found))
        likely = top + KNOWN_SHARE * held  # a word of the field alone says nothing of a document
        coverage = coverage_of(likely, match, bounds, of_the_field=False)
        return FoundInDocuments(
            passages=tuple(
                scored(ScoredDocumentPassage, each, scores[each.anchor]) for each in found
            ),
            coverage=coverage if best else "outside",
        )

    def _cosines(self, asked: str, also: Sequence[str]) -> dict[str, float]:
        """Give cosines; none where there are no vectors, or they are damaged."""
        if self._folder is None or not asked.strip():
            return {}
        try:
            with self._lock:
                if self._open is None:
                    from knowledge.documents.vectors import Vectors  # Chroma takes half a second

                    self._open = Vectors(self._folder)
            return self._open.cosines(asked, also)
        except Exception as trouble:  # noqa: BLE001  Chroma's errors share no base; words serve
            log.warning("Documents are searched by words alone: %r", trouble)
            return {}

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            if self._open is not None:
                self._open.close()
                self._open = None


def _fused(
    words: dict[str, float], by_words: Sequence[str], cosines: dict[str, float]
) -> dict[str, float]:
    if not cosines:
        return {each: words[each] for each in by_words if words[each] > 0}
    return {
        anchor: COSINE_SHARE * cosine + (1 - COSINE_SHARE) * words[anchor]
        for anchor, cosine in cosines.items()
    }
