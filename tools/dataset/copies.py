"""Copies counted: duplicates, near-duplicates, repeated prompts, and test rows seen in training."""

from dataclasses import dataclass

from tools.dataset.duplicates import Index, NearDuplicates, fingerprint, normalised
from tools.dataset.rows import Example


@dataclass
class CopyCounts:
    """Rows that repeat others (rows)."""

    duplicates: int = 0
    near: int = 0
    other_answer: int = 0
    leaked: int = 0
    leaked_near: int = 0
    leaked_prompt: int = 0


class Copies:
    """Remembers rows by hashes and sketches; training rows first, then test rows."""

    def __init__(self, look_for_near: bool) -> None:
        self._whole, self._prompts = Index(), Index()
        self._near = NearDuplicates() if look_for_near else None
        self.rows = 0
        self.training_rows = 0

    @property
    def near_is_full(self) -> bool:
        """Some rows were not compared for near-duplicates."""
        return self._near is not None and self._near.full

    def add(self, row: Example, test: bool) -> None:
        """Remember a row."""
        whole = normalised(row.text)
        self._whole.add(fingerprint(whole), self.rows)
        if row.answer:
            self._prompts.add(fingerprint(normalised(row.prompt)), self.rows)
        if self._near is not None:
            self._near.add(whole, self.rows)
        self.rows += 1
        self.training_rows += not test

    def count(self) -> CopyCounts:
        """Count the copies of all rows so far."""
        counts, copied = CopyCounts(), bytearray(self.rows)
        for group in self._whole.groups():
            for row in self._later(group):
                copied[row] = 1
                counts.duplicates += row < self.training_rows
                counts.leaked += row >= self.training_rows
        for group in self._prompts.groups():
            for row in self._later(group):
                counts.other_answer += row < self.training_rows and not copied[row]
                counts.leaked_prompt += row >= self.training_rows
        self._count_near(counts, copied)
        return counts

    def _later(self, group: list[int]) -> list[int]:
        """Give the rows of a group that repeat a training row: all but the first."""
        return group[1:] if group[0] < self.training_rows else []

    def _count_near(self, counts: CopyCounts, copied: bytearray) -> None:
        if self._near is None:
            return
        for earlier, later in self._near.pairs():
            if copied[later] or earlier >= self.training_rows:
                continue
            copied[later] = 1
            counts.near += later < self.training_rows
            counts.leaked_near += later >= self.training_rows
