"""The shape of a language model, and every count of parameters that follows from it."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from tools.estimate.families import Family


class Linear(NamedTuple):
    """A matrix inside a layer, `copies` times a layer where there are experts."""

    role: str
    path: str
    inputs: int
    outputs: int
    copies: int


@dataclass(frozen=True)
class Architecture:
    """A decoder-only transformer, dense or a mixture of experts."""

    name: str
    family: Family
    hidden: int
    intermediate: int
    """Width of the MLP, of one expert in a mixture."""
    layers: int
    heads: int
    kv_heads: int
    head_dim: int
    vocabulary: int
    tied: bool
    experts: int = 1
    experts_per_token: int = 1
    attention_bias: bool = False
    every_bias: bool = False
    head_norms: bool = False
    """Query and key are normalised, each head by itself."""
    wide_norms: bool = False
    """Query and key are normalised over their whole width."""
    norms: int = 2
    """Norms over the residual stream in one layer."""
    layer_norm: bool = False
    """LayerNorm, which has a bias and keeps no fp32 copy, instead of RMSNorm."""
    gated: bool = True
    sinks: bool = False
    """One learnt attention sink for each head."""
    head_bias: bool = False
    embedding_norm: bool = False
    context: int | None = None
    """Longest sequence it is made for (tokens)."""
    stated_total: int | None = None
    """Parameters as the user gave them, where the shape is only a stand-in."""

    @cached_property
    def query(self) -> int:
        """Width of all query heads."""
        return self.heads * self.head_dim

    @cached_property
    def key(self) -> int:
        """Width of all key heads."""
        return self.kv_heads * self.head_dim

    @cached_property
    def mixture(self) -> bool:
        return self.experts > 1

    @cached_property
    def linears(self) -> tuple[Linear, ...]:
        """Give the matrices of one layer, under the names that the family has for them."""
        hidden, inner, experts = self.hidden, self.intermediate, self.experts
        sizes = {
            "q": (hidden, self.query, 1),
            "k": (hidden, self.key, 1),
            "v": (hidden, self.key, 1),
            "qkv": (hidden, self.query + 2 * self.key, 1),
            "o": (self.query, hidden, 1),
            "gate": (hidden, inner, experts),
            "up": (hidden, inner, experts),
            "gate_up": (hidden, 2 * inner, experts),
            "down": (inner, hidden, experts),
            "router": (hidden, experts, 1),
        }
        return tuple(
            Linear(role, path, *sizes[role])
            for role, path in self.family.paths
            if (role != "gate" or self.gated) and (role != "router" or self.mixture)
        )

    @cached_property
    def layer_matrix_params(self) -> int:
        """Count the parameters in matrices of one layer, all experts included."""
        return sum(each.inputs * each.outputs * each.copies for each in self.linears)

    @cached_property
    def layer_vector_params(self) -> int:
        """Count the norms and biases of one layer.

        Biases: query, key and value; with `every_bias` also the output, each expert and the
        router. A LayerNorm has a bias beside its weight.
        """
        count = self.norms * self.hidden * (2 if self.layer_norm else 1)
        count += 2 * self.head_dim * self.head_norms + (self.query + self.key) * self.wide_norms
        count += self.heads * self.sinks
        if self.attention_bias or self.every_bias:
            count += self.query + 2 * self.key
        if self.every_bias:
            inner = self.intermediate * (2 if self.gated else 1)
            count += self.hidden + self.experts * (inner + self.hidden)
            count += self.experts if self.mixture else 0
        return count

    @cached_property
    def embedding_params(self) -> int:
        """Count the embedding and the head, once where they are one matrix."""
        return self.vocabulary * self.hidden * (1 if self.tied else 2)

    @cached_property
    def total_params(self) -> int:
        """Count all parameters.

        >>> from tools.estimate.catalogue import find_language_model
        >>> find_language_model("Llama-3.1-8B").total_params
        8030261248
        """
        if self.stated_total is not None:
            return self.stated_total
        final = self.hidden * (2 if self.layer_norm else 1)
        odd = self.vocabulary * self.head_bias + 2 * self.hidden * self.embedding_norm
        layers = self.layers * (self.layer_matrix_params + self.layer_vector_params)
        return layers + self.embedding_params + final + odd

    @cached_property
    def matrix_params(self) -> int:
        """Count the parameters that a quantizer reaches: matrices inside layers.

        Of a stand-in, everything but the embedding: its stated total is what counts.
        """
        if self.stated_total is not None:
            return max(0, self.stated_total - self.embedding_params)
        return self.layers * self.layer_matrix_params

    @cached_property
    def other_params(self) -> int:
        """Count what stays in higher precision: embedding, head, norms, biases."""
        return self.total_params - self.matrix_params

    @cached_property
    def active_params(self) -> int:
        """Count the matrix parameters that one token passes: chosen experts, head, no embedding."""
        head = self.vocabulary * self.hidden
        idle = sum(
            each.inputs * each.outputs * (each.copies - self.experts_per_token)
            for each in self.linears
            if each.copies > 1
        )
        return self.matrix_params - self.layers * idle + head
