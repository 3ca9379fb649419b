"""Which index is current: a fingerprint of what was indexed, and a file that points to it."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from knowledge.choice import LOCAL, EmbeddingChoice
from knowledge.passages import Passage, built_in

_RECIPE = 2
"""Raise it when the embedded text or the collection's settings change."""
_POINTER = "current.json"


def embedded_text(passage: Passage) -> str:
    """Give the text whose vector stands for a passage: what it is asked for weighs most."""
    return f"{passage.title}. {' '.join(passage.asked)} {passage.prose}"


def fingerprint_of(passages: Sequence[Passage], embedding: str) -> str:
    """Hash notes, recipe and embedding; another hash means another index (16 hex digits)."""
    held = [_RECIPE, embedding, [(each.anchor, embedded_text(each)) for each in passages]]
    return hashlib.sha256(json.dumps(held).encode()).hexdigest()[:16]


def is_built(folder: Path, choice: EmbeddingChoice = LOCAL) -> bool:
    """Say whether a folder holds the index of the present notes; cheap, opens nothing."""
    fingerprint = fingerprint_of(built_in(), choice.id)
    return current(choice.folder_in(folder), fingerprint) is not None


def current(folder: Path, fingerprint: str) -> Path | None:
    """Find the finished index with this fingerprint; None where there is none."""
    try:
        pointer = json.loads((folder / _POINTER).read_text(encoding="utf-8"))
        place = folder / str(pointer["index"])
        matches = pointer["fingerprint"] == fingerprint
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return place if matches and place.is_dir() else None


def point_to(folder: Path, place: Path, fingerprint: str) -> None:
    """Make a finished index the current one, in one step that can't be seen half done."""
    draft = folder / f"{_POINTER}.{place.name}"
    draft.write_text(json.dumps({"fingerprint": fingerprint, "index": place.name}), "utf-8")
    draft.replace(folder / _POINTER)
