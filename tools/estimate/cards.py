"""GPUs of the table: found by name or size, and judged against an estimate."""

import re
from functools import cache
from typing import NamedTuple

from tools.errors import InputError, unknown_word
from tools.quantities import meant
from tools.ranges import written
from tools.tables import read_table
from tools.vocabulary import Record

_SAFETY = 1.05
"""A card fits where the likely driver memory leaves a twentieth free; a choice."""
_MIB = 2**20
_USABLE_OF_SOLD = 0.94
"""Share of the sold size that is usable, for a card that is known by its size only."""
_LARGEST_GB = 1024.0


class GpuRow(Record):
    """A row of `gpus.csv`."""

    name: str
    aliases: tuple[str, ...] = ()
    sold_gb: float
    """Memory as sold (GB)."""
    memory_mib: int
    """Memory as the driver reports it (MiB, 2^20 bytes)."""
    tflops: float
    """Dense half-precision throughput (TFLOP/s, fp32 accumulation)."""
    bf16: bool
    """The card has bf16 units."""
    usd_per_hour: float | None = None
    """Price of one card (USD an hour), where a source was found."""
    price_as_of: str | None = None
    price_source: str | None = None
    source: str


class Card(NamedTuple):
    """A GPU, in the units that estimates compute in."""

    name: str
    memory: int
    """Bytes as the driver reports them."""
    tflops: float
    usd_per_hour: float | None
    memory_gb: float
    """The same memory, to a tenth (GB, 10^9 bytes)."""
    bf16: bool = True

    def fits(self, device: float) -> bool:
        """Say whether `device` bytes leave the safety margin free."""
        return device * _SAFETY <= self.memory


@cache
def cards() -> tuple[Card, ...]:
    """Give all cards, cheapest first, those without a price last, then by memory."""
    rows = read_table("gpus.csv", GpuRow)
    return tuple(
        sorted(
            (_card(row) for row in rows),
            key=lambda c: (c.usd_per_hour is None, c.usd_per_hour, c.memory),
        )
    )


def _card(row: GpuRow) -> Card:
    memory = row.memory_mib * _MIB
    return Card(row.name, memory, row.tflops, row.usd_per_hour, round(memory / 1e9, 1), row.bf16)


@cache
def _names() -> dict[str, str]:
    rows = read_table("gpus.csv", GpuRow)
    return {_plain(name): row.name for row in rows for name in (row.name, *row.aliases)}


def _plain(name: str) -> str:
    return re.sub(r"nvidia|amd|geforce|tesla|[^a-z0-9]", "", name.lower())


@cache
def find_card(name: str) -> Card:
    """Find a card by a common spelling, or make one of a size such as "24 GB".

    >>> find_card("rtx 4090").name
    'RTX-4090'
    >>> find_card("24 GB").memory_gb
    24.2
    """
    known = _names().get(_plain(name))
    if known is not None:
        return next(card for card in cards() if card.name == known)
    size = re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)\s*(gb|gib|g)?\s*", name.lower())
    if size is None:
        listed = [card.name for card in sorted(cards(), key=lambda c: c.memory)]
        size_gb = meant(name, "GB")
        sized = f"{size_gb:g} GB" if size_gb and 1 <= size_gb <= _LARGEST_GB else "24 GB"
        way_out = f"Or give the memory of one card, such as {sized}."
        raise InputError(f"on: {unknown_word('GPU', name[:60], listed)} {way_out}", "on")
    return card_of_size(float(size[1]), "on")


def card_of_size(sold_gb: float, field: str) -> Card:
    """Make a card that is known by the size it is sold as; megabytes are refused.

    Cards are sold in binary gigabytes, of which drivers report 94 % or more.
    """
    if not 1 <= sold_gb <= _LARGEST_GB:
        guess = next(
            (
                f"; did you mean {unit} ({sold_gb / parts:g} GiB)?"
                for unit, parts in (("MiB", 2**10), ("bytes", 2**30))
                if 1 <= sold_gb / parts <= _LARGEST_GB
            ),
            "",
        )
        raise InputError(
            f"{field}: {written(sold_gb)} GB is outside 1 to {_LARGEST_GB:,.0f} GB of one card"
            f"{guess}",
            field,
        )
    memory = round(sold_gb * _USABLE_OF_SOLD * 2**30)
    return Card(f"a card of {sold_gb:g} GB", memory, 0.0, None, round(memory / 1e9, 1))
