"""One search over the notes and an owner's documents; the notes keep their own judgement."""

import re
from pathlib import PurePath

from knowledge.documents.finding import FoundInDocuments
from knowledge.documents.library import Documents
from knowledge.documents.passages import DocumentPassage, ScoredDocumentPassage
from knowledge.passages import Passage
from knowledge.search import ASKS_FOR_THE_CHAPTER, Coverage, Found, Knowledge, ScoredPassage
from knowledge.words import telling_words
from tools.vocabulary import Record

MOST_OF_DOCUMENTS = 3
"""Passages of documents that one search gives."""
_ASKS_FOR_OWN = re.compile(
    r"\b(?:my|our|these|those|the (?:uploaded|added|attached))\s+(?:\w+\s+)?"
    r"(?:documents?|docs|files?|pdfs?|uploads?|handbooks?|manuals?|wikis?)\b",
    re.IGNORECASE,
)
"""Whoever asks so wants to know what stands in a document of their own."""
_BETTER: dict[Coverage, int] = {"outside": 0, "near": 1, "covered": 2}


class Searched(Record):
    """What a question found in the notes and in an owner's documents."""

    passages: tuple[ScoredPassage | ScoredDocumentPassage, ...]
    answerable: bool
    """False exactly where coverage is `outside`."""
    coverage: Coverage
    """The better of what the notes and the documents give."""
    notes_coverage: Coverage
    """What the notes alone give."""


class Material:
    """The notes together with one owner's documents, searched and opened as one."""

    def __init__(self, knowledge: Knowledge, documents: Documents) -> None:
        self._knowledge = knowledge
        self._documents = documents

    @property
    def anchors(self) -> frozenset[str]:
        """Anchors of all notes, and of this owner's documents."""
        return self._knowledge.anchors | self._documents.anchors

    def passage(self, anchor: str) -> Passage | None:
        """Give the passage at an anchor; another owner's is none."""
        return self._documents.passage(anchor) or self._knowledge.passage(anchor)

    def places_of(self, note: str) -> tuple[DocumentPassage, ...]:
        """Give the places of the owner's copy of the chapter that a note is about."""
        return self._documents.places_of(note)

    def search(self, question: str, k: int = 5) -> Found | Searched:
        """Search the notes, and the documents where there are any that speak of the question.

        Gives `k` passages of the notes and up to three of documents. Where documents say nothing
        to it, the answer is that of the notes, as if there were none.
        """
        notes = self._knowledge.search(question, k)
        own = self._documents.search(question, MOST_OF_DOCUMENTS)
        if own is None or own.coverage == "outside":
            return notes
        first = _documents_first(question, notes, own)
        return Searched(
            passages=(
                (*own.passages, *notes.passages) if first else (*notes.passages, *own.passages)
            ),
            answerable=True,
            coverage=max(notes.coverage, own.coverage, key=_BETTER.__getitem__),
            notes_coverage=notes.coverage,
        )


def _documents_first(question: str, notes: Found, own: FoundInDocuments) -> bool:
    """Put first what the words name; else documents where they answer better.

    Our notes come before the chapter's own words.
    """
    if not ASKS_FOR_THE_CHAPTER.search(question) and _names_own(question, own):
        return True
    better, worse = _BETTER[own.coverage], _BETTER[notes.coverage]
    if better != worse:
        return better > worse
    best = own.passages[0]
    return not best.notes and best.score > notes.passages[0].score


def _names_own(question: str, own: FoundInDocuments) -> bool:
    """Tell whether the words name a document: as their own, or by the name of its file."""
    asked = set(telling_words(question))
    names = (set(telling_words(PurePath(each.file).stem)) for each in own.passages)
    return bool(_ASKS_FOR_OWN.search(question)) or any(name and name <= asked for name in names)
