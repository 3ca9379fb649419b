"""Everything that may be cited or quoted, in forms that are quick to look in."""

import json
from dataclasses import dataclass
from functools import lru_cache

from agent.grounding.numbers.characters import fold
from agent.grounding.sources import CitablePassage, Sources

USERS = "\n--- the user's words ---\n"
"""Parts the corpus: what stands behind it is the user's."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything that may be cited or quoted, in forms that are quick to look in."""

    passages: dict[str, CitablePassage]
    known_anchors: frozenset[str]
    corpus: str
    """All source text, folded and in lower case, white space as single blanks."""
    vouched: str
    """The same without the user's words and documents: what may be linked to."""
    results: str
    """The results of the tools alone."""


def shelf(sources: Sources, corpus: str) -> Shelf:
    """Put the sources on a shelf."""
    results = plain(json.dumps([each.result for each in sources.tool_results], default=str))
    ours = "\n".join(each.text for each in sources.passages if not each.anchor.startswith("doc/"))
    return Shelf(
        {each.anchor: each for each in sources.passages},
        sources.known_anchors,
        plain(corpus),
        f"{plain(ours)} {results}",
        results,
    )


@lru_cache(maxsize=1024)
def plain(text: str) -> str:
    """Fold a text for comparison: lower case, single blanks."""
    return " ".join(fold(text).text.lower().split())
