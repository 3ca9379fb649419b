"""The lexical half of the search: SQLite's FTS5 with porter stems, and spelling repair."""

import math
import re
import sqlite3
import threading
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from rapidfuzz import distance, process

from knowledge.passages import Passage
from tools.errors import InputError

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[a-z]+")
_TITLE_WEIGHT, _TEXT_WEIGHT, _FACTS_WEIGHT = 2.0, 1.0, 1.0
_MOST_A_WORD_SCORES = 2.2
"""k1 + 1 inside SQLite's bm25(), times the word's idf."""


def words_of(text: str) -> list[str]:
    """Split into lower-case words and numbers, accents removed.

    >>> words_of("The café's 10,000 JSON-records")
    ['the', 'cafe', '10,000', 'json', 'records']
    """
    plain = unicodedata.normalize("NFKD", text.lower().replace("'s", "").replace("’s", ""))
    return _WORD.findall("".join(each for each in plain if not unicodedata.combining(each)))


@cache
def stop_words() -> frozenset[str]:
    """Give the words that say nothing about what is asked."""
    return frozenset((files("knowledge") / "stop_words.txt").read_text("utf-8").split())


class Lexical:
    """Word search over passages; safe to share between threads."""

    def __init__(self, passages: Sequence[Passage], common_words: frozenset[str]) -> None:
        self._count = len(passages)
        self._common = common_words
        self._lock = threading.Lock()
        self._table = _table(passages)
        self._vocabulary = sorted(
            {
                word
                for each in passages
                for word in words_of(f"{each.title} {each.text}")
                if len(word) > 3 and word not in stop_words()
            }
        )

    def search(self, question: str) -> tuple[list[float], float]:
        """Score each passage from 0 to 1, and the share of the question's weight that is known.

        A passage's score is its BM25 divided by the most that this question could score, so that
        scores compare across questions. Rare words weigh more, in both figures.
        """
        with self._lock:
            return self._search(question)

    def _search(self, question: str) -> tuple[list[float], float]:
        asked = [each for each in words_of(question) if each not in stop_words()]
        holding = {word: self._holding(word) for word in dict.fromkeys(map(self.repair, asked))}
        weight = {word: self._weight(found) for word, found in holding.items()}
        total, scores = sum(weight.values()), [0.0] * self._count
        if not total:
            return scores, 0.0
        match = " OR ".join(f'"{word}"' for word in holding)
        for row, score in self._table.execute(
            "select rowid, -bm25(notes, ?, ?, ?) from notes where notes match ?",
            (_TITLE_WEIGHT, _TEXT_WEIGHT, _FACTS_WEIGHT, match),
        ):
            scores[row - 1] = score / (_MOST_A_WORD_SCORES * total)
        return scores, sum(weight[word] for word in holding if holding[word]) / total

    def repair(self, word: str) -> str:
        """Give the nearest word of the passages for a misspelt one; known words stay."""
        if len(word) < 4 or not word.isalpha() or word in self._common or self._holding(word):
            return word
        slips = 1 if len(word) < 6 else 2 if len(word) < 10 else 3
        nearest = process.extractOne(
            word, self._vocabulary, scorer=distance.OSA.distance, score_cutoff=slips
        )
        return str(nearest[0]) if nearest else word

    def _holding(self, word: str) -> int:
        """Count the passages that hold a word, by its stem."""
        found = self._table.execute(
            "select count(*) from notes where notes match ?", (f'"{word}"',)
        )
        return int(found.fetchone()[0])

    def _weight(self, holding: int) -> float:
        return math.log(1 + (self._count - holding + 0.5) / (holding + 0.5))


def _table(passages: Sequence[Passage]) -> sqlite3.Connection:
    table = sqlite3.connect(":memory:", check_same_thread=False)
    try:
        table.execute(
            "create virtual table notes using fts5(title, text, facts, tokenize='porter unicode61')"
        )
    except sqlite3.OperationalError as trouble:
        raise InputError(
            f"This Python's SQLite has no full-text search ({trouble}): use a build with FTS5."
        ) from trouble
    table.executemany(
        "insert into notes(title, text, facts) values (?, ?, ?)",
        [(each.title, each.prose, " ; ".join(each.facts)) for each in passages],
    )
    return table
