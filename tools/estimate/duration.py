"""Hours and money of a training run, as ranges, from arithmetic work and a stated utilisation."""

from tools.estimate.answer import Span
from tools.estimate.cards import Card
from tools.estimate.setup import Setup

_UTILISATION = {"full": 0.53, "lora": 0.45, "qlora": 0.30}
"""Share of the card's peak that runs reach, work done again for checkpointing included.

Published steps: LoRA 39 to 47 % on 7B and larger, QLoRA 17 to 40 %, full and packed 44 to 60 %.
"""
_SLOWEST, _FASTEST = 1 / 2, 1.4
_SECONDS_A_LAYER = 0.005
"""Starting the kernels of a layer, both ways; 5.0 to 5.9 ms on short batches of three sizes."""
_SECONDS_A_BILLION = 0.047
"""Unpacking 4-bit weights for three passes; 47 to 49 ms on 7B, 14B and 72B."""
_FLOPS_A_PARAMETER = {"full": 6, "lora": 4, "qlora": 4}
"""Forward 2, backward 4; LoRA needs no gradient of frozen weights, which saves 2."""
_AGAIN = 2
"""Checkpointing runs the forward pass a second time."""


def training_flops(setup: Setup, examples: int, epochs: float) -> float:
    """Count the floating-point operations of a run, padding included.

    Each token passes every active matrix; causal attention adds 6 × layers × width × length.
    """
    architecture = setup.architecture
    tokens = examples * epochs * setup.length
    passes = _FLOPS_A_PARAMETER[setup.method] + _AGAIN * setup.checkpointing
    attention = 6 * architecture.layers * architecture.query * setup.length
    return tokens * (passes * architecture.active_params + attention)


def training_hours(setup: Setup, card: Card, gpus: int, examples: int, epochs: float) -> Span:
    """Give the hours that a run takes on `gpus` cards, as a range.

    >>> from tools.estimate.cards import find_card
    >>> from tools.estimate.request import EstimateRequest
    >>> from tools.estimate.resolve import resolve
    >>> setup = resolve(EstimateRequest(model="Llama-3.1-8B", sequence_length=1024))
    >>> f"{training_flops(setup, 8_000, 3):.3g}"  # 24.6 M tokens × (6 × 7.5 G + 0.8 G)
    '1.13e+18'
    >>> span = training_hours(setup, find_card("A100 80GB"), 1, 8_000, 3)
    >>> span.low, span.high  # 1.13e18 / (0.45 × 312e12) = 8,020 s = 2.23 h; ÷ 1.4 and × 2
    (1.6, 4.5)
    """
    flops = training_flops(setup, examples, epochs)
    computing = flops / (_UTILISATION[setup.method] * card.tflops * 1e12)
    starting = examples * epochs / setup.batch * seconds_a_batch(setup)
    likely = max(computing, starting) / gpus / 3600
    return Span(low=_two_digits(likely / _FASTEST), high=_two_digits(likely / _SLOWEST))


def seconds_a_batch(setup: Setup) -> float:
    """Give the least time (seconds) that one batch takes, however short its sequences."""
    layers = setup.architecture.layers * _SECONDS_A_LAYER
    if setup.quantizer is None:
        return layers
    return max(layers, setup.architecture.matrix_params / 1e9 * _SECONDS_A_BILLION)


def training_cost(hours: Span, usd_per_hour: float) -> Span:
    """Give the cost (USD) of a range of hours at the price of all cards together."""
    return Span(
        low=_two_digits(hours.low * usd_per_hour), high=_two_digits(hours.high * usd_per_hour)
    )


def _two_digits(value: float) -> float:
    return float(f"{value:.2g}")
