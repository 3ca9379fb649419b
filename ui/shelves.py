"""What an owner may open: the notes, and their own documents; another's are not there."""

from knowledge.documents import DocumentPassage, Library
from knowledge.passages import Passage
from ui.render import Shelf


class Shelves:
    """Gives each owner their shelf."""

    def __init__(self, notes: Shelf, library: Library | None = None) -> None:
        self._notes = notes
        self._library = library

    def of(self, owner: str | None) -> "OwnShelf":
        """Give the shelf of an owner; nobody's holds the notes alone."""
        return OwnShelf(self._notes, self._library, owner)


class OwnShelf:
    """The notes and one owner's documents."""

    def __init__(self, notes: Shelf, library: Library | None, owner: str | None) -> None:
        self._notes = notes
        self._documents = library.of(owner) if library and owner else None

    def passage(self, anchor: str) -> Passage | None:
        """Give the passage at an anchor."""
        own = self._documents.passage(anchor) if self._documents else None
        return own or self._notes.passage(anchor)

    def places_of(self, note: str) -> tuple[DocumentPassage, ...]:
        """Give the places of the owner's copy of the chapter that a note is about."""
        return self._documents.places_of(note) if self._documents else ()
