"""Everything that may be cited or quoted, in forms that are quick to look in."""

from dataclasses import dataclass
from functools import lru_cache

from agent.grounding.characters import fold
from agent.grounding.sources import CitablePassage, Sources


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything that may be cited or quoted, in forms that are quick to look in."""

    passages: dict[str, CitablePassage]
    known_anchors: frozenset[str]
    corpus: str
    """All source text, folded and in lower case, white space as single blanks."""
    users: str


def shelf(sources: Sources, corpus: str) -> Shelf:
    """Put the sources on a shelf."""
    return Shelf(
        {each.anchor: each for each in sources.passages},
        sources.known_anchors,
        plain(corpus),
        plain("\n".join(sources.user)),
    )


@lru_cache(maxsize=1024)
def plain(text: str) -> str:
    """Fold a text for comparison: lower case, single blanks."""
    return " ".join(fold(text).text.lower().split())
