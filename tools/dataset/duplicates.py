"""Duplicates and near-duplicates in bounded memory: hashes in buckets, sketches of 32 bytes."""

import re
from array import array
from collections.abc import Iterator
from hashlib import blake2b
from os import SEEK_END
from tempfile import TemporaryFile
from typing import IO
from zlib import crc32

BINS = 32
BANDS = 4
ROWS_PER_BAND = BINS // BANDS // 2
ALIKE_FROM = 0.8
BUCKETS = 256
KEPT_ROWS = 1_000_000
"""Rows of an index that are kept in memory."""
MOST_SKETCHES = 2_000_000
MOST_COMPARED = 8
EMPTY = 1 << 32
MASK = EMPTY - 1
SPREAD = 2_654_435_761
NOT_WORDS = re.compile(r"[\W_]+")


def normalised(text: str) -> str:
    """Give a text without case, punctuation and runs of space.

    >>> normalised("Hello,  World!")
    'hello world'
    """
    return NOT_WORDS.sub(" ", text.lower()).strip()


def fingerprint(text: str) -> int:
    """Give 64 bits that stand for a text, the same on every run."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())


class Index:
    """Rows by 64-bit key, in buckets that are grouped one at a time.

    Beyond `kept` rows the buckets go on in a nameless temporary file, 12 bytes a row, so that
    memory stays the same however long the file is, and a run that is killed leaves nothing.
    """

    def __init__(self, kept: int = KEPT_ROWS) -> None:
        self._most_kept = kept
        self._kept = 0
        self._keys = [array("Q") for _ in range(BUCKETS)]
        self._rows = [array("I") for _ in range(BUCKETS)]
        self._file: IO[bytes] | None = None
        self._pieces: list[list[tuple[int, int]]] = [[] for _ in range(BUCKETS)]
        """Of each bucket: where in the file a piece begins, and how many rows it has."""

    def add(self, key: int, row: int) -> None:
        """Remember that a row has this key."""
        bucket = key % BUCKETS
        self._keys[bucket].append(key)
        self._rows[bucket].append(row)
        self._kept += 1
        if self._kept >= self._most_kept:
            self._write_out()

    def groups(self) -> Iterator[list[int]]:
        """Give the rows of every key that two or more share, in the order they came."""
        for bucket in range(BUCKETS):
            found: dict[int, list[int]] = {}
            for keys, rows in self._all_of(bucket):
                for key, row in zip(keys, rows, strict=True):
                    found.setdefault(key, []).append(row)
            yield from (group for group in found.values() if len(group) > 1)

    def _all_of(self, bucket: int) -> Iterator[tuple["array[int]", "array[int]"]]:
        for start, count in self._pieces[bucket]:
            yield self._read(start, count)
        yield self._keys[bucket], self._rows[bucket]

    def _write_out(self) -> None:
        if self._file is None:
            self._file = TemporaryFile()  # noqa: SIM115 - open as long as the index is
        file = self._file
        file.seek(0, SEEK_END)
        for bucket in range(BUCKETS):
            keys, rows = self._keys[bucket], self._rows[bucket]
            if keys:
                self._pieces[bucket].append((file.tell(), len(keys)))
                file.write(keys.tobytes())
                file.write(rows.tobytes())
            self._keys[bucket], self._rows[bucket] = array("Q"), array("I")
        self._kept = 0

    def _read(self, start: int, count: int) -> tuple["array[int]", "array[int]"]:
        keys, rows = array("Q"), array("I")
        if self._file is not None:
            self._file.seek(start)
            keys.frombytes(self._file.read(count * keys.itemsize))
            rows.frombytes(self._file.read(count * rows.itemsize))
        return keys, rows


def sketch(text: str) -> tuple[int, ...]:
    """Give the least hash in each of 32 bins of a text's three-word runs (one-permutation MinHash).

    Two texts agree in about as large a share of bins as their runs overlap (Jaccard). Short texts
    are cut into runs of four characters. An empty bin borrows from the next one.

    Source: P. Li, A. Owen, C.-H. Zhang, One Permutation Hashing, 2012; `evidence/minhash`.
    """
    least = [EMPTY] * BINS
    for value in _runs(text):
        place = value % BINS
        if value < least[place]:
            least[place] = value
    if EMPTY not in least:
        return tuple(least)
    lent = EMPTY
    for place in reversed(range(2 * BINS)):
        if least[place % BINS] == EMPTY:
            least[place % BINS] = lent
        lent = least[place % BINS]
    return tuple(least)


def _runs(text: str) -> set[int]:
    words = text.split()
    if len(words) >= 12:
        marks = [crc32(word.encode("utf-8", "surrogatepass")) for word in words]
        mixed = zip(marks, marks[1:], marks[2:], strict=False)
        return {((a * 31 + b) * 31 + c) * SPREAD & MASK for a, b, c in mixed}
    data = text.encode("utf-8", "surrogatepass")
    return {crc32(data[at : at + 4]) * SPREAD & MASK for at in range(max(len(data) - 3, 1))}


class NearDuplicates:
    """Finds rows that say nearly the same."""

    def __init__(self) -> None:
        self._marks = bytearray()
        self._bands = [Index() for _ in range(BANDS)]
        self._row_of = array("I")

    @property
    def full(self) -> bool:
        """No more rows are taken."""
        return len(self._row_of) >= MOST_SKETCHES

    def add(self, text: str, row: int) -> None:
        """Take in a row; beyond two million it is left out."""
        if self.full:
            return
        values = sketch(text)
        place = len(self._row_of)
        self._row_of.append(row)
        self._marks.extend(value >> 8 & 0xFF for value in values)
        for band, index in enumerate(self._bands):
            index.add(hash(values[band * 8 : band * 8 + ROWS_PER_BAND]) & (1 << 64) - 1, place)

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Give pairs (earlier row, later row) that agree in four fifths of the bins or more."""
        for index in self._bands:
            for group in index.groups():
                kept: list[int] = []
                for place in group:
                    twin = next((each for each in kept if self._alike(each, place)), None)
                    if twin is not None:
                        yield self._row_of[twin], self._row_of[place]
                    elif len(kept) < MOST_COMPARED:
                        kept.append(place)

    def _alike(self, one: int, other: int) -> bool:
        left = self._marks[one * BINS : one * BINS + BINS]
        right = self._marks[other * BINS : other * BINS + BINS]
        same = sum(a == b for a, b in zip(left, right, strict=True))
        return same >= ALIKE_FROM * BINS
