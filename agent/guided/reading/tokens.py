"""One word, quantity or mark of a sentence, with the concepts it stands for."""

import re
from dataclasses import dataclass

from agent.guided.reading.quantity import Quantity


@dataclass(frozen=True)
class Token:
    """One word, quantity or mark, with its place in the text."""

    word: str
    start: int
    end: int
    concepts: frozenset[str] = frozenset()
    quantity: Quantity | None = None

    @property
    def is_boundary(self) -> bool:
        return "boundary" in self.concepts

    def encoded(self) -> str:
        tags = "".join(f"<{concept}>" for concept in sorted(self.concepts))
        return f" {';' if self.is_boundary else ''}{re.sub('[<> ;]', '_', self.word)}{tags}"


_SMALL_USD = 1.0
"""Less than that is paid for a request, not for a project."""
_MANY_TOKENS = 1_000_000
"""More than fit into a prompt: a corpus."""


def kinds_of(quantity: Quantity) -> frozenset[str]:
    """Give the concepts of a quantity: its kind, and whether it is small or large of its kind."""
    kinds = {f"#{quantity.kind}"}
    if quantity.kind == "money" and quantity.value < _SMALL_USD:
        kinds.add("#small-money")
    if quantity.kind == "tokens" and quantity.value >= _MANY_TOKENS:
        kinds.add("#many-tokens")
    return frozenset(kinds)
