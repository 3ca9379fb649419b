"""The vectors of one owner's documents: a Chroma collection in a folder of its own."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any

import chromadb
from chromadb.config import Settings

from knowledge.documents.passages import DocumentPassage
from knowledge.embedding import installed
from knowledge.pointer import embedded_text

_COLLECTION = "documents"
_BATCH = 16
_NEAREST = 50
"""Passages that come into question by their meaning."""

Vector = Sequence[float]


@contextmanager
def panics_as_errors() -> Iterator[None]:
    """Make an error of a panic in Chroma's core, which is no `Exception`: damaged files do that."""
    try:
        yield
    except (Exception, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as panic:
        raise RuntimeError(f"Chroma broke off: {panic}") from panic


class Vectors:
    """An open collection. Text is embedded on this machine, whatever embeds the questions."""

    @panics_as_errors()
    def __init__(self, folder: Path) -> None:
        self._client: Any = chromadb.PersistentClient(
            str(folder), settings=Settings(anonymized_telemetry=False)
        )

    def fill(
        self,
        passages: Sequence[DocumentPassage],
        known: dict[str, Vector],
        progress: Callable[[str], None],
    ) -> None:
        """Store a vector for each passage; those that are `known` by their text are not made."""
        collection = self._client.create_collection(
            _COLLECTION,
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine", "ef_search": 2 * _NEAREST}},
        )
        new = [each for each in passages if embedded_text(each) not in known]
        for start in range(0, len(new), _BATCH):
            progress(f"Indexing: {start} of {len(new)} passages")
            texts = [embedded_text(each) for each in new[start : start + _BATCH]]
            known |= dict(zip(texts, installed()(texts), strict=True))
        for batch in _batches(passages, 1_000):
            collection.add(
                ids=[each.anchor for each in batch],
                embeddings=[known[embedded_text(each)] for each in batch],
                metadatas=[
                    {"file": each.file, "page": each.page, "position": each.position}
                    for each in batch
                ],
            )

    @panics_as_errors()
    def by_text(self, passages: Iterable[DocumentPassage]) -> dict[str, Vector]:
        """Give the vectors that are stored, by the text that they stand for."""
        held = self._collection.get(include=["embeddings"])
        vectors = dict(zip(held["ids"], held["embeddings"], strict=True))
        return {
            embedded_text(each): vectors[each.anchor] for each in passages if each.anchor in vectors
        }

    @panics_as_errors()
    def cosines(self, question: str, also: Sequence[str]) -> dict[str, float]:
        """Give the cosine of a question with the nearest passages, and with those in `also`."""
        vector = installed()([question])[0]
        collection = self._collection
        near = _asked(collection, vector, min(_NEAREST, collection.count()), None)
        others = [anchor for anchor in also if anchor not in near]
        return near | (_asked(collection, vector, len(others), others) if others else {})

    @property
    def _collection(self) -> Any:
        return self._client.get_collection(_COLLECTION, embedding_function=None)

    def close(self) -> None:
        """Let go of the files."""
        with suppress(AttributeError):  # what never opened has nothing to let go of
            self._client.close()


def _asked(
    collection: Any, vector: Vector, count: int, ids: Sequence[str] | None
) -> dict[str, float]:
    hits = collection.query(
        query_embeddings=[vector], n_results=count, ids=ids, include=["distances"]
    )
    return {
        anchor: 1.0 - float(distance)
        for anchor, distance in zip(hits["ids"][0], hits["distances"][0], strict=True)
    }


def _batches(
    passages: Iterable[DocumentPassage], size: int
) -> Iterable[tuple[DocumentPassage, ...]]:
    left = iter(passages)
    while batch := tuple(islice(left, size)):
        yield batch
