"""Bytes on one GPU at the moment of the peak, from the resolved set-up."""

from typing import NamedTuple

from tools.estimate.activations import (
    attention_bytes,
    gradient_bytes,
    layer_bytes,
    logit_bytes,
    score_bytes,
)
from tools.estimate.setup import Setup

_QUANTIZED_BYTES = {
    "nf4": 0.5 + 4 / 64,
    "fp4": 0.5 + 4 / 64,
    "nf4-dq": 0.5 + 1 / 64 + 4 / (64 * 256),
    "bnb-int8": 1.0 + 4 / 4096,
    "gptq-int4": 0.5 + 2.5 / 128,
    "awq-int4": 0.5 + 2.5 / 128,
    "gptq-int8": 1.0 + 3 / 128,
}
"""Bytes of a quantised weight with its scales.

NF4: one fp32 scale for 64 weights; double quantisation keeps that scale in 8 bits with an fp32
scale for 256 of them. GPTQ and AWQ: an fp16 scale and a zero point for 128 weights.
"""
_WORKSPACE = 30_000_000
"""Workspaces of the matrix library (bytes)."""
_ZERO_BUCKETS = 1_200_000_000
"""DeepSpeed's buckets of 2·10^8 numbers: two to reduce, one to gather, in half precision."""
_MASTER = 12
"""fp32 weights and two fp32 moments for each trained parameter under DeepSpeed."""


class Memory(NamedTuple):
    """Bytes on one GPU at the peak, by what they are for."""

    weights: int
    gradients: int
    optimizer: int
    activations: int
    logits: int
    overhead: int
    moment: str

    @property
    def allocated(self) -> int:
        """All that tensors take (bytes)."""
        return (
            self.weights
            + self.gradients
            + self.optimizer
            + self.activations
            + self.logits
            + self.overhead
        )

    @property
    def dynamic(self) -> int:
        """What comes and goes with each batch (bytes)."""
        return self.activations + self.logits


class States(NamedTuple):
    """What lies in memory whatever the batch (bytes on one GPU)."""

    weights: float
    gradients: float
    optimizer: float
    step: float
    """Held only while the optimizer steps."""
    overhead: float


def trained_params(setup: Setup) -> int:
    """Count the parameters that training changes."""
    if setup.full:
        return setup.architecture.total_params
    return setup.adapters.params(setup.architecture, setup.rank) + setup.saved_params


def weight_bytes(setup: Setup) -> float:
    """Give the bytes of the base weights on one unsharded GPU.

    A quantizer reaches matrices inside layers. The rest is fp32 where PEFT prepares the
    language model for training on bitsandbytes, else as wide as loaded. Autocast's copies of fp32
    weights live with the activations.
    """
    architecture = setup.architecture
    if setup.quantizer is None:
        return setup.width * architecture.total_params
    rest = 4 if setup.fp32_stream else setup.width
    quantized = architecture.matrix_params * _QUANTIZED_BYTES[setup.quantizer]
    return quantized + rest * architecture.other_params


def states(setup: Setup) -> States:
    """Give weights, gradients and optimizer states, sharded as asked (bytes on one GPU)."""
    weights = weight_bytes(setup)
    gradients, optimizer, step = _trained_bytes(setup)
    if not setup.full:
        adapters = setup.adapters.params(setup.architecture, setup.rank)
        cast = 2 if setup.autocast and setup.adapter_width == 4 else 0
        weights += adapters * (setup.adapter_width + cast) + setup.saved_params * setup.width
    return _sharded(setup, States(weights, gradients, optimizer, step, _WORKSPACE))


def optimizer_bytes(setup: Setup, width: int) -> float:
    """Give the bytes of optimizer states for each trained parameter of `width` bytes."""
    return _MASTER if setup.deepspeed else setup.optimizer.state_bytes(width)


def _trained_bytes(setup: Setup) -> tuple[float, float, float]:
    """Give gradients, states and the step's temporary of everything that is trained."""
    groups = [(setup.saved_params, setup.width)]
    if setup.full:
        groups.append((setup.architecture.total_params, setup.width))
    else:
        adapters = setup.adapters.params(setup.architecture, setup.rank)
        groups.append((adapters, setup.adapter_width))
    gradients = optimizer = step = 0.0
    for params, width in groups:
        gradients += params * width
        optimizer += params * optimizer_bytes(setup, width)
        step += params * (4 if setup.deepspeed else setup.optimizer.step_bytes(width))
    if setup.optimizer.in_backward:
        gradients /= setup.architecture.layers
    return gradients, optimizer, step


def _sharded(setup: Setup, whole: States) -> States:
    """Split over GPUs: ZeRO-1 the optimizer, ZeRO-2 gradients too, ZeRO-3 and FSDP weights too.

    A full shard gathers two layers at a time, and the embedding and head at the end.
    """
    n, kind, weights, gradients = setup.gpus, setup.sharding, whole.weights, whole.gradients
    optimizer, step, overhead = whole.optimizer, whole.step, whole.overhead
    if setup.deepspeed:
        overhead += _ZERO_BUCKETS
    if kind == "ddp":
        overhead += gradients
    if n == 1 or kind in ("none", "ddp"):
        return States(weights, gradients, optimizer, step, overhead)
    optimizer, step = optimizer / n, step / n
    if kind != "zero1":
        gradients /= n
    if kind in ("zero3", "fsdp"):
        weights, overhead = weights / n, overhead + _gathered(setup)
    return States(weights, gradients, optimizer, step, overhead)


def _gathered(setup: Setup) -> float:
    architecture = setup.architecture
    ends = architecture.vocabulary * architecture.hidden * 2
    layers = architecture.matrix_params / architecture.layers * 2
    width = _QUANTIZED_BYTES[setup.quantizer] if setup.quantizer else setup.width
    return ends * setup.width + layers * width


class Moment(NamedTuple):
    """A moment of a training step: what is there beside weights and states (bytes)."""

    name: str
    gradients: float
    activations: float
    logits: float
    step: float = 0.0

    def total(self, factor: float) -> float:
        """Sum up, with what comes and goes taken `factor` times."""
        return self.gradients + (self.activations + self.logits) * factor + self.step


def peak(setup: Setup) -> Memory:
    """Find the largest memory (bytes on one GPU) over the moments of a training step."""
    fixed = states(setup)
    factor = _VARYING if setup.varying else 1.0
    highest = max(moments(setup, fixed), key=lambda moment: moment.total(factor))
    return Memory(
        weights=round(fixed.weights),
        gradients=round(highest.gradients),
        optimizer=round(fixed.optimizer + highest.step),
        activations=round(highest.activations * factor),
        logits=round(highest.logits * factor),
        overhead=round(fixed.overhead),
        moment=highest.name,
    )


def moments(setup: Setup, fixed: States) -> tuple[Moment, ...]:
    """Give the moments at which a step can need most.

    The loss, where all logits exist; the backward pass through one layer, whose activations
    exist again; the end of it, where all gradients do; the optimizer's step. Gradients are
    there from the start only if they accumulate. With checkpointing, only the input of each
    layer is kept in between. Without it, the gradients of activations come on top of all that
    layers keep; litgpt's published peaks show none of them.
    """
    layers = setup.architecture.layers
    layer = layer_bytes(setup)
    scores, kept_scores = score_bytes(setup)
    logits, held = logit_bytes(setup)
    early = fixed.gradients if setup.accumulating else 0.0
    step = Moment("the optimizer's step", fixed.gradients, 0.0, 0.0, fixed.step)
    gradients = gradient_bytes(setup)
    if not setup.checkpointing:
        kept = layers * (layer + kept_scores)
        more = max(0.0 if setup.padded_adapters else gradients, scores - kept_scores)
        end = Moment(_END, fixed.gradients, layer + kept_scores + more, 0.0)
        backward = Moment(_BACKWARD, early, kept + more, held)
        return Moment(_LOSS, early, kept, logits), backward, end, step
    stream = setup.tokens * setup.architecture.hidden * setup.stream_width
    again = layer + kept_scores + gradients
    if scores:
        again = max(again, attention_bytes(setup) + scores)
    of_adapters = early if setup.full else fixed.gradients
    return (
        Moment(_LOSS, early, layers * stream, logits),
        Moment(_BACKWARD, of_adapters, layers * stream + again, held),
        Moment(_END, fixed.gradients, stream + again, 0.0),
        step,
    )


_LOSS = "the loss, where all logits exist"
_BACKWARD = "the backward pass through a layer"
_END = "the end of the backward pass"
_VARYING = 2.0
"""Lengths that vary from batch to batch fragment the allocator's pool; not explained further."""
