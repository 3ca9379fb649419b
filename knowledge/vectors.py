"""The half of the search that goes by meaning: Chroma with the installed embedding."""

import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from knowledge.embedding import InstalledMiniLM
from knowledge.index import nearest, open_index
from knowledge.passages import Passage


class Vectors:
    """An open index; reopened if another process removed the files it stands on."""

    def __init__(
        self,
        folder: Path,
        passages: Sequence[Passage],
        fingerprint: str,
        progress: Callable[[str], None],
    ) -> None:
        self._embedding: Any = InstalledMiniLM()
        self._lock = threading.Lock()
        self._count = len(passages)
        self._open = partial(open_index, folder, passages, fingerprint, self._embedding, progress)
        self._collection = self._open()

    def cosines(self, question: str) -> dict[str, float]:
        """Give the cosine of a question with each passage, by anchor."""
        vector = self._embedding([question])[0]
        try:
            return nearest(self._collection, vector, self._count)
        except Exception:  # noqa: BLE001  Chroma's errors share no base; reopening serves them all
            with self._lock:
                self._collection = self._open()
            return nearest(self._collection, vector, self._count)
