"""The half of the search that goes by meaning: Chroma with the chosen embedding."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from knowledge.choice import EmbeddingChoice
from knowledge.passages import Passage
from tools.errors import InputError

log = logging.getLogger(__name__)

_PAUSE_S = 60.0
"""How long an endpoint that failed is left alone [s]."""


class Vectors:
    """An index that is opened when it is first needed, and again if its files were removed."""

    def __init__(
        self,
        folder: Path,
        passages: Sequence[Passage],
        fingerprint: str,
        choice: EmbeddingChoice,
        progress: Callable[[str], None],
    ) -> None:
        self._folder = folder
        self._passages = passages
        self._fingerprint = fingerprint
        self._choice = choice
        self._progress = progress
        self._lock = threading.Lock()
        self._collection: Any = None
        self._silent_until = 0.0

    @cached_property
    def _embedding(self) -> Any:
        return self._choice.make()

    @property
    def is_local(self) -> bool:
        """True where cosines are those that the bounds of coverage were measured with."""
        return self._choice.is_local

    def build(self) -> None:
        """Build the index where it is missing; an endpoint that fails is said, and left alone."""
        try:
            self.open()
        except Exception as trouble:  # an endpoint fails in ways of its own
            if self.is_local or isinstance(trouble, InputError):
                raise
            self._progress(
                f"{self._choice.name} does not answer ({type(trouble).__name__}): "
                "searching by words alone until it does."
            )
            self._silent_until = time.monotonic() + _PAUSE_S

    def open(self) -> None:
        """Open the index, building it where it is missing; others that need it wait."""
        with self._lock:
            if self._collection is None:
                self._collection = self._opened()

    def warm(self) -> None:
        """Load all that the first question would wait for."""
        self.open()
        if self.is_local:
            self._embedding(["warm"])

    def cosines(self, question: str) -> dict[str, float] | None:
        """Give the cosine of a question with each passage, by anchor.

        None where an endpoint does not answer: words alone serve for the next minute.
        """
        if self.is_local:
            return self._cosines(question)
        if time.monotonic() < self._silent_until:
            return None
        try:
            return self._cosines(question)
        except InputError:
            raise
        except Exception as trouble:  # noqa: BLE001  an endpoint fails in ways of its own
            log.warning("The embedding failed (%s): words alone", type(trouble).__name__)
            self._silent_until = time.monotonic() + _PAUSE_S
            return None

    def _cosines(self, question: str) -> dict[str, float]:
        from knowledge.index import nearest

        self.open()
        vector = self._embedding([question])[0]
        try:
            return nearest(self._collection, vector, len(self._passages))
        except Exception:  # noqa: BLE001  Chroma's errors share no base; reopening serves them all
            with self._lock:
                self._collection = self._opened()
            return nearest(self._collection, vector, len(self._passages))

    def _opened(self) -> Any:
        from knowledge.index import open_index  # Chroma takes half a second to import

        return open_index(
            self._folder,
            self._passages,
            self._fingerprint,
            self._embedding,
            self._progress,
        )
