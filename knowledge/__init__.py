"""The chapter in our own words, and the index that finds it."""

from knowledge.choice import EmbeddingChoice
from knowledge.passages import Annotation, Passage
from knowledge.pointer import is_built
from knowledge.search import Found, Knowledge, ScoredPassage, build

__all__ = [
    "Annotation",
    "EmbeddingChoice",
    "Found",
    "Knowledge",
    "Passage",
    "ScoredPassage",
    "build",
    "is_built",
]
