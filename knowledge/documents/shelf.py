"""What is kept of one owner's documents: one folder a state, switched to in one step."""

import json
import logging
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

from filelock import FileLock
from pydantic import TypeAdapter, ValidationError

from knowledge.choice import LOCAL
from knowledge.documents.passages import Document
from tools.errors import InputError

log = logging.getLogger(__name__)

Progress = Callable[[str], None]

_POINTER = "current.json"
_PREFIX = "state-"
_LIST = "documents.json"
_VECTORS = "vectors"
_DOCUMENTS = TypeAdapter(tuple[Document, ...])


class Shelf:
    """A folder with the documents of one owner, safe for several processes.

    A change writes a new state beside the old one, switches to it by replacing one small file,
    and removes the old one: what was deleted is gone from the disk, and a kill half-way leaves
    the state before.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def state(self) -> str:
        """Name the current state; empty where nothing was ever kept."""
        try:
            named = json.loads((self.folder / _POINTER).read_text("utf-8"))["state"]
        except (OSError, ValueError, KeyError, TypeError):
            return ""
        return str(named)

    def documents(self, state: str) -> tuple[Document, ...]:
        """Read the documents of a state.

        Raises InputError where they are damaged, FileNotFoundError where another state came.
        """
        if not state:
            return ()
        place = self.folder / state / _LIST
        try:
            return _DOCUMENTS.validate_json(place.read_bytes())
        except ValidationError as trouble:
            raise InputError(
                f"The list of documents in {place} is damaged: remove {self.folder}, and index "
                "the documents again."
            ) from trouble

    def vectors(self, state: str) -> Path | None:
        """Give the folder with the vectors of a state; None where it has none."""
        place = self.folder / state / _VECTORS
        return place if state and place.is_dir() else None

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Keep others from changing the documents meanwhile."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.folder / ".lock")
            lock.acquire()
        except OSError as trouble:
            raise InputError(f"Documents can't be kept in {self.folder}: {trouble}.") from trouble
        try:
            yield
        finally:
            lock.release()

    def replace(self, documents: Sequence[Document], progress: Progress) -> None:
        """Write a new state and switch to it; call it while `changing`."""
        before = self.state
        if documents:
            state = f"{_PREFIX}{uuid4().hex}"
            place = self.folder / state
            place.mkdir()
            (place / _LIST).write_bytes(_DOCUMENTS.dump_json(tuple(documents)))
            self._embed(documents, place / _VECTORS, before, progress)
        else:
            state = ""
        draft = self.folder / f"{_POINTER}.{uuid4().hex}"
        draft.write_text(json.dumps({"state": state}), "utf-8")
        draft.replace(self.folder / _POINTER)
        for old in self.folder.glob(f"{_PREFIX}*"):
            if old.name != state:
                shutil.rmtree(old, ignore_errors=True)

    def _embed(
        self, documents: Sequence[Document], place: Path, before: str, progress: Progress
    ) -> None:
        if not LOCAL.id:
            progress("The embedding package is not installed: documents are found by words alone.")
            return
        from knowledge.documents.vectors import Vector, Vectors  # Chroma takes half a second

        known: dict[str, Vector] = {}
        if held := self.vectors(before):
            earlier = [each for one in self.documents(before) for each in one.passages]
            try:
                with closing(Vectors(held)) as old:
                    known = old.by_text(earlier)
            except Exception as trouble:  # noqa: BLE001  Chroma's errors share no base; made anew
                log.warning("The vectors in %s can't be read: %r", held, trouble)
        with closing(Vectors(place)) as new:
            new.fill([each for one in documents for each in one.passages], known, progress)
