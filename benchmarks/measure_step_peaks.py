"""Measures the peak of whole training steps on a CPU, by the storages alive, beside the estimate.

Every tensor that torch makes is counted from its making to its release, so that the peak of a
step (forward, loss, backward, AdamW) is seen without a GPU. Needs torch, transformers and peft:
    PYTHONPATH=. python benchmarks/measure_step_peaks.py > benchmarks/results/step_peaks.md
"""

import itertools
import statistics
import weakref
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from benchmarks.measure_training_memory import (
    METHODS,
    MORE,
    TOY,
    Case,
    language_model,
    print_versions,
)
from tools.estimate.memory import peak
from tools.estimate.resolve import resolve

KINDS = ("llama", "qwen3", "phi3")
SIZES = ((2, 128), (1, 384), (4, 512))
WORKSPACE = 30_000_000
"""Our allowance for a GPU's workspaces, which a CPU has none of."""


class LiveBytes(TorchDispatchMode):
    """Counts the bytes of storages that are alive, and the most that ever were."""

    def __init__(self) -> None:
        super().__init__()
        self.now = self.most = 0
        self.alive: dict[int, int] = {}

    def count(self, tensor: torch.Tensor) -> None:
        """Count a tensor's storage, once, until it is released."""
        storage = tensor.untyped_storage()
        key = storage._cdata
        if key not in self.alive:
            self.alive[key] = storage.nbytes()
            self.now += storage.nbytes()
            self.most = max(self.most, self.now)
            weakref.finalize(storage, self._release, key)

    def _release(self, key: int) -> None:
        self.now -= self.alive.pop(key, 0)

    def __torch_dispatch__(
        self, function: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        result = function(*args, **(kwargs or {}))
        for each in tree_leaves(result):
            if isinstance(each, torch.Tensor):
                self.count(each)
        return result


def step_peak(case: Case) -> int:
    """Give the peak (bytes) of the second of two training steps."""
    built = language_model(case, MORE, "cpu")
    live = LiveBytes()
    for tensor in itertools.chain(built.parameters(), built.buffers()):
        live.count(tensor)
    optimizer = torch.optim.AdamW([p for p in built.parameters() if p.requires_grad], foreach=True)
    tokens = torch.randint(1, int(TOY["vocab_size"]), (case.batch, case.length))
    with live:
        for _ in range(2):
            live.most = live.now
            output = built(input_ids=tokens, labels=tokens)
            output.loss.backward()
            optimizer.step()
            del output
            optimizer.zero_grad()
    return live.most


def estimated_peak(case: Case) -> tuple[int, str]:
    """Give our peak (bytes) without a GPU's workspaces, and when we say it is."""
    request = case.request(MORE).model_copy(update={"optimizer": "adamw_torch"})
    memory = peak(resolve(request))
    return memory.allocated - WORKSPACE, memory.moment


def main() -> None:
    """Print one row a set-up, and the errors by attention."""
    print_versions("CPU, bf16, adapters in fp32, foreach AdamW, peak of the second step")
    print(
        "| class | method | attention | checkpointing | batch × length | MB | ours | error | when |"
    )
    print("|---" * 9 + "|")
    errors: dict[str, list[float]] = {"eager": [], "flash": []}
    grid = itertools.product(KINDS, METHODS, errors, (False, True), SIZES)
    for kind, method, attention, checkpointing, size in grid:
        case = Case(kind, method, attention, checkpointing, *size)
        measured, (ours, moment) = step_peak(case), estimated_peak(case)
        errors[attention].append(abs(ours / measured - 1))
        print(
            f"| {kind} | {method} | {attention} | {'on' if checkpointing else 'off'} | "
            f"{case.batch} × {case.length} | {measured / 1e6:.2f} | {ours / 1e6:.2f} | "
            f"{ours / measured - 1:+.1%} | {moment} |"
        )
    for attention, found in errors.items():
        print(
            f"\n{attention}: {len(found)} set-ups, error {statistics.median(found):.1%} at the "
            f"median, {max(found):.1%} at most."
        )
    print(
        "\nEager attention on a CPU holds one copy of the scores less than on the GPUs that the "
        "14 and 16 bytes a score were fitted on."
    )


if __name__ == "__main__":
    main()
