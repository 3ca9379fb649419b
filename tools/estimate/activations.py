"""Bytes that autograd keeps: one layer, the attention scores, the logits and their loss."""

from tools.estimate.setup import Setup

_EXPANDING = frozenset({"eager", "sdpa"})
_CHUNKED = 5.0
_CHUNKED_IN_LITGPT = 4.0
_FUSED_PER_HIDDEN = 8
_SOURCE = {"q": "attention", "k": "attention", "v": "attention", "gate": "mlp", "up": "mlp"}
"""Matrices that read one and the same input."""


def layer_bytes(setup: Setup) -> float:
    """Give the bytes that one layer keeps for its backward pass.

    Counted with autograd's own hooks on real layers (`benchmarks/measure_training_memory.py`).
    """
    architecture = setup.architecture
    if setup.compiled:
        return setup.tokens * _compiled_layer(setup)
    per_token = _norms(setup) + _attention(setup) + _mlp(setup) + _trained_inputs(setup)
    if architecture.mixture:
        per_token += 4 * architecture.experts
    return setup.tokens * per_token


def attention_bytes(setup: Setup) -> float:
    """Give the part of `layer_bytes` that is left when the softmax is differentiated.

    The backward pass has freed the MLP by then, with its norm and its matrices' inputs.
    """
    if setup.compiled:
        return layer_bytes(setup)
    kept = (
        _norms(setup) / 2 + _attention(setup) + _trained_inputs(setup, ("q", "k", "v", "qkv", "o"))
    )
    return setup.tokens * kept


def _compiled_layer(setup: Setup) -> float:
    a = setup.architecture
    keys = a.query if setup.attention in _EXPANDING else a.key
    inner = a.intermediate * a.experts_per_token
    return 4 * a.hidden + 2 * (2 * a.query + 2 * keys) + 4 * inner + 4 * a.hidden * setup.full


def _norms(setup: Setup) -> float:
    """Norms keep their input in fp32, a LayerNorm as it is; trained weights keep the output too."""
    a = setup.architecture
    width = setup.stream_width if a.layer_norm else 4
    kept = a.norms * (a.hidden * width + 4)
    if setup.full:
        kept += a.norms * 2 * a.hidden
    if a.head_norms or a.wide_norms:
        kept += 4 * (a.query + a.key)
    return kept


def _attention(setup: Setup) -> float:
    a, width = setup.architecture, setup.stream_width
    keys = a.query if setup.attention in _EXPANDING else a.key
    kept = width * (2 * a.query + 2 * keys) + 4 * a.heads
    if a.family.fused or setup.padded_adapters:
        kept += width * (a.query + a.key)
    if setup.padded_adapters:
        kept += 4 * a.hidden
    return kept


def _mlp(setup: Setup) -> float:
    a, width = setup.architecture, setup.stream_width
    return width * a.intermediate * a.experts_per_token * (3 if a.gated else 1)


def _trained_inputs(setup: Setup, roles: tuple[str, ...] | None = None) -> float:
    """Give the inputs that matrices with trained weights keep.

    Full: one for query, key and value, one for gate and up, one for down. LoRA: PEFT casts the
    input to the adapter's type for each target, and keeps the product of the first matrix; in
    half precision dropout keeps its output and a mask.
    """
    a = setup.architecture
    if setup.full:
        return 2 * (2 * a.hidden + a.intermediate * a.experts_per_token)
    width = 4 if setup.adapter_width == 4 else 3
    shared = setup.stream_width == setup.adapter_width == 4
    kept, seen = 0.0, {"o"} if shared else set()
    for each in setup.adapters.each:
        if roles is not None and each.role not in roles:
            continue
        experts = a.experts_per_token if each.copies > 1 else 1
        kept += experts * setup.adapter_width * setup.rank
        source = _SOURCE.get(each.role, each.role)
        if not shared or source not in seen:
            kept += experts * width * each.inputs
        seen.add(source)
    return kept + _kept_by_old_bitsandbytes(setup)


def _kept_by_old_bitsandbytes(setup: Setup) -> float:
    """Give the inputs of frozen 4-bit matrices, which litgpt's published runs still kept."""
    a = setup.architecture
    if not (setup.padded_adapters and setup.quantizer):
        return 0.0
    return 2 * (2 * a.hidden + a.query + a.intermediate * a.experts_per_token)


def score_bytes(setup: Setup) -> tuple[float, float]:
    """Give the bytes of eager attention's scores: at the softmax's backward, and kept a layer."""
    if setup.attention != "eager":
        return 0.0, 0.0
    scores = setup.batch * setup.architecture.heads * setup.length**2
    wide = setup.stream_width == 4
    return scores * (16.0 if wide else 14.0), scores * (4.0 if wide else 6.0)


def logit_bytes(setup: Setup) -> tuple[float, float]:
    """Give the bytes of the logits at the loss, and of those held in the backward pass."""
    a = setup.architecture
    elements = setup.tokens * a.vocabulary
    if setup.loss == "fused":
        return setup.tokens * a.hidden * _FUSED_PER_HIDDEN, 0.0
    if setup.loss == "chunked":
        each = _CHUNKED_IN_LITGPT if setup.padded_adapters else _CHUNKED
        return elements * each, elements * 2.0
    wide = setup.fp32_stream and not setup.autocast
    return elements * _full_loss(setup, wide), elements * (4.0 if wide else 2.0)


def _full_loss(setup: Setup, wide: bool) -> float:
    """Give the bytes of one logit while the loss is differentiated.

    fp32: logits, log-softmax, and a gradient of each. Half precision turned to fp32 for the
    loss: 2 and 4 forward, 4 and 4 backward. Where the code never turns to fp32: four times 2.
    """
    if wide or setup.autocast:
        return 16.0
    return 14.0 if setup.architecture.family.fp32_logits else 8.0
