"""Optimizers by name or in words: the bytes of their states and of their step."""

import re
from functools import cache
from typing import NamedTuple

from tools.errors import InputError

_WORDS = frozenset(
    {"torch", "bnb", "bitsandbytes", "paged", "fused", "foreach", "for", "in", "into", "the"}
    | {"backward", "8bit", "32bit", "states", "state", "fp32", "bf16", "hf", "optimizer", "with"}
)
_NAMED = ("adamw", "adam", "adafactor", "sgd", "lion")
_FOREACH = frozenset({"torch", "foreach"})
_WITHOUT_TEMPORARY = frozenset({"fused", "bnb", "bitsandbytes", "paged"})
_BLOCK = 256
"""Numbers that share one fp32 scale in an 8-bit state (bitsandbytes)."""


class Optimizer(NamedTuple):
    """What an optimizer keeps for each trained parameter, and while it steps."""

    name: str
    moments: int
    """Numbers kept for each parameter: 2 for Adam, 1 for Lion, 0 for plain SGD and Adafactor."""
    eight_bit: bool = False
    paged: bool = False
    fused: bool = False
    """The step runs in one kernel and holds no temporary of its own."""
    in_backward: bool = False
    """Each layer steps as soon as its gradient is there, so gradients never exist together."""

    def state_bytes(self, width: int) -> float:
        """Give the bytes of states for each trained parameter of `width` bytes."""
        if self.eight_bit:
            return self.moments * (1 + 4 / _BLOCK)
        return self.moments * width

    def step_bytes(self, width: int) -> int:
        """Give the bytes that the step holds beside the states, for each trained parameter.

        torch's foreach Adam takes the root of every second moment at once.
        """
        plain = self.moments == 2 and not self.eight_bit
        return width if plain and not self.fused and not self.in_backward else 0


@cache
def read_optimizer(name: str) -> Optimizer:
    """Read an optimizer's Hugging Face name or a description of it.

    A bare "adamw" is the Trainer's default, the fused one; "adamw_torch" is the foreach one.

    >>> read = read_optimizer("paged_adamw_8bit")
    >>> read.eight_bit, read.paged, read.state_bytes(4)
    (True, True, 2.03125)
    """
    text = re.sub(r"8[ _-]?bit", "8bit", name.lower())
    text = re.sub(r"32[ _-]?bit", "32bit", text)
    words = re.findall(r"[a-z0-9]+", text)
    kind = next((each for each in _NAMED if each in words), None)
    unknown = [each for each in words if each not in _WORDS and each not in _NAMED]
    if kind is None or unknown or len(name) > 200:
        raise InputError(
            f"optimizer: unknown optimizer {name[:60]!r}. Known: adamw_torch, adamw_torch_fused, "
            "adamw_8bit, paged_adamw_8bit, paged_adamw_32bit, adafactor, lion_8bit, sgd; "
            "'fused into backward' may be added.",
            "optimizer",
        )
    says_how = bool(_FOREACH & set(words))
    return Optimizer(
        name=kind,
        moments={"lion": 1, "sgd": 0, "adafactor": 0}.get(kind, 2),
        eight_bit="8bit" in words,
        paged="paged" in words,
        fused=bool(_WITHOUT_TEMPORARY & set(words)) or kind in ("sgd", "adafactor") or not says_how,
        in_backward="backward" in words,
    )
