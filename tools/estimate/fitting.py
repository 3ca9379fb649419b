"""Which cards hold a job: all that do, how many where none does alone, and one that was named."""

from collections.abc import Iterator
from functools import lru_cache
from math import ceil
from typing import NamedTuple

from tools.estimate.answer import EXIT_STATUS, Fit, FittingGpu, SeveralGpus, Verdict
from tools.estimate.cards import Card, cards
from tools.estimate.figures import Figures, figures
from tools.estimate.memory import peak
from tools.estimate.setup import Setup
from tools.estimate.switches import changes

_TENTH = 100_000_000
"""Need is rounded up to a tenth of a GB (bytes)."""
_ONE_MACHINE = 8
_SHOWN = 8
_COUNTS = (2, 4, 8, 16, 32, 64)
_WAYS_OUT = 4


class Need(NamedTuple):
    """Driver memory that a job needs (bytes on one GPU), with its range."""

    likely: float
    low: float
    high: float


def need_of(found: Figures, factor: float = 1.0) -> Need:
    """Give the need behind three figures; a personal correction narrows the range to it."""
    likely = found.device * factor
    if factor != 1.0:
        return Need(likely, likely * 0.97, likely * 1.05)
    return Need(likely, likely * found.low, likely * found.high)


def cards_that_fit(setup: Setup, need: Need) -> tuple[FittingGpu, ...]:
    """Give every card that holds the likely need with a margin, cheapest first.

    A card without bf16 units is left out where bf16 is what is computed in.
    """
    return _fitting(ceil(need.likely / _TENTH), setup.bf16)


@lru_cache(maxsize=8192)
def _fitting(tenths: int, bf16: bool) -> tuple[FittingGpu, ...]:
    need = tenths * _TENTH
    return tuple(
        FittingGpu(
            name=card.name,
            memory_gb=card.memory_gb,
            headroom_gb=round((card.memory - need) / 1e9, 1),
            usd_per_hour=card.usd_per_hour,
        )
        for card in cards()
        if card.fits(need) and (card.bf16 or not bf16)
    )


def several_cards(setup: Setup) -> tuple[SeveralGpus, ...]:
    """Give the smallest number of a card that holds the job, fully sharded; cheapest first.

    What fits one machine comes before what needs several.
    """
    found: dict[str, SeveralGpus] = {}
    for gpus, sharding, device in _shared(setup):
        for card in cards():
            usable = card.bf16 or not setup.bf16
            if usable and card.name not in found and card.fits(device):
                found[card.name] = _several(card, gpus, sharding, device)
        if len(found) == len(cards()):
            break
    ranked = sorted(
        found.values(),
        key=lambda s: (s.gpus > _ONE_MACHINE, s.usd_per_hour is None, s.usd_per_hour),
    )
    return tuple(ranked[:_SHOWN])


def _shared(setup: Setup) -> Iterator[tuple[int, str, int]]:
    """Give driver memory (bytes on each GPU) as more and more GPUs share everything."""
    sharding = "zero3" if setup.deepspeed else "fsdp"
    for gpus in _COUNTS:
        if gpus > setup.gpus:
            shared = setup.with_(gpus=gpus, sharding=sharding)
            yield gpus, sharding, figures(shared, peak(shared)).device


def _several(card: Card, gpus: int, sharding: str, device: int) -> SeveralGpus:
    price = None if card.usd_per_hour is None else round(card.usd_per_hour * gpus, 2)
    return SeveralGpus(
        name=card.name,
        gpus=gpus,
        sharding=sharding,
        device_gb=round(device / 1e9, 1),
        usd_per_hour=price,
    )


def judge(setup: Setup, need: Need, card: Card) -> Verdict:
    """Judge whether one card holds the job: the whole range, part of it, or none."""
    fit: Fit = "uncertain"
    if need.high <= card.memory:
        fit = "fits"
    elif need.low > card.memory:
        fit = "does_not_fit"
    return Verdict(
        card=card.name,
        memory_gb=card.memory_gb,
        fit=fit,
        exit_status=EXIT_STATUS[fit],
        because=(
            f"{need.likely / 1e9:.1f} GB likely, {need.low / 1e9:.1f} to {need.high / 1e9:.1f} GB "
            f"possible, of {card.memory_gb:.1f} GB that the driver reports"
            + ("" if card.bf16 or not setup.bf16 else "; it has no bf16 units, train in fp16")
        ),
        do=() if fit == "fits" else _ways_out(setup, card),
    )


def _ways_out(setup: Setup, card: Card) -> tuple[str, ...]:
    """Name what holds the job: several of the card, or a change; else the changes that help."""
    found = (*_more_of(setup, card), *(each.words for each in _changes(setup) if each.fits(card)))
    return found[:_WAYS_OUT] or what_would_fit(setup, card)


def _more_of(setup: Setup, card: Card) -> tuple[str, ...]:
    """Say how many of a card hold the job together, if any number does."""
    found = (each for each in _shared(setup) if card.fits(each[2]))
    gpus, sharding, device = next(found, (0, "", 0))
    if not gpus:
        return ()
    return (f"{gpus} × {card.name} with {sharding}: likely {device / 1e9:.1f} GB on each",)


class _Changed(NamedTuple):
    """One change of a set-up that saves memory."""

    device: int
    """Driver memory after it (bytes on one GPU)."""
    text: str

    def fits(self, card: Card) -> bool:
        return card.fits(self.device)

    @property
    def words(self) -> str:
        return f"{self.text}: likely {self.device / 1e9:.1f} GB"


def _changes(setup: Setup) -> list[_Changed]:
    """Give the single changes that save memory, those that help most first."""
    before = figures(setup, peak(setup)).device
    changed = (
        _Changed(figures(each.setup, peak(each.setup)).device, each.text) for each in changes(setup)
    )
    return sorted(each for each in changed if each.device < before)


def what_would_fit(setup: Setup, card: Card) -> tuple[str, ...]:
    """Name the single changes that make a job fit a card; where none does, what helps most."""
    helping = _changes(setup)
    fitting = [each.words for each in helping if each.fits(card)]
    short = [f"{each.words}, still too much" for each in helping]
    return tuple((fitting or short)[:_WAYS_OUT])


def why_nothing_fits(setup: Setup, need: Need) -> str:
    """Say why no card of the table holds a job, and what to do."""
    largest = max(cards(), key=lambda card: card.memory)
    ways = "; ".join(what_would_fit(setup, largest)) or "take a smaller language model"
    return (
        f"{need.likely / 1e9:,.1f} GB on each GPU is more than {_COUNTS[-1]} cards of the largest "
        f"kind hold ({largest.name}, {largest.memory_gb} GB each). What helps: {ways}."
    )
