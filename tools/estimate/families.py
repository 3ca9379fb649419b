"""How families of architectures name their matrices, and what their code does to the logits."""

from functools import cache
from typing import Literal, NamedTuple

from tools.tables import read_table
from tools.vocabulary import Record

_ROLES = ("q", "k", "v", "qkv", "o", "gate", "up", "gate_up", "down", "router")


class Family(NamedTuple):
    """Architectures that one piece of modelling code covers."""

    name: str
    paths: tuple[tuple[str, str], ...]
    """Role and module path of each matrix of a layer, in the order of a forward pass."""
    fp32_logits: bool
    """The modelling code turns logits to fp32 before the loss."""
    expert_adapters: str = "double"
    """What PEFT's "all-linear" does to experts: none, or gate and up as one of double rank."""
    router_adapter: bool = False
    """PEFT's "all-linear" reaches the router too."""

    mlp_kept: int = 3
    """Tensors of the MLP's width that its activation keeps for the backward pass."""
    parallel: bool = False
    """Attention and MLP read the same input, which is kept once."""
    copies_output: bool = False
    """Attention's output is copied before its projection."""
    soft_cap: bool = False
    """Scores pass through a tanh, which is kept too."""

    @property
    def fused(self) -> bool:
        """Query, key and value are one matrix."""
        return any(role == "qkv" for role, _ in self.paths)


class FamilyRow(Record):
    """A row of `language_model_families.csv`."""

    family: str
    q: str | None = None
    k: str | None = None
    v: str | None = None
    qkv: str | None = None
    o: str
    gate: str | None = None
    up: str | None = None
    gate_up: str | None = None
    down: str
    router: str | None = None
    expert_adapters: Literal["double", "none"] = "double"
    router_adapter: bool = False
    mlp_kept: int
    parallel: bool = False
    copies_output: bool = False
    soft_cap: bool = False
    fp32_logits: bool
    aliases: tuple[str, ...]
    """`model_type` values of a config.json."""
    source: str


@cache
def families() -> dict[str, Family]:
    """Give every family by its name and by each `model_type` of its configurations."""
    table: dict[str, Family] = {}
    for row in read_table("language_model_families.csv", FamilyRow):
        paths = tuple((role, getattr(row, role)) for role in _ROLES if getattr(row, role))
        family = Family(
            name=row.family,
            paths=paths,
            fp32_logits=row.fp32_logits,
            expert_adapters=row.expert_adapters,
            router_adapter=row.router_adapter,
            mlp_kept=row.mlp_kept,
            parallel=row.parallel,
            copies_output=row.copies_output,
            soft_cap=row.soft_cap,
        )
        table |= dict.fromkeys((row.family, *row.aliases), family)
    return table
