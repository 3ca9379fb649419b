"""The Chroma index of the passages: built on first use, and switched to in one step."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import chromadb
from chromadb.config import Settings
from filelock import FileLock

from knowledge.embedding import InstalledMiniLM, check_weights
from knowledge.passages import Passage
from knowledge.pointer import current, embedded_text, point_to

Progress = Callable[[str], None]

_COLLECTION = "passages"
_PREFIX = "index-"
_BATCH = 16


def open_index(
    folder: Path,
    passages: Sequence[Passage],
    fingerprint: str,
    embedding: Any,
    progress: Progress,
) -> Any:
    """Open the collection that holds these passages, building it where it is missing or damaged.

    Two processes that start at once build one index: the second waits and opens the first one's.
    A folder that can't be written leaves the index in memory for this run, and says so.
    """
    if opened := _open_current(folder, fingerprint, passages, progress):
        return opened
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock"):
            return _open_current(folder, fingerprint, passages, progress) or _build(
                folder, passages, fingerprint, embedding, progress
            )
    except OSError as trouble:
        progress(f"{folder} can't be written ({trouble}): the index stays in memory for this run.")
        return _fill(_in_memory(), f"{_COLLECTION}-{uuid4().hex}", passages, embedding, progress)


def _open_current(
    folder: Path, fingerprint: str, passages: Sequence[Passage], progress: Progress
) -> Any:
    place = current(folder, fingerprint)
    if place is None:
        return None
    try:
        held = _client(place).get_collection(_COLLECTION, embedding_function=None)
        return _checked(held, passages)
    except BaseException as trouble:  # Chroma's Rust core panics past Exception on damaged files
        if isinstance(trouble, KeyboardInterrupt | SystemExit):
            raise
        progress(f"The index in {place} can't be used ({trouble}): building it anew.")
        return None


def _checked(collection: Any, passages: Sequence[Passage]) -> Any:
    """Refuse a collection that doesn't hold every passage with its vector."""
    probe = collection.get(ids=[passages[0].anchor], include=["embeddings"])
    found = nearest(collection, probe["embeddings"][0], len(passages))
    if set(found) != {each.anchor for each in passages}:
        raise ValueError(f"it holds {len(found)} of {len(passages)} passages")
    return collection


def nearest(collection: Any, vector: Any, count: int) -> dict[str, float]:
    """Give the cosine of a vector with each of the nearest passages, by anchor."""
    hits = collection.query(query_embeddings=[vector], n_results=count, include=["distances"])
    return {
        anchor: 1.0 - float(distance)
        for anchor, distance in zip(hits["ids"][0], hits["distances"][0], strict=True)
    }


def _build(
    folder: Path,
    passages: Sequence[Passage],
    fingerprint: str,
    embedding: Any,
    progress: Progress,
) -> Any:
    _clear(folder)
    place = folder / f"{_PREFIX}{fingerprint}-{uuid4().hex[:8]}"
    collection = _fill(_client(place), _COLLECTION, passages, embedding, progress)
    point_to(folder, place, fingerprint)
    return collection


def _clear(folder: Path) -> None:
    """Remove indexes that are old, damaged or were never finished; called under the lock."""
    for old in folder.glob(f"{_PREFIX}*"):
        shutil.rmtree(old, ignore_errors=True)


def _fill(
    client: Any,
    name: str,
    passages: Sequence[Passage],
    embedding: Any,
    progress: Progress,
) -> Any:
    if isinstance(embedding, InstalledMiniLM):
        check_weights()
    collection = client.create_collection(
        name,
        embedding_function=embedding,
        configuration={"hnsw": {"space": "cosine", "ef_search": max(100, len(passages))}},
    )
    for start in range(0, len(passages), _BATCH):
        progress(f"Building the index: {start} of {len(passages)} passages")
        batch = passages[start : start + _BATCH]
        collection.add(
            ids=[each.anchor for each in batch], documents=[embedded_text(each) for each in batch]
        )
    progress(f"Built the index of {len(passages)} passages.")
    return collection


def _client(place: Path) -> Any:
    return chromadb.PersistentClient(str(place), settings=Settings(anonymized_telemetry=False))


def _in_memory() -> Any:
    return chromadb.EphemeralClient(settings=Settings(anonymized_telemetry=False))
