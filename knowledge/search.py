"""The search: cosine and word scores fused, and whether the material covers the question."""

import atexit
import re
import threading
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Literal, TypeVar

from knowledge.choice import LOCAL, EmbeddingChoice
from knowledge.glossary import Term, term_asked_for
from knowledge.lexical import Lexical, WordMatch
from knowledge.passages import Annotation, Kind, Passage, built_in
from knowledge.pointer import fingerprint_of, is_built
from knowledge.vectors import Vectors
from tools.errors import InputError
from tools.vocabulary import Record

Coverage = Literal["covered", "near", "outside"]
Progress = Callable[[str], None]

COSINE_SHARE = 0.5
"""Weight of the cosine in a passage's score; words have the rest."""
SHARE_BESIDE = 0.85
"""What is left of the score of outside evidence and of bare references: questions are about what
the chapter says, as a rule."""
SHARE_BESIDE_THE_CHAPTER = 0.7
"""The same where the words ask what the chapter says."""
SHARE_OF_THE_GLOSSARY = 0.15
"""What the passage that the glossary names for a term gains when the term's meaning is asked."""
KNOWN_SHARE = 0.3
"""Weight of the share of known words beside the best cosine, when coverage is judged."""
NEAR = (0.46, 0.63)
"""Bounds of `near` on best cosine + 0.3 x share of known words; the benchmark fits them."""
NEAR_BY_WORDS_ALONE = (0.37, 0.53)
"""The same on the best score by words, where no cosines are at hand."""
_LONGEST_QUESTION = 2_000
_ASKS_FOR_EVIDENCE = re.compile(
    r"\b(?:evidence|stud(?:y|ies)|papers?|research(?:ers)?|proof|proven|published|literature"
    r"|experiments?|citations?)\b",
    re.IGNORECASE,
)
"""Whoever asks so wants outside evidence as much as the chapter."""
ASKS_FOR_THE_CHAPTER = re.compile(r"\b(?:chapter|section|book|material)\b", re.IGNORECASE)
"""Whoever asks so wants to know what stands there."""


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


Scored = TypeVar("Scored", bound=ScoredPassage)


class Found(Record):
    """What a question found, nearest first."""

    passages: tuple[ScoredPassage, ...]
    answerable: bool
    """False exactly where coverage is `outside`."""
    coverage: Coverage
    """`covered` answers, `near` may not answer, `outside` is not in this material."""
    term: Term | None = None
    """The term of the glossary whose meaning is asked for."""


class Knowledge:
    """The notes and their index; one object serves many threads."""

    def __init__(
        self,
        passages: tuple[Passage, ...],
        fingerprint: str,
        vectors: Vectors | None,
    ) -> None:
        self._passages = passages
        self._by_anchor = {each.anchor: each for each in passages}
        self._vectors = vectors
        self._warming: threading.Timer | None = None
        self.fingerprint = fingerprint
        """Hash of notes, recipe and embedding."""
        self.anchors = frozenset(self._by_anchor)

    @classmethod
    def open(
        cls, folder: Path, *, progress: Progress | None = None, embedding: EmbeddingChoice = LOCAL
    ) -> "Knowledge":
        """Open the built-in notes with the index in `folder`, building it where it is missing.

        An index that is there is opened by the first question, or by `warm`. Without the
        embedding's package the words alone are searched, and `progress` hears of it.
        """
        say = progress or _quiet
        passages = built_in()
        fingerprint = fingerprint_of(passages, embedding.id)
        if not embedding.id:
            say("The embedding package is not installed: searching by words alone.")
            return cls(passages, fingerprint, None)
        vectors = Vectors(embedding.folder_in(folder), passages, fingerprint, embedding, say)
        if not is_built(folder, embedding):
            vectors.build()
        return cls(passages, fingerprint, vectors)

    @cached_property
    def _lexical(self) -> Lexical:
        """The words of the notes; reading them takes longer than a reply that looks nothing up."""
        return Lexical(self._passages)

    @property
    def how(self) -> str:
        """Say how questions are matched: `words and meaning`, or `words alone`."""
        return "words and meaning" if self._vectors else "words alone"

    def warm(self) -> None:
        """Load what the first question would wait for: the words, the index, the embedding."""
        _ = self._lexical
        if self._vectors:
            self._vectors.warm()

    def warm_in_background(self, after_s: float = 0.0) -> None:
        """Warm up, now or after a while (s); questions that come meanwhile wait for it."""
        self._warming = threading.Timer(after_s, self.warm)
        self._warming.daemon = True
        self._warming.start()
        atexit.register(self.settle)

    def settle(self) -> None:
        """Let a warm-up end; who leaves at once calls it before the interpreter shuts down.

        What a warm-up loads starts threads of its own, and fails where none may start any more.
        """
        if self._warming is not None:
            self._warming.cancel()
            self._warming.join()

    def passage(self, anchor: str) -> Passage | None:
        """Give the passage at an anchor; None where there is none."""
        return self._by_anchor.get(anchor)

    def search(self, question: str, k: int = 5) -> Found:
        """Find the `k` passages nearest to a question, and judge whether they can answer it.

        The first 2,000 characters of a question are read.
        """
        if k < 1:
            raise InputError(f"k is how many passages to show: 1 or more, not {k}.", "k")
        asked = question[:_LONGEST_QUESTION].encode(errors="replace").decode()
        match = self._lexical.search(asked)
        words = dict(zip(self._by_anchor, match.scores, strict=True))
        cosines = self._vectors.cosines(asked) if self._vectors and asked.strip() else None
        term = term_asked_for(asked)
        scores = self._fused(words, cosines, asked)
        if term:
            scores[term.anchor] = min(1.0, scores[term.anchor] + SHARE_OF_THE_GLOSSARY)
        best = sorted(scores, key=lambda anchor: -scores[anchor])
        coverage = "covered" if term else self._coverage(cosines, max(words.values()), match)
        return Found(
            passages=tuple(
                scored(ScoredPassage, self._by_anchor[each], scores[each]) for each in best[:k]
            ),
            answerable=coverage != "outside",
            coverage=coverage,
            term=term,
        )

    def _fused(
        self, words: dict[str, float], cosines: dict[str, float] | None, asked: str
    ) -> dict[str, float]:
        keeps = {each: standing(self._by_anchor[each], asked) for each in words}
        if cosines is None:
            return {each: keeps[each] * score for each, score in words.items()}
        return {
            each: keeps[each] * (COSINE_SHARE * cosines.get(each, 0.0) + (1 - COSINE_SHARE) * score)
            for each, score in words.items()
        }

    def _coverage(
        self, cosines: dict[str, float] | None, best_by_words: float, match: WordMatch
    ) -> Coverage:
        """Judge by cosines only where they are those that the bounds were fitted to."""
        local = cosines if self._vectors and self._vectors.is_local else None
        best, bounds = (
            (max(local.values()), NEAR) if local else (best_by_words, NEAR_BY_WORDS_ALONE)
        )
        likely = best + KNOWN_SHARE * match.known
        return coverage_of(likely, match, bounds, of_the_field=match.in_the_field)


def standing(passage: Passage, asked: str = "") -> float:
    """Give how much of its score a passage keeps (0 to 1) for a question."""
    beside = passage.is_evidence or passage.kind == "reference"
    if not beside or _ASKS_FOR_EVIDENCE.search(asked):
        return 1.0
    of_the_chapter = passage.is_evidence and ASKS_FOR_THE_CHAPTER.search(asked)
    return SHARE_BESIDE_THE_CHAPTER if of_the_chapter else SHARE_BESIDE


def coverage_of(
    likely: float, match: WordMatch, bounds: tuple[float, float], *, of_the_field: bool
) -> Coverage:
    """Judge how likely the best passage answers; a name that no passage holds leaves a doubt.

    A question that is plainly `of_the_field` is near at least.
    """
    outside_below, covered_from = bounds
    if likely < outside_below and not of_the_field:
        return "outside"
    return "covered" if likely >= covered_from and not match.strange else "near"


def scored(as_: type[Scored], passage: Passage, score: float) -> Scored:
    """Show a passage with its score."""
    shown = {name: getattr(passage, name) for name in as_.model_fields if name != "score"}
    return as_(score=round(min(max(score, 0.0), 1.0), 4), **shown)


def _quiet(message: str) -> None:
    """Say nothing."""


def build(
    folder: Path, progress: Progress | None = None, embedding: EmbeddingChoice = LOCAL
) -> None:
    """Build the index in `folder` where it is missing, old or damaged, telling how far it is."""
    Knowledge.open(folder, progress=progress, embedding=embedding).warm()
