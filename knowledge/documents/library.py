"""The documents of every owner: added, listed, deleted, searched."""

import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Literal

from knowledge.documents.apart import read_apart
from knowledge.documents.blocks import Reading
from knowledge.documents.finding import Finder, FoundInDocuments
from knowledge.documents.incoming import Incoming, bytes_of, check_name
from knowledge.documents.limits import MOST_FILES
from knowledge.documents.masking import without_secrets
from knowledge.documents.passages import ANCHOR, Document, DocumentPassage, Outcome
from knowledge.documents.reading import format_of
from knowledge.documents.shelf import Progress, Shelf
from tools.errors import InputError
from tools.masking import mask

log = logging.getLogger(__name__)

OPERATOR = "operator"
"""Who sits at the terminal of this machine."""
_AT_THE_TERMINAL = frozenset((OPERATOR, "terminal"))
_AT_ONCE = threading.BoundedSemaphore(2)
"""Files that are read at the same time, whoever adds them."""
_MOST_OPEN = 16
"""Owners whose documents stay open; the one unused for longest is closed."""

Read = Callable[[str, bytes], Reading]


class Library:
    """Where documents are kept, an owner's apart from every other's."""

    def __init__(self, folder: Path, read: Read = read_apart) -> None:
        self._folder = folder
        self._read = read
        self._open: OrderedDict[str, Documents] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, owner: str) -> "Documents":
        """Give the documents of an owner."""
        whose = OPERATOR if owner in _AT_THE_TERMINAL else owner
        with self._lock:
            if whose not in self._open:
                key = hashlib.sha256(whose.encode(errors="replace")).hexdigest()[:32]
                self._open[whose] = Documents(Shelf(self._folder / key), self._read)
            self._open.move_to_end(whose)
            if len(self._open) > _MOST_OPEN:
                self._open.popitem(last=False)[1].close()
            return self._open[whose]


class Documents:
    """The documents of one owner; one object serves many threads, and sees others' changes."""

    def __init__(self, shelf: Shelf, read: Read = read_apart) -> None:
        self._shelf = shelf
        self._read = read
        self._lock = threading.Lock()
        self._finder = Finder((), None)
        self._state = ""
        self._documents: tuple[Document, ...] = ()

    def listed(self) -> tuple[Document, ...]:
        """List the documents in the order of their names."""
        return tuple(sorted(self._current()[0], key=lambda each: each.name))

    @property
    def anchors(self) -> frozenset[str]:
        """Anchors of all passages."""
        return frozenset(self._current()[1].by_anchor)

    def passage(self, anchor: str) -> DocumentPassage | None:
        """Give the passage at an anchor; None where this owner has none there."""
        return self._current()[1].by_anchor.get(anchor) if anchor.startswith(ANCHOR) else None

    def places_of(self, note: str) -> tuple[DocumentPassage, ...]:
        """Give the places of the owner's copy of the chapter that a note of ours is about."""
        held = self._current()[1].by_anchor.values()
        return tuple(each for each in held if note in each.notes)

    def search(self, question: str, k: int = 3) -> FoundInDocuments | None:
        """Find the `k` passages nearest to a question; None where there are no documents."""
        documents, finder = self._current()
        return finder.search(question, k) if documents else None

    def add(
        self, files: Iterable[tuple[str, bytes | Path]], progress: Progress = lambda _: None
    ) -> tuple[Outcome, ...]:
        """Add files by name, or index those anew that have changed; say what became of each.

        One that can't be read is refused with the reason; the others go on.
        """
        read: list[Incoming] = []
        outcomes: dict[str, Outcome] = {}
        held = {each.name: each.sha256 for each in self._current()[0]}
        for given, content in files:
            name = mask(given).text
            progress(f"Reading {name}")
            try:
                if len(outcomes) + len(read) >= MOST_FILES:
                    raise InputError(f"at most {MOST_FILES} files are taken at once.")
                if name in outcomes or any(each.name == name for each in read):
                    raise InputError("another file has the same name: rename one of them.")
                new = self._looked_at(name, content, held)
            except InputError as error:
                outcomes.setdefault(name, Outcome(name=name, what="refused", why=str(error)))
                continue
            if new is None:
                outcomes[name] = Outcome(name=name, what="unchanged")
            else:
                read.append(new)
        if read:
            with self._shelf.changing():
                outcomes |= self._take_in(read, progress)
        return tuple(self._complete(each) for each in outcomes.values())

    def delete(self, name: str) -> bool:
        """Remove a document: its passages, its words and its vectors; False where there is none."""
        with self._shelf.changing():
            held = self._current()[0]
            kept = [each for each in held if each.name != name]
            if len(kept) == len(held):
                return False
            self._shelf.replace(kept, lambda _: None)
        self._current()
        return True

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            self._finder.close()
            self._finder, self._state, self._documents = Finder((), None), "", ()

    def _looked_at(self, name: str, content: bytes | Path, held: dict[str, str]) -> Incoming | None:
        check_name(name)
        format_of(name)
        data = bytes_of(content)
        digest = hashlib.sha256(data).hexdigest()
        if held.get(name) == digest:
            return None
        with _AT_ONCE:
            reading, masked = without_secrets(self._read(name, data))
        return Incoming(name, data, digest, reading, masked)

    def _take_in(self, read: Sequence[Incoming], progress: Progress) -> dict[str, Outcome]:
        documents = {each.name: each for each in self._current()[0]}
        outcomes: dict[str, Outcome] = {}
        for each in read:
            before = documents.get(each.name)
            others = [one for one in documents.values() if one is not before]
            try:
                document = each.document(before, others)
            except InputError as error:
                outcomes[each.name] = Outcome(name=each.name, what="refused", why=str(error))
                continue
            documents[each.name] = document
            what: Literal["changed", "added"] = "changed" if before else "added"
            outcomes[each.name] = Outcome(name=each.name, what=what, masked=each.masked)
        if any(each.what != "refused" for each in outcomes.values()):
            self._shelf.replace(list(documents.values()), progress)
        return outcomes

    def _complete(self, outcome: Outcome) -> Outcome:
        document = next((each for each in self._current()[0] if each.name == outcome.name), None)
        if document is None or outcome.what == "refused":
            return outcome
        return outcome.model_copy(
            update={
                "passages": len(document.passages),
                "pages": document.pages,
                "is_chapter": document.is_chapter,
            }
        )

    def _current(self) -> tuple[tuple[Document, ...], Finder]:
        """Give what is kept now, read again where another process or thread has changed it."""
        for _ in range(3):
            state = self._shelf.state
            with self._lock:
                if state == self._state:
                    return self._documents, self._finder
                try:
                    documents = self._shelf.documents(state)
                except FileNotFoundError:  # it was replaced between two looks
                    continue
                self._finder.close()
                self._documents, self._state = documents, state
                self._finder = Finder(documents, self._shelf.vectors(state))
                return self._documents, self._finder
        raise InputError("The documents are being changed all the time: try again.")
