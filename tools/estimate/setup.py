"""A training set-up with every gap filled: all that memory depends on."""

from dataclasses import dataclass, field, replace
from typing import Any

from tools.estimate.adapters import Adapters
from tools.estimate.architecture import Architecture
from tools.estimate.optimizers import Optimizer
from tools.vocabulary import Assumption

BITSANDBYTES = frozenset({"nf4", "nf4-dq", "fp4", "bnb-int8"})
"""Quantizers of bitsandbytes, for which PEFT turns the rest to fp32."""


@dataclass(frozen=True)
class Setup:
    """Everything that memory depends on, resolved."""

    architecture: Architecture
    stand_in: bool
    method: str
    width: int
    """Bytes of a weight as loaded, where it is not quantised."""
    bf16: bool
    """bf16 is what is computed in."""
    quantizer: str | None
    batch: int
    length: int
    accumulating: bool
    checkpointing: bool
    attention: str
    loss: str
    autocast: bool
    compiled: bool
    optimizer: Optimizer
    adapter_width: int
    rank: int
    adapters: Adapters
    saved_params: int
    """Parameters of embedding and head that are trained beside the adapters."""
    gpus: int
    sharding: str
    deepspeed: bool
    varying: bool
    assumptions: tuple[Assumption, ...] = field(default=(), compare=False)
    notes: tuple[str, ...] = field(default=(), compare=False)

    @property
    def tokens(self) -> int:
        """Tokens at once on one GPU."""
        return self.batch * self.length

    @property
    def full(self) -> bool:
        return self.method == "full"

    @property
    def fp32_stream(self) -> bool:
        """The residual stream is fp32.

        PEFT turns everything that bitsandbytes does not quantise to fp32. Loops that keep their
        adapters in half precision do not call it, and for GPTQ and AWQ it does nothing.
        """
        return self.width == 4 or (self.quantizer in BITSANDBYTES and self.adapter_width == 4)

    @property
    def stream_width(self) -> int:
        """Bytes of an activation in the residual stream; autocast leaves it as it is."""
        return 4 if self.fp32_stream else 2

    @property
    def attention_width(self) -> int:
        """Bytes of query, key, value and output: autocast computes them in half precision."""
        return 2 if self.autocast else self.stream_width

    @property
    def mlp_width(self) -> int:
        """Bytes of an activation inside the MLP.

        A matrix of bitsandbytes answers in the type of its input, autocast or not.
        """
        return self.stream_width if self.quantizer in BITSANDBYTES else self.attention_width

    @property
    def casts_weights(self) -> bool:
        """Autocast copies fp32 weights to half precision, and autograd keeps the copies."""
        return self.autocast and self.width == 4 and self.quantizer is None

    @property
    def padded_adapters(self) -> bool:
        """Query, key and value have adapters of their own in one fused matrix (litgpt)."""
        return self.adapters.separate_in_fused

    def with_(self, **changes: Any) -> "Setup":
        """Give the same set-up with something changed."""
        return replace(self, **changes)
