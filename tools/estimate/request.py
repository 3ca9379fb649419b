"""The training set-up that an estimate is asked for; names follow Hugging Face configurations."""

import re
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import AliasChoices, BeforeValidator, Field, model_validator

from tools.errors import InputError
from tools.ranges import flag, one_of, text, whole, within
from tools.vocabulary import Record

TrainingMethod = Literal["full", "lora", "qlora"]
Precision = Literal["fp32", "bf16", "fp16", "int8", "int4", "nf4"]
Quantizer = Literal["nf4", "nf4-dq", "fp4", "bnb-int8", "gptq-int4", "gptq-int8", "awq-int4"]
Attention = Literal["eager", "sdpa", "flash"]
Loss = Literal["full", "chunked", "fused"]
Sharding = Literal["none", "ddp", "zero1", "zero2", "zero3", "fsdp"]
AdapterType = Literal["fp32", "bf16", "fp16"]
Lengths = Literal["fixed", "varying"]
MemoryKind = Literal["allocated", "reserved", "device"]

PLAIN_COUNT = ((10**3, "millions"), (10**9, "a plain count"))

_PRECISIONS = {
    "float32": "fp32", "bfloat16": "bf16", "float16": "fp16", "half": "fp16",
    "8bit": "int8", "8-bit": "int8", "4bit": "int4", "4-bit": "int4",
}  # fmt: skip
_MIXED = re.compile(r"^(?P<amp>amp[ _-])?(?P<type>bf16|fp16)(?P<how>[ _-](?:mixed|true))?\b.*$")
_QUANTIZERS = {
    "no-double": "nf4", "double": "nf4-dq", "dq": "nf4-dq", "nf4": "nf4", "fp4": "fp4",
    "gptq-int8": "gptq-int8", "gptq": "gptq-int4", "awq": "awq-int4", "int8": "bnb-int8",
    "int4": "nf4", "bnb": "nf4", "bitsandbytes": "nf4",
}  # fmt: skip
_ATTENTIONS = {
    "flash": "flash", "flex": "flash", "xformers": "flash", "sdpa": "sdpa",
    "memory-efficient": "sdpa", "eager": "eager",
}  # fmt: skip
_LOSSES = {
    "chunk": "chunked", "fused": "fused", "liger": "fused", "unsloth": "fused",
    "full": "full", "cross-entropy": "full",
}  # fmt: skip
_SHARDINGS = {
    "zero1": "zero1", "zero2": "zero2", "zero3": "zero3", "zero-1": "zero1", "zero-2": "zero2",
    "zero-3": "zero3", "fsdp": "fsdp", "full-shard": "fsdp",
}  # fmt: skip
"""Mentions in a description, in the order in which they decide."""


def _targets(value: object) -> object:
    """Read module names, one or several; a remark in brackets is left out."""
    if isinstance(value, str):
        value = re.split(r",(?![^(]*\))", value)
    if not isinstance(value, (list, tuple)):
        return value
    names = tuple(re.sub(r"\s*\(.*\)$", "", str(each).strip()) for each in value)
    if any(not name or len(name) > 100 for name in names) or not 1 <= len(names) <= 50:
        raise InputError("give 1 to 50 module names of at most 100 letters, or 'all-linear'")
    return names


class EstimateRequest(Record):
    """A language model and how it is to be trained; what is absent becomes a stated assumption."""

    ALSO_CALLED: ClassVar[dict[str, str]] = {
        "num_train_epochs": "epochs", "num_epochs": "epochs", "r": "lora_rank", "rank": "lora_rank",
        "target_modules": "lora_targets", "max_length": "sequence_length",
        "context_length": "sequence_length", "gpu": "on", "card": "on", "gpu_memory_gb": "on",
        "gpu_name": "on", "vram_gb": "on", "device": "on", "dtype": "precision",
        "torch_dtype": "precision", "bf16": "precision", "fp16": "precision",
        "load_in_4bit": "quantizer", "load_in_8bit": "quantizer", "bits": "quantizer",
        "num_gpus": "gpus", "n_gpus": "gpus", "world_size": "gpus", "samples": "examples",
        "dataset_size": "examples", "labelled_examples": "examples", "size": "params_b",
        "params": "params_b", "parameters": "params_b", "parameters_b": "params_b",
        "name": "model", "model_name": "model", "model_id": "model", "optim": "optimizer",
        "attn_implementation": "attention", "peft_type": "method", "technique": "method",
    }  # fmt: skip
    """What other tools call these fields."""

    model: Annotated[str | None, text(200)] = None
    """Name of the language model, in any common spelling."""
    params_b: Annotated[
        float | None, within(0.001, 5_000, "billion parameters", mistaken=PLAIN_COUNT)
    ] = Field(default=None, validation_alias=AliasChoices("params_b", "model_size_b"))
    """Parameters of the language model (billions, 10^9), where no name is known."""
    config: dict[str, Any] | None = None
    """A Hugging Face config.json; keys we don't use are ignored."""
    hidden_size: Annotated[int | None, whole(8, 131_072)] = None
    """Width of the residual stream."""
    intermediate_size: Annotated[int | None, whole(8, 1_048_576)] = None
    """Width of the MLP; of one expert in a mixture of experts."""
    num_hidden_layers: Annotated[int | None, whole(1, 1_000)] = None
    """Transformer layers."""
    num_attention_heads: Annotated[int | None, whole(1, 4_096)] = None
    """Heads of the queries."""
    num_key_value_heads: Annotated[int | None, whole(1, 4_096)] = None
    """Heads of keys and values; all query heads where absent."""
    head_dim: Annotated[int | None, whole(1, 4_096)] = None
    """Width of a head; hidden size over heads where absent."""
    vocab_size: Annotated[int | None, whole(16, 10_000_000)] = None
    """Rows of the embedding."""
    tie_word_embeddings: Annotated[bool | None, flag()] = None
    """Embedding and head are one matrix."""
    num_experts: Annotated[int | None, whole(1, 4_096)] = None
    """Experts of a mixture-of-experts layer."""
    num_experts_per_tok: Annotated[int | None, whole(1, 4_096)] = None
    """Experts that each token passes through."""
    max_position_embeddings: Annotated[int | None, whole(1, 100_000_000)] = None
    """Longest sequence the language model is made for (tokens); overrides the table."""

    method: Annotated[TrainingMethod | None, one_of(get_args(TrainingMethod))] = None
    """How weights change."""
    precision: Annotated[Precision | None, one_of(get_args(Precision), _PRECISIONS)] = None
    """Type of the weights as loaded."""
    quantizer: Annotated[Quantizer | None, one_of(get_args(Quantizer), mentions=_QUANTIZERS)] = None
    """How frozen weights are quantised."""
    optimizer: Annotated[str | None, text(200)] = None
    """Optimizer, by its Hugging Face name or in words: "adamw_torch_fused", "paged 8-bit adamw"."""
    batch_size: Annotated[int | None, whole(1, 65_536, "sequences")] = None
    """Sequences at once on one GPU."""
    gradient_accumulation_steps: Annotated[int | None, whole(1, 1_000_000, "steps")] = None
    """Batches before the optimizer steps."""
    sequence_length: Annotated[int | None, whole(1, 10_000_000, "tokens")] = None
    """Tokens of one sequence, padding included."""
    lengths: Annotated[Lengths | None, one_of(get_args(Lengths))] = None
    """Whether sequences are packed or padded to one length, or vary from batch to batch."""
    gradient_checkpointing: Annotated[bool | None, flag()] = None
    """Activations are computed again in the backward pass instead of kept."""
    attention: Annotated[Attention | None, one_of(get_args(Attention), mentions=_ATTENTIONS)] = None
    """Attention kernel."""
    loss: Annotated[Loss | None, one_of(get_args(Loss), mentions=_LOSSES)] = None
    """Whether all logits exist at once, in chunks, or never."""
    autocast: Annotated[bool | None, flag()] = None
    """Mixed precision by autocast (Trainer's bf16=True)."""
    compile: Annotated[bool | None, flag()] = None
    """torch.compile, which computes pointwise work again instead of keeping it."""
    adapter_dtype: Annotated[AdapterType | None, one_of(get_args(AdapterType), _PRECISIONS)] = None
    """Type of the LoRA weights."""
    lora_rank: Annotated[int | None, whole(1, 65_536)] = None
    """Rank of the LoRA matrices."""
    lora_targets: Annotated[tuple[str, ...] | None, BeforeValidator(_targets)] = None
    """Modules with an adapter, by the ending of their names, or "all-linear"."""
    modules_to_save: Annotated[tuple[str, ...] | None, BeforeValidator(_targets)] = None
    """Modules trained in full beside the adapters: the embedding, the head."""
    trainable_embedding_and_head: Annotated[bool | None, flag()] = None
    """Short for naming both under `modules_to_save`."""
    gpus: Annotated[int | None, whole(1, 16_384, "GPUs")] = None
    """GPUs that train together."""
    sharding: Annotated[Sharding | None, one_of(get_args(Sharding), mentions=_SHARDINGS)] = None
    """What is split over the GPUs."""
    deepspeed: Annotated[bool | None, flag()] = None
    """Training runs under DeepSpeed: its buckets and fp32 masters come on top."""
    examples: Annotated[int | None, whole(0, 10**12, "examples")] = None
    """Training examples."""
    epochs: Annotated[float | None, within(0.001, 1_000, "epochs")] = None
    """Passes over the examples."""

    save_total_limit: Annotated[int | None, whole(1, 10_000, "checkpoints")] = None
    """Checkpoints that are kept on disk."""

    on: Annotated[str | None, text(100, numbers=True)] = None
    """A card to judge, by name or by its memory as sold ("24 GB", or 24)."""
    usd_per_gpu_hour: Annotated[float | None, within(0.001, 10_000, "USD an hour")] = None
    """Your own price of one GPU for one hour (USD); the table's where absent."""
    measured_peak_gb: Annotated[float | None, within(0.01, 100_000, "GB")] = None
    """A peak you measured on exactly this set-up (GB, 10^9 bytes)."""
    measured_kind: Annotated[MemoryKind | None, one_of(get_args(MemoryKind))] = None
    """What was measured: torch's allocated or reserved memory, or what the driver shows."""
    serving_requests: Annotated[int | None, whole(1, 1_000_000, "requests")] = None
    """Requests that the result serves at once, each as long as a training sequence."""

    @model_validator(mode="before")
    @classmethod
    def _one_size(cls, values: Any) -> Any:
        if isinstance(values, dict) and {"params_b", "model_size_b"} <= values.keys():
            raise InputError(
                "model_size_b: it says the same as params_b; leave one out", "model_size_b"
            )
        return values

    @model_validator(mode="before")
    @classmethod
    def _read_mixed_precision(cls, values: Any) -> Any:
        """Read Lightning's "bf16-true" and Trainer's "amp bf16" as two facts.

        Lightning's "bf16-mixed" keeps fp32 weights under autocast.
        """
        word = values.get("precision") if isinstance(values, dict) else None
        found = _MIXED.match(word.strip().lower()) if isinstance(word, str) else None
        if found is None or not (found["amp"] or found["how"]):
            return values
        fp32 = not found["amp"] and "mixed" in found["how"]
        mixed = bool(found["amp"]) or fp32
        read: dict[str, Any] = {"precision": "fp32" if fp32 else found["type"]}
        if values.get("autocast") is None:
            read["autocast"] = mixed
        if not mixed and values.get("adapter_dtype") is None and values.get("method") != "full":
            read["adapter_dtype"] = found["type"]
        return {**values, **read}
