"""Lengths in tokens, estimated, and their distribution."""

from collections import Counter

from tools.vocabulary import Record

BYTES_PER_TOKEN = 4
FINE_UP_TO = 10_000


class Lengths(Record):
    """A distribution of estimated tokens."""

    mean: float
    p50: int
    p90: int
    p99: int
    longest: int
    total: int
    histogram: dict[str, int]
    """Rows by length: `≤ 16`, `≤ 32`, … (tokens, doubling)."""


def tokens_in(text: str) -> int:
    """Estimate the tokens of a text: a quarter of its bytes in UTF-8, rounded up (tokens).

    Near for English under today's vocabularies; code and rare scripts take more. Count with the
    tokenizer of the language model before it matters.

    >>> tokens_in("Hello, world")
    3
    """
    return -(-len(text.encode("utf-8", "surrogatepass")) // BYTES_PER_TOKEN)


class LengthCounter:
    """Collects lengths in little memory: beyond 10,000 tokens to the nearest hundred below."""

    def __init__(self) -> None:
        self._rows: Counter[int] = Counter()
        self._total = 0
        self._longest = 0

    def add(self, tokens: int) -> None:
        """Count a row of this length."""
        self._rows[tokens if tokens <= FINE_UP_TO else tokens // 100 * 100] += 1
        self._total += tokens
        self._longest = max(self._longest, tokens)

    def above(self, limit: int) -> int:
        """Count the rows that are longer than a limit (rows)."""
        return sum(rows for tokens, rows in self._rows.items() if tokens > limit)

    def lengths(self) -> Lengths | None:
        """Give the distribution; None if nothing was counted."""
        count = self._rows.total()
        if not count:
            return None
        ordered = sorted(self._rows.items())
        return Lengths(
            mean=self._total / count,
            p50=_quantile(ordered, count, 0.5),
            p90=_quantile(ordered, count, 0.9),
            p99=_quantile(ordered, count, 0.99),
            longest=self._longest,
            total=self._total,
            histogram=_histogram(ordered),
        )


def _quantile(ordered: list[tuple[int, int]], count: int, share: float) -> int:
    seen = 0
    for tokens, rows in ordered:
        seen += rows
        if seen >= share * count:
            return tokens
    return ordered[-1][0]


def _histogram(ordered: list[tuple[int, int]]) -> dict[str, int]:
    bars: Counter[int] = Counter()
    for tokens, rows in ordered:
        bars[max(16, 1 << max(tokens - 1, 0).bit_length())] += rows
    return {f"≤ {limit:,}": bars[limit] for limit in sorted(bars)}
