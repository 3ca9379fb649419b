"""The lexical half of the search: SQLite's FTS5 with porter stems, and spelling repair."""

import math
import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import distance, process

from knowledge.glossary import signs_of_the_field, thesaurus
from knowledge.passages import Passage
from knowledge.words import common_words, telling_words, words_of
from tools.errors import InputError

_COLUMN_WEIGHTS = "2.0, 1.0, 1.0, 1.0"
"""Title, questions that the note answers, prose, facts."""
_MOST_A_WORD_SCORES = 2.2
"""k1 + 1 inside SQLite's bm25(), times the word's weight."""


@dataclass(frozen=True)
class WordMatch:
    """What the words of a question say, by themselves."""

    scores: list[float]
    """For each passage, from 0 to 1: its BM25 by the most that this question could score."""
    known: float
    """Share of the question's weight whose words the passages hold (0 to 1)."""
    strange: tuple[str, ...]
    """Words that are neither in the passages nor common English: names of other things."""
    in_the_field: bool
    """A word shows that the question is about this field."""


class Lexical:
    """Word search over passages; safe to share between threads."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._count = len(passages)
        self._lock = threading.Lock()
        self._table = _table(passages)
        self._holders: dict[str, int] = {}
        self._vocabulary = sorted(
            {
                word
                for each in passages
                for word in telling_words(f"{each.title} {each.text} {' '.join(each.asked)}")
                if len(word) > 3
            }
        )

    def search(self, question: str) -> WordMatch:
        """Match a question's words with the passages; rare words weigh more."""
        with self._lock:
            return self._search(question)

    def _search(self, question: str) -> WordMatch:
        asked = dict.fromkeys(telling_words(question))
        meant = dict.fromkeys(each for word in asked for each in self.in_our_words(word))
        weight = {word: self._weight(word) for word in meant}
        total = sum(weight.values())
        known = sum(weight[word] for word in meant if self._holding(word))
        return WordMatch(
            scores=self._scores(list(meant), total),
            known=known / total if total else 0.0,
            strange=tuple(word for word in asked if self._is_strange(word)),
            in_the_field=not signs_of_the_field().isdisjoint(asked),
        )

    def in_our_words(self, word: str) -> tuple[str, ...]:
        """Say a word as the passages say it: by the thesaurus, or with its spelling repaired.

        Words that the passages hold stay, and so do common words, which are not misspelt. Who
        misspells a word gets its first letter right, as a rule.
        """
        if self._holding(word):
            return (word,)
        if word in thesaurus():
            return thesaurus()[word]
        if len(word) < 4 or not word.isalpha() or word in common_words():
            return (word,)
        slips = 1 if len(word) < 6 else 2 if len(word) < 10 else 3
        nearest = process.extractOne(
            word,
            [each for each in self._vocabulary if each[0] == word[0]],
            scorer=distance.OSA.distance,
            score_cutoff=slips,
        )
        return (str(nearest[0]),) if nearest else (word,)

    def _is_strange(self, word: str) -> bool:
        if len(word) < 2 or word.isdigit() or word in common_words():
            return False
        return self.in_our_words(word) == (word,) and not self._holding(word)

    def _scores(self, words: list[str], total: float) -> list[float]:
        scores = [0.0] * self._count
        if not words:
            return scores
        match = " OR ".join(f'"{word}"' for word in words)
        found = self._table.execute(
            f"select rowid, -bm25(notes, {_COLUMN_WEIGHTS}) from notes where notes match ?",
            (match,),
        )
        for row, score in found:
            scores[row - 1] = score / (_MOST_A_WORD_SCORES * total)
        return scores

    def _holding(self, word: str) -> int:
        """Count the passages that hold a word, by its stem."""
        if word not in self._holders:
            found = self._table.execute(
                "select count(*) from notes where notes match ?", (f'"{word}"',)
            )
            if len(self._holders) > 20_000:
                self._holders.clear()
            self._holders[word] = int(found.fetchone()[0])
        return self._holders[word]

    def _weight(self, word: str) -> float:
        holding = self._holding(word)
        return math.log(1 + (self._count - holding + 0.5) / (holding + 0.5))


def _table(passages: Sequence[Passage]) -> sqlite3.Connection:
    table = sqlite3.connect(":memory:", check_same_thread=False)
    try:
        table.execute(
            "create virtual table notes"
            " using fts5(title, asked, prose, facts, tokenize='porter unicode61')"
        )
    except sqlite3.OperationalError as trouble:
        raise InputError(
            f"This Python's SQLite has no full-text search ({trouble}): use a build with FTS5."
        ) from trouble
    table.executemany(
        "insert into notes(title, asked, prose, facts) values (?, ?, ?, ?)",
        [[_spelt(part) for part in _columns(each)] for each in passages],
    )
    return table


def _columns(passage: Passage) -> tuple[str, str, str, str]:
    return passage.title, " ".join(passage.asked), passage.prose, " ; ".join(passage.facts)


def _spelt(text: str) -> str:
    return " ".join(words_of(text))
