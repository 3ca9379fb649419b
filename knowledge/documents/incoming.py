"""A file that was read and is not kept yet: its size and name are checked, its document made."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from knowledge.documents.blocks import Reading
from knowledge.documents.chapter import linked
from knowledge.documents.limits import MOST_BYTES, MOST_DOCUMENTS, MOST_PASSAGES
from knowledge.documents.passages import Document
from knowledge.documents.slugs import Names, slug
from knowledge.documents.splitting import passages_of
from tools.errors import InputError

LONGEST_NAME = 200
"""Length of a document's name [characters]."""


def check_name(name: str) -> None:
    """Refuse a name that can't be shown."""
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise InputError(
            f"its name has to be at most {LONGEST_NAME} characters that can be printed: rename it."
        )


class Incoming:
    """A file that was read and is not kept yet."""

    def __init__(
        self, name: str, data: bytes, digest: str, reading: Reading, masked: tuple[str, ...] = ()
    ) -> None:
        self.name = name
        self.masked = masked
        """Kinds of secrets that were masked in it."""
        self._size = len(data)
        self._digest = digest
        self._reading = reading

    def document(self, before: Document | None, others: Sequence[Document]) -> Document:
        """Make the document; one that has changed keeps its anchors' beginning.

        Raises InputError where there is no room for it.
        """
        if len(others) >= MOST_DOCUMENTS:
            raise InputError(f"there are {MOST_DOCUMENTS} documents already: delete one.")
        stem = PurePosixPath(self.name).with_suffix("")
        taken = frozenset(each.slug for each in others)
        named = before.slug if before else Names(taken).unique(slug(str(stem)))
        is_chapter, passages = linked(passages_of(self._reading, self.name, named))
        held = sum(len(each.passages) for each in others)
        if held + len(passages) > MOST_PASSAGES:
            raise InputError(
                f"it has {len(passages)} passages; together with the other documents at most "
                f"{MOST_PASSAGES:,} are kept."
            )
        return Document(
            name=self.name,
            slug=named,
            sha256=self._digest,
            size_bytes=self._size,
            pages=self._reading.pages,
            added=datetime.now(UTC),
            is_chapter=is_chapter,
            passages=passages,
        )


def bytes_of(content: bytes | Path) -> bytes:
    """Read a file, unless it is too large to be looked at."""
    try:
        size = len(content) if isinstance(content, bytes) else content.stat().st_size
        if size > MOST_BYTES:
            raise InputError(
                f"it has {size / 1e6:,.0f} MB; at most {MOST_BYTES // 10**6} MB are read: split it."
            )
        return content if isinstance(content, bytes) else content.read_bytes()
    except OSError as trouble:
        raise InputError(f"it can't be opened: {trouble.strerror or trouble}.") from trouble
