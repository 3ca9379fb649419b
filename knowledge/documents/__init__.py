"""A user's own documents: read, split, kept apart for each owner, found, and deleted."""

from knowledge.documents.finding import FoundInDocuments
from knowledge.documents.library import OPERATOR, Documents, Library
from knowledge.documents.passages import ANCHOR, Document, DocumentPassage, Outcome
from knowledge.documents.together import Material, Searched

__all__ = [
    "ANCHOR",
    "OPERATOR",
    "Document",
    "DocumentPassage",
    "Documents",
    "FoundInDocuments",
    "Library",
    "Material",
    "Outcome",
    "Searched",
]
