"""A request with every gap filled: what was said, and what had to be assumed."""

from functools import cache
from typing import Any

from tools.errors import InputError, shown
from tools.estimate.adapters import Adapters, adapters_for, saved_in_full
from tools.estimate.architecture import Architecture
from tools.estimate.optimizers import read_optimizer
from tools.estimate.request import EstimateRequest
from tools.estimate.setup import BITSANDBYTES, Setup
from tools.estimate.shape import shape_of
from tools.vocabulary import Assumption

_QUANTIZED = {"int4": "nf4", "nf4": "nf4", "int8": "bnb-int8"}
_NO_ADAPTERS = Adapters((), 0, False)
_ZERO = frozenset({"zero1", "zero2", "zero3"})
_FP16_KERNELS = frozenset({"gptq-int4", "gptq-int8", "awq-int4"})

_MOST_TOKENS = 10_000_000
"""Tokens in one step that are still computed: the longest sequence that is taken."""

DEFAULTS: dict[str, tuple[Any, str]] = {
    "method": ("lora", "adapters are the usual first try"),
    "precision": ("bf16", "what most language models are published in"),
    "quantizer": ("nf4", "what bitsandbytes does unless told otherwise"),
    "optimizer": ("adamw_torch_fused", "the default of the Hugging Face Trainer"),
    "batch_size": (1, "the least memory; accumulate gradients for a larger batch"),
    "gradient_accumulation_steps": (1, "the default of the Hugging Face Trainer"),
    "sequence_length": (1024, "the default of TRL's SFTTrainer"),
    "gradient_checkpointing": (True, "the default of TRL's SFTTrainer"),
    "attention": ("sdpa", "the default of transformers"),
    "loss": ("full", "the default of transformers: all logits at once"),
    "lora_rank": (16, "a usual rank"),
    "lora_targets": (("all-linear",), "every matrix of a layer, as the QLoRA paper advises"),
    "gpus": (1, "one GPU"),
    "lengths": ("fixed", "sequences are packed or padded to one length"),
}


@cache
def _assumption(name: str, value: Any, because: str) -> Assumption:
    said = ", ".join(value) if isinstance(value, tuple) else value
    return Assumption(field=name, value=said, because=because)


_BY_USUAL_EFFECT = (
    "model", "method", "precision", "quantizer", "sharding", "sequence_length", "batch_size",
    "gradient_checkpointing", "optimizer", "loss", "lengths", "deepspeed", "attention",
    "gradient_accumulation_steps", "lora_targets", "lora_rank", "adapter_dtype", "autocast",
)  # fmt: skip


def _usual_effect(assumption: Assumption) -> int:
    """Order by what usually moves most; `explain_estimate` computes each effect."""
    return _ORDER.get(assumption.field, len(_ORDER))


_ORDER = {name: place for place, name in enumerate(_BY_USUAL_EFFECT)}


class _Reader:
    """Reads a request field by field and remembers what it had to assume."""

    def __init__(self, request: EstimateRequest) -> None:
        self.request = request
        self.assumed: list[Assumption] = []

    def __call__(self, name: str) -> Any:
        said = getattr(self.request, name)
        if said is not None:
            return said
        value, because = DEFAULTS[name]
        self.assume(name, value, because)
        return value

    def assume(self, name: str, value: Any, because: str) -> None:
        self.assumed.append(_assumption(name, value, because))


def resolve(request: EstimateRequest) -> Setup:
    """Fill every gap of a request, and say which.

    Raises InputError where what was said can't be together.
    """
    shape = shape_of(request)
    read = _Reader(request)
    if shape.stand_in:
        read.assume("model", shape.architecture.name, shape.because)
    method, width, quantizer = _method(request, read)
    architecture, length = shape.architecture, read("sequence_length")
    batch = read("batch_size")
    _refuse_beyond_context(architecture, request, length)
    _refuse_too_many_tokens(batch, length)
    rank, adapters = _adapters(architecture, method, read)
    gpus, sharding = _gpus(request, read)
    autocast = _autocast(request, quantizer, read)
    return Setup(
        architecture=architecture,
        stand_in=shape.stand_in,
        method=method,
        width=width,
        bf16=request.precision not in ("fp16", "fp32") and quantizer not in _FP16_KERNELS,
        quantizer=quantizer,
        batch=batch,
        length=length,
        accumulating=read("gradient_accumulation_steps") > 1,
        checkpointing=read("gradient_checkpointing"),
        attention=read("attention"),
        loss=read("loss"),
        autocast=autocast,
        compiled=bool(request.compile),
        optimizer=read_optimizer(read("optimizer")),
        adapter_width=_adapter_width(request, method, quantizer, width, read),
        rank=rank,
        adapters=adapters,
        saved_params=saved_in_full(architecture, _saved_modules(request)),
        gpus=gpus,
        sharding=sharding,
        deepspeed=_deepspeed(request, quantizer, autocast, read),
        varying=read("lengths") == "varying",
        assumptions=tuple(sorted(read.assumed, key=_usual_effect)),
        notes=(adapters.note,) if adapters.note else (),
    )


def _method(request: EstimateRequest, read: _Reader) -> tuple[str, int, str | None]:
    """Give the method, the bytes of an unquantised weight, and the quantizer."""
    said = request.method or ("qlora" if request.quantizer else None)
    method = said or read("method")
    precision = request.precision
    low = precision in _QUANTIZED
    if method == "full" and (low or request.quantizer):
        raise InputError(
            f"precision: {request.quantizer or precision} weights can't be trained in full, their "
            "gradients have nowhere to go; use bf16, fp16 or fp32, or the method qlora",
            "precision",
        )
    quantizer: str | None = request.quantizer
    if quantizer is None and low:
        quantizer = _QUANTIZED[precision or ""]
        read.assume("quantizer", quantizer, f"{precision} weights, as bitsandbytes keeps them")
    if quantizer is None and method == "qlora":
        quantizer = read("quantizer")
    if quantizer is not None and method == "lora":
        method = "qlora"
    if precision is None:
        read("precision")
    return method, 4 if precision == "fp32" else 2, quantizer


def _adapters(architecture: Architecture, method: str, read: _Reader) -> tuple[int, Adapters]:
    if method == "full":
        _refuse_adapters(read.request)
        return 0, _NO_ADAPTERS
    rank = read("lora_rank")
    if rank > architecture.hidden:
        raise InputError(
            f"lora_rank: {rank} is larger than the hidden size {architecture.hidden} of "
            f"{architecture.name}; give 1 to {architecture.hidden}, usually 8 to 64",
            "lora_rank",
        )
    return rank, adapters_for(architecture, tuple(read("lora_targets")))


def _refuse_adapters(request: EstimateRequest) -> None:
    for name in ("lora_rank", "lora_targets", "adapter_dtype"):
        said = getattr(request, name)
        if said is not None:
            raise InputError(
                f"{name}: {shown(said)} describes an adapter, and the method full trains none; "
                "leave it out, or take the method lora or qlora",
                name,
            )


def _saved_modules(request: EstimateRequest) -> tuple[str, ...]:
    both = ("embed_tokens", "lm_head") if request.trainable_embedding_and_head else ()
    return (request.modules_to_save or ()) + both


def _autocast(request: EstimateRequest, quantizer: str | None, read: _Reader) -> bool:
    """Say whether autocast is on: bf16 runs use the Trainer's bf16=True unless told otherwise."""
    if request.autocast is not None:
        return request.autocast
    if request.precision in ("fp16", "fp32") or quantizer in _FP16_KERNELS:
        read.assume("autocast", False, "weights are loaded in the type that is computed in")
        return False
    read.assume("autocast", True, "bf16=True, as in TRL's defaults")
    return True


def _deepspeed(
    request: EstimateRequest, quantizer: str | None, autocast: bool, read: _Reader
) -> bool:
    """Say whether DeepSpeed runs the loop; pure fp16 on a GPTQ base needs its loss scaling."""
    if request.deepspeed is not None:
        return request.deepspeed
    if request.sharding in _ZERO:
        return True
    pure_fp16 = quantizer in _FP16_KERNELS and not autocast and request.precision != "bf16"
    if pure_fp16:
        read.assume("deepspeed", True, "GPTQ computes in fp16, which needs DeepSpeed's scaling")
    return pure_fp16


def _adapter_width(
    request: EstimateRequest, method: str, quantizer: str | None, width: int, read: _Reader
) -> int:
    """Give the bytes of an adapter's weight: PEFT's fp32, but half precision in other loops."""
    if method == "full":
        return width
    if request.adapter_dtype is not None:
        return 4 if request.adapter_dtype == "fp32" else 2
    if request.loss == "chunked":
        because = "loops with a chunked loss (torchtune, litgpt) train adapters in half precision"
    elif quantizer in BITSANDBYTES and request.sharding == "fsdp":
        because = "FSDP shards a quantised base only where every weight has one type"
    else:
        because = "PEFT keeps adapters in fp32 on a half-precision base"
        read.assume("adapter_dtype", "fp32", because)
        return 4
    read.assume("adapter_dtype", "bf16", because)
    return 2


def _gpus(request: EstimateRequest, read: _Reader) -> tuple[int, str]:
    gpus = read("gpus")
    sharding = request.sharding or "none"
    if gpus > 1 and request.sharding is None:
        sharding = "fsdp"
        read.assume("sharding", sharding, "several GPUs split everything, to hold the most")
    if gpus > 1 and sharding == "none":
        sharding = "ddp"
    return gpus, sharding


def _refuse_too_many_tokens(batch: int, length: int) -> None:
    tokens = batch * length
    if tokens > _MOST_TOKENS:
        raise InputError(
            f"batch_size: {batch:,} sequences at a sequence length of {length:,} are {tokens:,} "
            f"tokens at once on one GPU, of {_MOST_TOKENS:,} at most; make batches smaller and "
            "accumulate gradients, or shorten the sequences",
            "batch_size",
        )


def _refuse_beyond_context(
    architecture: Architecture, request: EstimateRequest, length: int
) -> None:
    context = request.max_position_embeddings or architecture.context
    if context is not None and length > context:
        raise InputError(
            f"sequence_length: {length:,} tokens are more than the {context:,} that "
            f"{architecture.name} is made for; shorten it, or give max_position_embeddings "
            "if you extend the positions",
            "sequence_length",
        )
