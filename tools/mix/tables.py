"""Measured shares of general data, and corpora to take it from."""

from datetime import date
from functools import cache
from typing import Literal

from tools.mix.request import MixMethod
from tools.tables import read_table
from tools.vocabulary import Record, Share

Kind = Literal["instruction", "safety", "web", "code", "multilingual"]


class ReplayRow(Record):
    """What has been measured on the share of general data, by method and shift."""

    method: MixMethod
    shift: Literal["any", "weak", "strong"]
    low: Share
    high: Share
    because: str
    source: str


class CorpusRow(Record):
    """A public corpus to take general data from."""

    corpus: str
    kind: Kind
    rows: int | None = None
    tokens_b: float | None = None
    """Size (billions of tokens)."""
    licence: str
    commercial_use: Literal["yes", "no", "mixed"]
    keeps: str
    """What it helps to keep."""
    as_of: date
    source: str


@cache
def replay_rows() -> tuple[ReplayRow, ...]:
    """Read what has been measured on shares of general data."""
    return read_table("replay.csv", ReplayRow)


@cache
def corpora() -> tuple[CorpusRow, ...]:
    """Read the corpora that we know of."""
    return read_table("corpora.csv", CorpusRow)
