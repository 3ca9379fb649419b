"""The other way round: what fits a card, over language models, methods, lengths and batches."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Annotated, ClassVar, get_args

from tools.errors import InputError
from tools.estimate.cards import Card, card_of_size, find_card
from tools.estimate.catalogue import language_models
from tools.estimate.figures import figures
from tools.estimate.memory import peak
from tools.estimate.request import EstimateRequest, TrainingMethod
from tools.estimate.resolve import resolve
from tools.estimate.setup import Setup
from tools.ranges import one_of, text, whole, within
from tools.vocabulary import Record

_METHODS: tuple[TrainingMethod, ...] = get_args(TrainingMethod)
_LENGTHS = (512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536, 131_072)
_BATCHES = (1, 2, 4, 8, 16, 32, 64)


class WhatFitsRequest(Record):
    """A card, and what to leave fixed."""

    ALSO_CALLED: ClassVar[dict[str, str]] = {
        "card": "on", "gpu": "on", "gpu_name": "on", "name": "on", "device": "on",
        "memory": "gpu_memory_gb", "memory_gb": "gpu_memory_gb", "vram_gb": "gpu_memory_gb",
        "num_gpus": "gpus", "max_length": "sequence_length",
    }  # fmt: skip
    """What other tools call these fields."""

    on: Annotated[str | None, text(100, numbers=True)] = None
    """The card, by name or size."""
    gpu_memory_gb: Annotated[
        float | None, within(1, 1_024, "GB", mistaken=((2**10, "MiB"), (2**30, "bytes")))
    ] = None
    """Memory of the card as sold (GB), where its name is not known."""
    gpus: Annotated[int | None, whole(1, 16_384, "GPUs")] = None
    """How many of it, training together with everything sharded."""
    method: Annotated[TrainingMethod | None, one_of(_METHODS)] = None
    """Only this method."""
    sequence_length: Annotated[int | None, whole(1, 10_000_000, "tokens")] = None
    """Tokens of a sequence; 1024 where absent."""


class Fitting(Record):
    """A language model that a card can train, and how far."""

    language_model: str
    params_b: float
    method: str
    device_gb: float
    """Driver memory of one sequence at a time (GB)."""
    longest_sequence_length: int
    """Longest of the usual lengths, one sequence at a time (tokens)."""
    largest_batch_size: int
    """Largest power of two up to 64 at the asked length (sequences)."""


class WhatFits(Record):
    """Everything of the table that fits a card, largest language model first."""

    card: str
    memory_gb: float
    gpus: int
    sequence_length: int
    fits: tuple[Fitting, ...]
    largest: dict[str, str | None]
    """The largest language model for each method."""
    source: str = "tools/estimate/README.md"


def what_fits(request: WhatFitsRequest) -> WhatFits:
    """Find what a card can train: language model × method × sequence length × batch.

    Runs the estimate over the whole table with its defaults: gradient checkpointing, SDPA
    attention, LoRA of rank 16 on every matrix, NF4 for QLoRA, the fused AdamW in bf16.

    >>> found = what_fits(WhatFitsRequest(on="RTX 4090", method="qlora"))
    >>> found.largest["qlora"]
    'Mistral-Small-24B'
    """
    card = _card(request)
    gpus = request.gpus or 1
    length = request.sequence_length or 1024
    methods = (request.method,) if request.method else _METHODS
    found = [
        fitting
        for name in language_models()
        for method in methods
        if (fitting := _fitting(_base(name, method, gpus), card, length)) is not None
    ]
    found.sort(key=lambda each: (-each.params_b, _METHODS.index(each.method)))
    return WhatFits(
        card=card.name,
        memory_gb=card.memory_gb,
        gpus=gpus,
        sequence_length=length,
        fits=tuple(found),
        largest={
            m: next((f.language_model for f in found if f.method == m), None) for m in methods
        },
    )


def _card(request: WhatFitsRequest) -> Card:
    if request.on is not None and request.gpu_memory_gb is not None:
        raise InputError(
            "gpu_memory_gb: `on` names the card already; leave one out", "gpu_memory_gb"
        )
    if request.on is not None:
        return find_card(request.on)
    if request.gpu_memory_gb is None:
        raise InputError("on: which card? Give its name, or its memory as gpu_memory_gb.", "on")
    return card_of_size(request.gpu_memory_gb, "gpu_memory_gb")


@cache
def _base(name: str, method: TrainingMethod, gpus: int) -> Setup:
    return resolve(EstimateRequest(model=name, method=method, gpus=gpus, sequence_length=1))


def _fitting(base: Setup, card: Card, length: int) -> Fitting | None:
    context = base.architecture.context or length
    if length > context:
        return None
    device = _device(base, 1, length)
    if not card.fits(device):
        return None
    lengths = [each for each in _LENGTHS if length <= each <= context] or [length]
    longest = _last(lengths, lambda each: card.fits(_device(base, 1, each)))
    largest = _last(list(_BATCHES), lambda each: card.fits(_device(base, each, length)))
    return Fitting(
        language_model=base.architecture.name,
        params_b=round(base.architecture.total_params / 1e9, 2),
        method=base.method,
        device_gb=round(device / 1e9, 1),
        longest_sequence_length=longest or length,
        largest_batch_size=largest or 1,
    )


def _device(base: Setup, batch: int, length: int) -> int:
    setup = base.with_(batch=batch, length=length)
    return figures(setup, peak(setup)).device


def _last(values: Sequence[int], holds: Callable[[int], bool]) -> int | None:
    """Give the last value that holds, where holding ends once and for all."""
    low, high = 0, len(values)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if holds(values[middle]) else (low, middle)
    return values[low - 1] if low else None
