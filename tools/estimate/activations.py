"""Bytes that autograd keeps: one layer, the attention scores, the logits and their loss."""

from tools.estimate.setup import Setup

_CHUNKED = 5.0
_CHUNKED_IN_LITGPT = 4.0
_FUSED_PER_HIDDEN = 8
_GEMMA_NORMS = 4
_GATED = 3
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
    return setup.tokens * per_token + _cast_weights(setup)


def gradient_bytes(setup: Setup) -> float:
    """Give the gradients of activations that live together inside one layer.

    While the MLP is differentiated: those of its inner tensors, and two of the stream's width.
    Seen in live storages of real steps (`benchmarks/measure_training_memory.py`).
    """
    a = setup.architecture
    inner = _GATED if a.gated else 1
    per_token = inner * a.intermediate * a.experts_per_token + 2 * a.hidden
    return setup.tokens * setup.mlp_width * per_token


def _cast_weights(setup: Setup) -> float:
    """Give the copies in half precision that autocast makes of a layer's fp32 matrices."""
    return 2.0 * setup.architecture.layer_matrix_params if setup.casts_weights else 0.0


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
    keys = a.query if setup.attention == "eager" or _masked(setup) else a.key
    inner = a.intermediate * a.experts_per_token
    return 4 * a.hidden + 2 * (2 * a.query + 2 * keys) + 4 * inner + 4 * a.hidden * setup.full


def _norms(setup: Setup) -> float:
    """Give what norms keep.

    RMSNorm: its input in fp32 and a scale; where its weight trains, the normalised input too,
    which Gemma multiplies in fp32. LayerNorm: its input as it is and two statistics.
    """
    a = setup.architecture
    if a.layer_norm:
        inputs = 1 if a.family.parallel else a.norms
        return inputs * a.hidden * setup.stream_width + 8 * a.norms
    each = 4 * a.hidden + 4
    if setup.full:
        each += (4 if a.norms == _GEMMA_NORMS else setup.stream_width) * a.hidden
    kept = float(a.norms * each)
    if a.head_norms or a.wide_norms:
        width = a.query + a.key
        scales = a.heads + a.kv_heads if a.head_norms else 2
        kept += 4 * (width + scales) + setup.attention_width * width * setup.full
    return kept


def _attention(setup: Setup) -> float:
    """Give query, key, value and output, and the softmax's statistics.

    A batch that is padded, and eager attention, repeat keys and values for every query head.
    A value that is a view of one matrix keeps query and key of that matrix too. Eager attention
    keeps its output only for a trained projection.
    """
    a, width = setup.architecture, setup.attention_width
    eager = setup.attention == "eager"
    expanded = eager or _masked(setup)
    keys = a.query if expanded else a.key
    kept = width * (a.query + 2 * keys)
    if not eager or setup.full:
        kept += width * a.query
    if not eager:
        kept += 4 * a.heads
        kept += width * a.query * (setup.full and a.family.copies_output)
    viewed = not eager and (keys == a.key or not expanded)
    if setup.padded_adapters or (a.family.fused and viewed):
        kept += width * (a.query + a.key)
    if setup.padded_adapters:
        kept += 4 * a.hidden
    return kept


def _mlp(setup: Setup) -> float:
    """Give what the activation keeps; litgpt's kernels keep its input only."""
    a = setup.architecture
    tensors = 1 if setup.padded_adapters and not a.gated else a.family.mlp_kept
    return setup.mlp_width * a.intermediate * a.experts_per_token * tensors


def _trained_inputs(setup: Setup, roles: tuple[str, ...] | None = None) -> float:
    """Give the inputs that matrices with trained weights keep.

    LoRA: each target keeps its input in the type that the adapter computes in, and the product of
    its first matrix. In fp32 throughout they share one input; in half precision dropout keeps its
    output and a mask.
    """
    a = setup.architecture
    if setup.full:
        return _full_inputs(setup)
    width, product = _adapter_input(setup)
    shared = setup.stream_width == setup.adapter_width == 4 and not setup.autocast
    alone = setup.attention == "eager" or a.family.copies_output
    kept, seen = 0.0, {"o"} if shared and not alone else set()
    for each in setup.adapters.each:
        if roles is not None and each.role not in roles:
            continue
        experts = a.experts_per_token if each.copies > 1 else 1
        kept += experts * product * setup.rank * each.ranks
        source = _SOURCE.get(each.role, each.role)
        if not shared or source not in seen:
            kept += experts * width * each.inputs
        seen.add(source)
    return kept + _kept_by_old_bitsandbytes(setup)


def _full_inputs(setup: Setup) -> float:
    """Give one input for query, key and value, one for gate and up, one for down.

    Autocast makes a copy for each matrix that reads a norm's fp32 output.
    """
    a = setup.architecture
    inner = setup.mlp_width * a.intermediate * a.experts_per_token
    if not setup.casts_weights:
        return setup.stream_width * 2 * a.hidden + inner
    readers = sum(each.role not in ("o", "down") for each in a.linears)
    return 2 * readers * a.hidden + inner


def _adapter_input(setup: Setup) -> tuple[int, int]:
    """Give the bytes that an adapter keeps of each number of its input, and of its product."""
    if setup.adapter_width == 4:
        return (2, 2) if setup.autocast else (4, 4)
    return 3, setup.adapter_width


def _kept_by_old_bitsandbytes(setup: Setup) -> float:
    """Give the inputs of frozen 4-bit matrices, which litgpt's published runs still kept."""
    a = setup.architecture
    if not (setup.padded_adapters and setup.quantizer):
        return 0.0
    return 2 * (2 * a.hidden + a.query + a.intermediate * a.experts_per_token)


def score_bytes(setup: Setup) -> tuple[float, float]:
    """Give the bytes of attention scores: at the softmax's backward, and kept by a layer.

    Eager attention keeps the softmax's output in fp32 and in half precision, a soft cap one
    tensor more; flash attention and SDPA none, but SDPA keeps the mask of a padded batch. Under
    bitsandbytes the peak is that of an fp32 stream, as measured; nobody measured it with autocast.
    """
    a, square = setup.architecture, setup.batch * setup.length**2
    if setup.attention == "eager":
        cap = setup.mlp_width if a.family.soft_cap else 0
        peak = 16.0 if setup.mlp_width == 4 else 14.0
        kept = 4.0 if setup.attention_width == 4 else 6.0
        return a.heads * square * (peak + cap), a.heads * square * (kept + cap)
    mask = float(square * setup.attention_width) if _masked(setup) else 0.0
    return 0.0, mask


def _masked(setup: Setup) -> bool:
    return setup.attention == "sdpa" and setup.batch > 1


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
