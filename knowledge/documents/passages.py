"""A document and its passages: what is kept of a file, and what a search gives of it."""

from typing import Literal

from pydantic import AwareDatetime

from knowledge.documents.blocks import Part
from knowledge.passages import Kind, Passage
from knowledge.search import ScoredPassage
from tools.vocabulary import Record

ANCHOR = "doc/"
"""With this begins the anchor of a passage of a user's document, and of nothing else."""


class DocumentPassage(Passage):
    """A piece of a user's document, word for word."""

    kind: Kind = "document"
    file: str
    """Name of the document."""
    page: int = 0
    """Page on which it begins, from 1; 0 where the document has no pages."""
    position: int
    """Which passage of the document it is, from 1."""
    part: Part = "text"
    """What sort of text it is."""
    notes: tuple[str, ...] = ()
    """Where the document is the chapter itself: our notes of the same place, by anchor."""

    @property
    def prose(self) -> str:
        """All of it: a document has no facts set apart."""
        return self.text


class ScoredDocumentPassage(ScoredPassage):
    """A passage of a user's document with how near it is to the question."""

    kind: Kind = "document"
    file: str
    page: int = 0
    position: int
    part: Part = "text"
    notes: tuple[str, ...] = ()


class Document(Record):
    """One document of an owner."""

    name: str
    """File name, or path within the folder that was given."""
    slug: str
    """What stands for the name in anchors; stays while the document does."""
    sha256: str
    """Hash of the file: another one means that it has changed."""
    size_bytes: int
    pages: int = 0
    """Pages of a PDF; 0 otherwise."""
    added: AwareDatetime
    is_chapter: bool = False
    """It was recognised as the chapter that our notes are about."""
    passages: tuple[DocumentPassage, ...] = ()


class Outcome(Record):
    """What became of one file."""

    name: str
    what: Literal["added", "changed", "unchanged", "refused"]
    passages: int = 0
    pages: int = 0
    is_chapter: bool = False
    why: str = ""
    """Why it was refused, and the way out."""
    masked: tuple[str, ...] = ()
    """Kinds of secrets that were masked in it."""

    def in_words(self) -> str:
        """Say it in a line.

        >>> Outcome(name="leave.pdf", what="added", passages=41, pages=30).in_words()
        'leave.pdf: added, 41 passages from 30 pages.'
        >>> Outcome(name="x.pdf", what="refused", why="it is empty.").in_words()
        'x.pdf: not added, it is empty.'
        """
        if self.what == "refused":
            return f"{self.name}: not added, {self.why}"
        pages = f" from {self.pages} page{'s' * (self.pages != 1)}" if self.pages else ""
        chapter = " It is the chapter: its passages link to our notes." if self.is_chapter else ""
        count = f"{self.passages} passage{'s' * (self.passages != 1)}"
        secrets = (
            f" Secrets in it were masked ({', '.join(self.masked)}): if they are real, revoke them."
            if self.masked
            else ""
        )
        return f"{self.name}: {self.what}, {count}{pages}.{chapter}{secrets}"
