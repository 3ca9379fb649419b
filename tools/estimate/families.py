"""How families of architectures name their matrices, and what their code does to the logits."""

from functools import cache
from typing import NamedTuple

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
        family = Family(row.family, paths, row.fp32_logits)
        table |= dict.fromkeys((row.family, *row.aliases), family)
    return table
