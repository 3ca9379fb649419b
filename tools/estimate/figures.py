"""From allocated memory to what the allocator holds and what the driver shows, with ranges."""

from typing import NamedTuple

from tools.estimate.memory import Memory
from tools.estimate.setup import Setup

_SLACK = 0.11
"""Share that torch's allocator holds beside what is used; 1.04 to 1.25 times on 30 runs."""
_SLACK_EAGER = 0.18
"""Eager attention frees and takes blocks of the size of its scores; 1.05 to 1.49 times."""
_SLACK_SHARDED = 0.15
"""A full shard gathers and frees layers all the time."""
_SLACK_LIMIT = 650_000_000
"""Steady runs of up to 62 GB show no more than this (bytes)."""
_CONTEXT = 450_000_000
"""CUDA context and loaded kernels (bytes)."""

_STATED = (0.92, 1.12)
_UNSTATED = (0.89, 1.24)
_UNMEASURED = (0.75, 1.80)


class Figures(NamedTuple):
    """Three figures for one peak (bytes on one GPU), and the range around each."""

    allocated: int
    reserved: int
    device: int
    low: float
    high: float
    """Factors on each figure."""


def figures(setup: Setup, memory: Memory) -> Figures:
    """Give allocated, reserved and driver memory (bytes), and the factors of the range."""
    allocated = memory.allocated
    reserved = allocated + _slack(setup, allocated)
    low, high = _range(setup)
    return Figures(allocated, round(reserved), round(reserved + _CONTEXT), low, high)


def _slack(setup: Setup, allocated: int) -> float:
    if setup.attention == "eager":
        return _SLACK_EAGER * allocated
    if setup.sharding in ("fsdp", "zero3") and setup.gpus > 1:
        return _SLACK_SHARDED * allocated
    return min(_SLACK * allocated, _SLACK_LIMIT)


def _range(setup: Setup) -> tuple[float, float]:
    if unmeasured(setup) or setup.varying:
        return _UNMEASURED
    if setup.autocast or setup.gpus > 1 or setup.deepspeed:
        return _UNSTATED
    return _STATED


def unmeasured(setup: Setup) -> tuple[str, ...]:
    """Say which parts of a set-up no published measurement backs."""
    parts = (
        (setup.stand_in, "the architecture is a stand-in"),
        (setup.architecture.mixture, "no complete measurement of a mixture of experts is known"),
        (setup.gpus > 8, "no measurement of several machines is known"),
        (setup.full, "only two complete measurements of full fine-tuning are known"),
    )
    return tuple(text for applies, text in parts if applies)
