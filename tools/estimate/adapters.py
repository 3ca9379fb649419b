"""Which matrices get a LoRA adapter, and how many parameters that trains."""

from functools import lru_cache
from typing import NamedTuple

from tools.errors import InputError
from tools.estimate.architecture import Architecture, Linear

_SEPARATE = {"query": "q", "key": "k", "value": "v"}
_FUSED_NAMES = frozenset({"c_attn", "W_pack", "qkv_proj", "query_key_value", "qkv"})
_HEAD = frozenset({"lm_head", "output", "embed_out", "output_layer"})
_EMBEDDING = frozenset({"embed_tokens", "wte", "word_embeddings", "embed_in", "embedding"})
_SPELLINGS = {
    "q": "q", "k": "k", "v": "v", "o": "o", "q_proj": "q", "k_proj": "k", "v_proj": "v",
    "o_proj": "o", "gate_proj": "gate", "up_proj": "up", "down_proj": "down",
}  # fmt: skip
"""The names of the Llama family, which people use for every architecture."""


class Adapted(NamedTuple):
    """One matrix with an adapter, `copies` times a layer."""

    role: str
    inputs: int
    outputs: int
    copies: int
    ranks: int = 1
    """Multiple of the rank asked for."""


class Adapters(NamedTuple):
    """The adapters of one layer, and of the head."""

    each: tuple[Adapted, ...]
    ends: int
    """Embedding and head with an adapter: 0, 1 or 2."""
    separate_in_fused: bool
    """Query, key and value have adapters of their own inside one fused matrix, as in litgpt."""
    note: str | None = None

    def params(self, architecture: Architecture, rank: int) -> int:
        """Count the trained parameters: rank × (inputs + outputs) for each matrix.

        >>> from tools.estimate.catalogue import find_language_model
        >>> llama = find_language_model("Llama-2-7B")
        >>> adapters_for(llama, ("all-linear",)).params(llama, 16)
        39976960
        """
        layer = sum((a.inputs + a.outputs) * a.copies * a.ranks for a in self.each)
        ends = (architecture.hidden + architecture.vocabulary) * self.ends
        return rank * (architecture.layers * layer + ends)


@lru_cache(maxsize=4096)
def adapters_for(architecture: Architecture, targets: tuple[str, ...]) -> Adapters:
    """Find the matrices that `targets` name, by the ending of their names as PEFT does."""
    if any(_plain(target) == "all-linear" for target in targets):
        return Adapters(_all_linear(architecture), 0, False)
    found: dict[str, Adapted] = {}
    separate, note = False, None
    for target in targets:
        if target in _HEAD | _EMBEDDING:
            continue
        matches, how = _matches(architecture, target)
        separate = separate or how == "separate"
        note = note or (how if how not in (None, "separate") else None)
        found |= {each.role: each for each in matches}
    ends = bool(_HEAD & set(targets)) + bool(_EMBEDDING & set(targets))
    return Adapters(tuple(found.values()), ends, separate, note)


def _all_linear(architecture: Architecture) -> tuple[Adapted, ...]:
    """Give what PEFT's "all-linear" reaches: every matrix of a layer but the head.

    Experts are three-dimensional tensors in transformers; PEFT joins gate and up in an adapter
    of double rank, or leaves experts out. Checked by `benchmarks/check_parameters.py`.
    """
    family, found = architecture.family, []
    for each in architecture.linears:
        if each.role == "router" and not family.router_adapter:
            continue
        if each.copies == 1:
            found.append(_adapted(each))
        elif family.expert_adapters == "double" and each.role != "up":
            joined = each.role == "gate"
            outputs = each.outputs * (2 if joined else 1)
            ranks = 2 if joined else 1
            found.append(Adapted(each.role, each.inputs, outputs, each.copies, ranks))
    return tuple(found)


def _plain(target: str) -> str:
    return target.lower().replace("_", "-").replace(" ", "-")


def _adapted(linear: Linear) -> Adapted:
    return Adapted(linear.role, linear.inputs, linear.outputs, linear.copies)


def _matches(architecture: Architecture, target: str) -> tuple[list[Adapted], str | None]:
    """Give the matrices that one target names, and how it had to be read."""
    exact = [
        _adapted(each) for each in architecture.linears if f".{each.path}".endswith(f".{target}")
    ]
    if exact:
        return exact, None
    role = _SEPARATE.get(target.lower())
    if role is not None:
        return [_projection(architecture, role)], "separate"
    if target in _FUSED_NAMES:
        return [
            _adapted(each) for each in architecture.linears if each.role in ("q", "k", "v", "qkv")
        ], f"{target} is read as the matrices of query, key and value"
    return [_by_llama_name(architecture, target)], f"{target} is read by what it does"


def _projection(architecture: Architecture, role: str) -> Adapted:
    width = architecture.query if role == "q" else architecture.key
    return Adapted(role, architecture.hidden, width, 1)


def _by_llama_name(architecture: Architecture, target: str) -> Adapted:
    role = _SPELLINGS.get(target)
    matrix = next((each for each in architecture.linears if each.role == role), None)
    if matrix is not None:
        return _adapted(matrix)
    known = ", ".join(each.path.rsplit(".", 1)[-1] for each in architecture.linears)
    raise InputError(
        f"lora_targets: {architecture.name} has no module {target!r}. Known: {known}, "
        "all-linear; query, key, value also where they are one matrix.",
        "lora_targets",
    )


def saved_in_full(architecture: Architecture, modules: tuple[str, ...]) -> int:
    """Count the parameters of the embedding and head that are trained in full.

    A tied embedding counts twice when both are named: PEFT copies each.
    """
    for name in modules:
        if name not in _HEAD | _EMBEDDING:
            raise InputError(
                f"modules_to_save: {name!r} is neither the embedding nor the head; give "
                "embed_tokens, lm_head or both",
                "modules_to_save",
            )
    matrix = architecture.vocabulary * architecture.hidden
    return matrix * (bool(_HEAD & set(modules)) + bool(_EMBEDDING & set(modules)))
