"""Dated prices, and what providers still train."""

from datetime import date
from functools import cache
from typing import Literal

from tools.errors import InputError, unknown_word
from tools.tables import read_table
from tools.vocabulary import Record


class PriceRow(Record):
    """List prices of one language model on one day (USD per million tokens)."""

    name: str
    provider: str
    input_usd_per_million: float
    cached_input_usd_per_million: float | None = None
    cache_write_usd_per_million: float | None = None
    output_usd_per_million: float
    batch_discount: float | None = None
    tunable: Literal["yes", "no"]
    as_of: date
    note: str = ""
    source: str


class ProviderRow(Record):
    """Whether a provider still tunes, and until when."""

    provider: str
    tuning: Literal["open", "closing", "closed"]
    closes: date | None = None
    note: str
    source: str


@cache
def prices() -> tuple[PriceRow, ...]:
    """Read the table of prices."""
    return read_table("prices.csv", PriceRow)


@cache
def providers() -> tuple[ProviderRow, ...]:
    """Read the table of providers."""
    return read_table("providers.csv", ProviderRow)


def price_named(name: str) -> PriceRow:
    """Find a row of prices by name, in any spelling of its letters."""
    for row in prices():
        if row.name == "-".join(name.lower().split()):
            return row
    known = [row.name for row in prices()]
    raise InputError(f"priced_as: {unknown_word('row of prices', name, known)}", "priced_as")


def provider_named(name: str) -> ProviderRow:
    """Find a provider by name, in any spelling of its letters."""
    for row in providers():
        if row.provider.lower() == " ".join(name.lower().split()):
            return row
    known = [row.provider for row in providers()]
    raise InputError(f"provider: {unknown_word('provider', name, known)}", "provider")
