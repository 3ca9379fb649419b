"""The chapter's memory rule, faithful to its code and to its printout, for comparison."""

from typing import Literal

from tools.vocabulary import Record

Unit = Literal["GB", "GiB"]

_BYTES = {"fp32": 4.0, "fp16": 2.0, "bf16": 2.0, "int8": 1.0, "int4": 0.5}
_FULL_FACTOR = 4
"""Weights, gradients and two moments, all as wide as the weights."""
_ADAPTER_OVERHEAD = 2.0
_ADAPTER_CHECKPOINT = 0.1
_ADAPTER_SHARE = 0.01
_LADDER = ((40.0, "A100 80GB"), (20.0, "A100 40GB"), (16.0, "RTX 4090 24GB"))
_BOTTOM = "RTX 3090 24GB"
_LARGEST_GB = 80.0


class ChapterEstimate(Record):
    """What the chapter's rule says, in both units it is printed in."""

    training_memory_gb: float
    """Training memory as the chapter prints it (GB, 10^9 bytes)."""
    training_memory_gib: float
    """Training memory as the chapter's code computes it (GiB, 2^30 bytes)."""
    checkpoint_gb: float
    """Size of a checkpoint as printed (GB)."""
    checkpoint_gib: float
    """Size of a checkpoint as the code computes it (GiB; adapters stay at 0.1)."""
    trainable_params: int
    """Parameters that training changes: all, or one in a hundred."""
    min_gpu: str
    """The card the chapter's ladder names, or that one card is not enough."""
    ladder_gpu: str
    """The rung of the chapter's ladder, named whether it holds the job or not."""
    source: str = "14.1/1.2/7b-comparison"
    """The passage of the chapter that the rule comes from."""


def chapter_rule(params_b: float, method: str, precision: str = "fp16") -> ChapterEstimate:
    """Compute what the chapter's rule needs for training (GB and GiB), to one decimal.

    Full: four times the weights. LoRA: the weights and 2. QLoRA: half a byte a parameter
    and 2, whatever the precision. An unknown precision counts as two bytes, as there. The
    top rung of its ladder catches everything above 40, so where that card is too small we
    say so instead of naming it.

    >>> rule = chapter_rule(7, "full")
    >>> rule.training_memory_gb, rule.training_memory_gib, rule.checkpoint_gb
    (56.0, 52.2, 14.0)
    >>> chapter_rule(70, "full").min_gpu
    'does not fit on one card'
    """
    code, code_checkpoint = _memory(params_b, method, precision, "GiB")
    printed, printed_checkpoint = _memory(params_b, method, precision, "GB")
    share = 1.0 if method == "full" else _ADAPTER_SHARE
    return ChapterEstimate(
        training_memory_gb=round(printed, 1),
        training_memory_gib=round(code, 1),
        checkpoint_gb=round(printed_checkpoint, 1),
        checkpoint_gib=round(code_checkpoint, 1),
        trainable_params=round(params_b * 1e9 * share),
        min_gpu=_ladder(code) if printed <= _LARGEST_GB else "does not fit on one card",
        ladder_gpu=_ladder(code),
    )


def _memory(params_b: float, method: str, precision: str, unit: Unit) -> tuple[float, float]:
    width = 0.5 if method == "qlora" else _BYTES.get(precision, 2.0)
    weights = params_b * 1e9 * width / (1e9 if unit == "GB" else 2**30)
    if method == "full":
        return weights * _FULL_FACTOR, weights
    return weights + _ADAPTER_OVERHEAD, _ADAPTER_CHECKPOINT


def _ladder(memory: float) -> str:
    return next((card for above, card in _LADDER if memory > above), _BOTTOM)
