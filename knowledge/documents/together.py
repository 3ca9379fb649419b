"""One search over the notes and an owner's documents; the notes keep their own judgement."""

from knowledge.documents.finding import FoundInDocuments
from knowledge.documents.library import Documents
from knowledge.documents.passages import ScoredDocumentPassage
from knowledge.search import Coverage, Found, Knowledge, ScoredPassage
from tools.vocabulary import Record

MOST_OF_DOCUMENTS = 3
"""Passages of documents that one search gives."""
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


def search_together(
    knowledge: Knowledge, documents: Documents | None, question: str
) -> Found | Searched:
    """Search the notes, and the documents where there are any that speak of the question.

    Where documents say nothing to it, the answer is that of the notes, as if there were none.
    """
    notes = knowledge.search(question)
    own = documents.search(question, MOST_OF_DOCUMENTS) if documents else None
    if own is None or own.coverage == "outside":
        return notes
    coverage = max(notes.coverage, own.coverage, key=_BETTER.__getitem__)
    if _documents_first(notes, own):
        passages = (*own.passages, *notes.passages)
    else:
        passages = (*notes.passages, *own.passages)
    return Searched(
        passages=passages,
        answerable=True,
        coverage=coverage,
        notes_coverage=notes.coverage,
    )


def _documents_first(notes: Found, own: FoundInDocuments) -> bool:
    """Put documents first where they answer better; our notes before the chapter's own words."""
    better, worse = _BETTER[own.coverage], _BETTER[notes.coverage]
    if better != worse:
        return better > worse
    best = own.passages[0]
    return not best.notes and best.score > notes.passages[0].score
