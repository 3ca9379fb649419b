"""Single changes to a set-up, each of which moves memory or time."""

from collections.abc import Iterator
from typing import NamedTuple

from tools.estimate.adapters import adapters_for
from tools.estimate.optimizers import read_optimizer
from tools.estimate.setup import Setup

_SHORTEST, _LOWEST_RANK = 128, 4


class Change(NamedTuple):
    """One thing changed in a set-up."""

    field: str
    to: str
    text: str
    setup: Setup


def changes(setup: Setup) -> Iterator[Change]:
    """Give every single change that is open to a set-up."""
    yield from _activations(setup)
    yield from _sizes(setup)
    yield from _training(setup)


def _activations(setup: Setup) -> Iterator[Change]:
    other = not setup.checkpointing
    name = "turn gradient checkpointing on" if other else "turn gradient checkpointing off"
    yield Change(
        "gradient_checkpointing", str(other).lower(), name, setup.with_(checkpointing=other)
    )
    if setup.attention != "flash":
        yield Change("attention", "flash", "use flash attention", setup.with_(attention="flash"))
    if setup.attention != "eager":
        yield Change("attention", "eager", "use eager attention", setup.with_(attention="eager"))
    if setup.loss != "fused":
        yield Change("loss", "fused", "use a fused loss (Liger)", setup.with_(loss="fused"))


def _sizes(setup: Setup) -> Iterator[Change]:
    if setup.batch > 1:
        half = setup.batch // 2
        yield Change("batch_size", str(half), f"batch {half}", setup.with_(batch=half))
    yield Change(
        "batch_size", str(2 * setup.batch), f"batch {2 * setup.batch}",
        setup.with_(batch=2 * setup.batch),
    )  # fmt: skip
    if setup.length > _SHORTEST:
        half = setup.length // 2
        yield Change(
            "sequence_length", str(half), f"sequences of {half} tokens", setup.with_(length=half)
        )
    if setup.rank > _LOWEST_RANK:
        half = setup.rank // 2
        yield Change("lora_rank", str(half), f"LoRA rank {half}", setup.with_(rank=half))


def _training(setup: Setup) -> Iterator[Change]:
    if not setup.optimizer.eight_bit and setup.optimizer.moments:
        yield Change(
            "optimizer", "adamw_8bit", "8-bit optimizer states",
            setup.with_(optimizer=read_optimizer("adamw_8bit")),
        )  # fmt: skip
    if setup.method == "lora":
        yield Change(
            "method", "qlora", "QLoRA instead of LoRA", setup.with_(method="qlora", quantizer="nf4")
        )
    if setup.full:
        adapters = adapters_for(setup.architecture, ("all-linear",))
        lora = setup.with_(method="lora", rank=16, adapters=adapters, adapter_width=4)
        yield Change("method", "lora", "LoRA instead of full fine-tuning", lora)
    if setup.quantizer == "nf4":
        yield Change("quantizer", "nf4-dq", "double quantisation", setup.with_(quantizer="nf4-dq"))
    if setup.full and setup.width == 4:
        yield Change(
            "precision", "bf16", "weights and states in bf16",
            setup.with_(width=2, adapter_width=2),
        )  # fmt: skip
    elif setup.full:
        yield Change(
            "precision", "fp32", "fp32 weights and states under autocast",
            setup.with_(width=4, adapter_width=4, autocast=True),
        )  # fmt: skip
