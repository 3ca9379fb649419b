"""Words that set things side by side: cheaper, fastest, beats; and what each of them says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from agent.grounding.directions.siblings import dimensions
from agent.grounding.view import hints
from agent.grounding.words import rows, words


@dataclass(frozen=True, slots=True)
class Sense:
    """What a comparing word says."""

    degree: str
    sense: str
    dimensions: frozenset[str]

    def more(self, dimension: frozenset[str]) -> bool | None:
        """Whether it says that there is more of it; None where the dimension leaves that open."""
        if self.sense in ("more", "less"):
            return self.sense == "more"
        ends = {end for name in dimension & self.dimensions for end in dimensions()[name]["good"]}
        if len(ends) != 1:
            return None
        return (ends == {"more"}) == (self.sense == "good")


@cache
def senses() -> dict[str, Sense]:
    return {
        word: Sense(row["degree"], row["sense"], frozenset(words(row["dimensions"])))
        for row in rows("comparatives.csv")
        for word in words(row["words"])
    }


@cache
def _phrases() -> dict[str, re.Pattern[str]]:
    """Match the comparing phrases that begin with a word, the longest first."""
    found: dict[str, list[str]] = {}
    for phrase in sorted(senses(), key=len, reverse=True):
        found.setdefault(phrase.split()[0], []).append(re.escape(phrase))
    return {word: re.compile(rf"(?:{'|'.join(p)})\b", re.I) for word, p in found.items()}


@cache
def comparing_hints() -> frozenset[str]:
    return hints(" ".join(max(phrase.split(), key=len) for phrase in senses()))


_WORD = re.compile(r"[^\W\d_]+")


def compared_in(text: str) -> Iterator[re.Match[str]]:
    """Find the comparing phrases of a text, in order."""
    end = 0
    for word in _WORD.finditer(text):
        phrases = _phrases().get(word.group().lower())
        match = phrases.match(text, word.start()) if phrases and word.start() >= end else None
        if match:
            end = match.end()
            yield match
