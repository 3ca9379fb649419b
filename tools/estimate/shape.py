"""From a request to an architecture: by name, by configuration, by shape or by size alone."""

from bisect import bisect_left
from functools import cache
from math import exp, log
from typing import Any, NamedTuple

from tools.errors import InputError
from tools.estimate.architecture import Architecture
from tools.estimate.catalogue import find_language_model
from tools.estimate.families import Family, families
from tools.estimate.request import EstimateRequest

_LADDER = ("Llama-3.2-1B", "Llama-3.2-3B", "Llama-3.1-8B", "Llama-3.1-70B", "Llama-3.1-405B")
"""One family, so that a larger size never needs less: the stand-in lies between two of these."""
_TIED_BELOW_B = 4.0
_SIZE_TOLERANCE = 0.25

_SHAPE_FIELDS = ("hidden_size", "num_hidden_layers", "num_attention_heads", "vocab_size")
_MORE_FIELDS = (
    "intermediate_size", "num_key_value_heads", "head_dim", "tie_word_embeddings", "num_experts",
    "num_experts_per_tok", "max_position_embeddings",
)  # fmt: skip
_OTHER_SPELLINGS = {
    "n_embd": "hidden_size", "n_layer": "num_hidden_layers", "num_layers": "num_hidden_layers",
    "n_head": "num_attention_heads", "ffn_hidden_size": "intermediate_size",
    "n_inner": "intermediate_size", "num_local_experts": "num_experts",
    "n_routed_experts": "num_experts", "padded_vocab_size": "vocab_size",
    "multi_query_group_num": "num_key_value_heads", "kv_channels": "head_dim",
    "moe_intermediate_size": "intermediate_size", "seq_length": "max_position_embeddings",
    "n_positions": "max_position_embeddings", "n_head_kv": "num_key_value_heads",
}  # fmt: skip
_OLD_GPT = frozenset(
    {"gpt2", "gptj", "codegen", "gpt_bigcode", "opt", "falcon", "starcoder2", "persimmon"}
)
_UNGATED = _OLD_GPT | {"phi", "gpt_neox", "bloom", "arcee", "apertus"}
_LAYER_NORM = _OLD_GPT | {"phi", "gpt_neox", "bloom", "stablelm"}
_QKV_BIAS = frozenset({"qwen", "qwen2", "qwen2_moe", "chatglm"})
_FOUR_NORMS = frozenset({"gemma2", "gemma3", "gemma3_text"})
_HEAD_NORMS = frozenset({"qwen3", "qwen3_moe", "gemma3", "gemma3_text"})
_WIDE_NORMS = frozenset({"olmo2", "olmo3", "olmoe"})
_TIED = frozenset({"gemma", "gemma2", "gemma3", "gemma3_text", "bloom", "gpt2", "gpt_bigcode"})

_NOT_COMPUTED = {
    "is_encoder_decoder": "an encoder beside the decoder",
    "kv_lora_rank": "latent attention",
    "n_shared_experts": "shared experts",
    "shared_expert_intermediate_size": "shared experts",
    "interleave_moe_layer_step": "shared experts",
    "first_k_dense_replace": "dense layers before its experts",
    "mamba_d_state": "state-space layers",
    "state_size": "state-space layers",
    "conv_L_cache": "layers that convolve instead of attending",
}
"""Keys of a config.json, where they are not 0 or false, that our shapes have no place for."""


class Shape(NamedTuple):
    """An architecture and how it was come by."""

    architecture: Architecture
    stand_in: bool
    because: str


def shape_of(request: EstimateRequest) -> Shape:
    """Find the architecture of a request; exactly one way of naming it is used."""
    if request.config is not None:
        return _of_said_size(request, _from_config(request.config))
    if request.hidden_size is not None:
        given = {name: getattr(request, name) for name in (*_SHAPE_FIELDS, *_MORE_FIELDS)}
        return _of_said_size(request, _from_config(given))
    if request.model is not None:
        return _by_name(request.model, request.params_b)
    if request.params_b is not None:
        return _stand_in(request.params_b)
    raise InputError(
        "model: which language model? Give its name, its config.json under `config`, its shape, "
        "or its parameters (billions) as params_b.",
        "model",
    )


def _by_name(name: str, params_b: float | None) -> Shape:
    try:
        architecture = find_language_model(name)
    except InputError:
        if params_b is None:
            raise
        shape = _stand_in(params_b)
        return shape._replace(because=f"{name[:60]!r} is not in the table; {shape.because}")
    _refuse_another_size(architecture, params_b, "params_b")
    return Shape(architecture, False, "architecture of the table")


def _of_said_size(request: EstimateRequest, shape: Shape) -> Shape:
    """Give a shape, unless a size or a known name was given that is another's."""
    _refuse_another_size(shape.architecture, request.params_b, "params_b")
    try:
        named = find_language_model(request.model or "")
    except InputError:
        return shape
    _refuse_another_size(shape.architecture, named.total_params / 1e9, "model")
    return shape


def _refuse_another_size(architecture: Architecture, params_b: float | None, field: str) -> None:
    said = params_b or architecture.total_params / 1e9
    if abs(said * 1e9 / architecture.total_params - 1) > _SIZE_TOLERANCE:
        raise InputError(
            f"{field}: {said:.3g} billion parameters do not go with {architecture.name}, which has "
            f"{architecture.total_params / 1e9:.2f} billion; leave one of them out",
            field,
        )


@cache
def _stand_in(params_b: float) -> Shape:
    """Interpolate the Llama 3 family, so that memory grows with the size asked for."""
    steps = [find_language_model(name) for name in _LADDER]
    sizes = [step.total_params / 1e9 for step in steps]
    upper = min(max(bisect_left(sizes, params_b), 1), len(steps) - 1)
    small, large = steps[upper - 1], steps[upper]
    share = log(params_b / sizes[upper - 1]) / log(sizes[upper] / sizes[upper - 1])

    def between(low: int, high: int, multiple: int) -> int:
        raw = exp(log(low) + share * (log(high) - log(low)))
        return max(1, round(raw / multiple)) * multiple

    hidden = between(small.hidden, large.hidden, 64)
    heads = between(small.query, large.query, 128) // 128
    architecture = Architecture(
        name=f"a Llama-3-like stand-in of {params_b:g} billion parameters",
        family=families()["llama"],
        hidden=hidden,
        intermediate=min(between(small.intermediate, large.intermediate, 64), 4 * hidden),
        layers=between(small.layers, large.layers, 1),
        heads=heads,
        kv_heads=min(heads, max(1, between(small.key, large.key, 128) // 128)),
        head_dim=128,
        vocabulary=small.vocabulary,
        tied=params_b < _TIED_BELOW_B,
        stated_total=round(params_b * 1e9),
    )
    return Shape(
        architecture,
        True,
        f"only a size is known, so {architecture.name}, between {small.name} and {large.name}, "
        "stands in; a name or a config.json narrows the range",
    )


def _from_config(config: dict[str, Any]) -> Shape:
    text = config.get("text_config")
    merged = {**config, **text} if isinstance(text, dict) else dict(config)
    _refuse_what_is_not_computed(merged)
    model_type = str(merged.get("model_type") or "llama").lower()
    values = _spelt_as_ours(merged)
    if merged.get("moe_intermediate_size"):
        values["intermediate_size"] = merged["moe_intermediate_size"]
    architecture = _architecture(_validated(values), model_type, merged)
    if model_type in families():
        return Shape(architecture, False, "computed from the given shape")
    because = f"model_type {model_type[:40]!r} is not in the table; it is read like its nearest kin"
    return Shape(architecture, True, because)


def _refuse_what_is_not_computed(config: dict[str, Any]) -> None:
    for key, feature in _NOT_COMPUTED.items():
        if config.get(key):
            raise InputError(
                f"config: {key} says that it has {feature}, which is not computed; give its "
                "parameters (billions) as params_b for a rough range instead",
                "config",
            )


def _spelt_as_ours(config: dict[str, Any]) -> dict[str, Any]:
    values = {name: config.get(name) for name in (*_SHAPE_FIELDS, *_MORE_FIELDS)}
    for theirs, ours in _OTHER_SPELLINGS.items():
        if values.get(ours) is None and config.get(theirs) is not None:
            values[ours] = config[theirs]
    if config.get("multi_query") and not config.get("new_decoder_architecture"):
        values["num_key_value_heads"] = 1
    return {name: value for name, value in values.items() if value is not None}


def _validated(values: dict[str, Any]) -> EstimateRequest:
    shape = EstimateRequest.model_validate(values)
    missing = [name for name in _SHAPE_FIELDS if getattr(shape, name) is None]
    if missing:
        others = f", and {', '.join(missing[1:])} too" if missing[1:] else ""
        raise InputError(
            f"{missing[0]}: the shape needs it{others}; a config.json has all of them", missing[0]
        )
    experts, used = shape.num_experts or 1, shape.num_experts_per_tok or 1
    if used > experts:
        raise InputError(
            f"num_experts_per_tok: a token cannot pass through {used} of {experts} experts; "
            "give both numbers as the config.json has them",
            "num_experts_per_tok",
        )
    heads = shape.num_attention_heads or 1
    if shape.head_dim is None and (shape.hidden_size or 0) % heads:
        raise InputError(
            f"num_attention_heads: {heads} does not divide hidden_size {shape.hidden_size}; "
            "give head_dim as well",
            "num_attention_heads",
        )
    if heads % (shape.num_key_value_heads or heads):
        raise InputError(
            f"num_key_value_heads: {shape.num_key_value_heads} does not divide {heads} heads",
            "num_key_value_heads",
        )
    return shape


def _architecture(shape: EstimateRequest, kind: str, config: dict[str, Any]) -> Architecture:
    hidden, heads = shape.hidden_size or 0, shape.num_attention_heads or 1
    experts = shape.num_experts or 1
    return Architecture(
        name=str(config.get("_name_or_path") or f"{kind[:40]} of the given shape")[:100],
        family=_family(kind, experts),
        hidden=hidden,
        intermediate=shape.intermediate_size or 4 * hidden,
        layers=shape.num_hidden_layers or 1,
        heads=heads,
        kv_heads=shape.num_key_value_heads or heads,
        head_dim=shape.head_dim or hidden // heads,
        vocabulary=shape.vocab_size or 1,
        tied=kind in _TIED if shape.tie_word_embeddings is None else shape.tie_word_embeddings,
        experts=experts,
        experts_per_token=min(shape.num_experts_per_tok or min(2, experts), experts),
        attention_bias=kind in _QKV_BIAS or bool(config.get("attention_bias")),
        every_bias=kind in ("phi", "gpt_neox", "bloom", "gpt_oss"),
        head_norms=kind in _HEAD_NORMS,
        wide_norms=kind in _WIDE_NORMS,
        norms=4 if kind in _FOUR_NORMS else 1 if kind == "phi" else 2,
        layer_norm=kind in _LAYER_NORM,
        gated=kind not in _UNGATED,
        sinks=kind == "gpt_oss",
        head_bias=kind == "phi",
        embedding_norm=kind == "bloom",
        context=shape.max_position_embeddings,
    )


def _family(kind: str, experts: int) -> Family:
    known = families().get(kind)
    if known is not None:
        return known
    return families()["qwen3_moe" if experts > 1 else "llama"]
