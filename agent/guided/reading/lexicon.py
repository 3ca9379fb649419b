"""The concepts that words and phrases stand for, with slips of the pen forgiven."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from agent.guided.reading.tables import alternatives, word_table

WORD = re.compile(r"[^\W\d_]\w*(?:'[^\W\d_]+)*|\d+/\d+|\d[\w.]*|([^\w\s])\1*|_")
_PHRASE_PART = re.compile(rf"(?:{WORD.pattern})\*?")
_SHORTEST_TYPO = 6
_ANY = "_"

Phrase = tuple[tuple[str, ...], str]


class Lexicon:
    """The concepts of words and phrases; a word that ends in * stands for all that begin so.

    Inside a phrase, _ stands for any one word.
    """

    def __init__(self, rows: tuple[tuple[str, ...], ...]) -> None:
        self._phrases: dict[str, list[Phrase]] = {}
        self._by_second: dict[tuple[str, str], list[Phrase]] = {}
        self._stems: set[str] = set()
        for concept, words, _ in rows:
            for phrase in alternatives(words):
                parts = tuple(part[0] for part in _PHRASE_PART.finditer(phrase.lower()))
                self._phrases.setdefault(parts[0], []).append((parts, concept))
                second = _second(parts)
                self._by_second.setdefault((parts[0], second), []).append((parts, concept))
        self._stems = {word for word in self._phrases if word.endswith("*")}
        self._near = self._deletions()
        self._longest_stem = max(map(len, self._stems), default=0)

    def _deletions(self) -> dict[str, set[str]]:
        near: dict[str, set[str]] = {}
        for word, phrases in self._phrases.items():
            grave = any(concept in ("boundary", "not") for _, concept in phrases)
            if len(word) >= _SHORTEST_TYPO and word.isalpha() and not grave:
                for shorter in _one_shorter(word):
                    near.setdefault(shorter, set()).add(word)
        return near

    def heads(self, word: str) -> list[str]:
        """Give the first words of phrases that a word of the text may begin."""
        found = [word] if word in self._phrases else []
        found += [
            word[:size] + "*"
            for size in range(min(len(word), self._longest_stem), 1, -1)
            if word[:size] + "*" in self._stems
        ]
        return found or self._typo(word)

    @lru_cache(maxsize=4096)  # noqa: B019 - the lexicon lives as long as the process
    def _typo(self, word: str) -> list[str]:
        """Give known words with one letter more, one less, or two swapped; a letter replaced often
        makes another word ("police", "policy"), and is not taken for a slip."""
        if len(word) < _SHORTEST_TYPO or not word.isalpha():
            return []
        near = {known for shorter in _one_shorter(word) for known in self._near.get(shorter, ())}
        return sorted(
            known
            for known in near
            if known[0] == word[0]
            and OSA.distance(known, word) == 1
            and (len(known) != len(word) or sorted(known) == sorted(word))
        )

    def longest(self, words: list[str]) -> tuple[int, frozenset[str]]:
        """Give the length of the longest phrase at the head of the words, and its concepts."""
        length, concepts = 1, set[str]()
        for head in self.heads(words[0]):
            for parts, concept in self._beginning(head, words):
                if len(parts) >= length and self._fits(parts, words):
                    concepts = {concept} if len(parts) > length else concepts | {concept}
                    length = len(parts)
        families = {concept.split(".")[0] for concept in concepts}
        return length, frozenset(concepts | families)

    def _beginning(self, head: str, words: list[str]) -> Iterator[Phrase]:
        """Give the phrases that the first two words may begin: "not" alone begins hundreds."""
        for second in ("", "*", *words[1:2]):
            yield from self._by_second.get((head, second), ())

    @staticmethod
    def _fits(parts: tuple[str, ...], words: list[str]) -> bool:
        if len(parts) > len(words):
            return False
        return all(
            word.startswith(part[:-1]) if part.endswith("*") else part in (word, _ANY)
            for part, word in zip(parts[1:], words[1:], strict=False)
        )


def _second(parts: tuple[str, ...]) -> str:
    """Give the second word of a phrase; "" where there is none, "*" where it may vary."""
    second = parts[1] if len(parts) > 1 else ""
    return "*" if second.endswith("*") or second == _ANY else second


def _one_shorter(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))} | {word}


@cache
def lexicon() -> Lexicon:
    """Give the lexicon of `words/concepts.csv`."""
    return Lexicon(word_table("concepts", ("concept", "words", "note")))
