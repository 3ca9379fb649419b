"""Why our estimate differs from the chapter's rule, in GB of this set-up."""

from tools.estimate.memory import Memory
from tools.estimate.setup import Setup

_CHAPTER_ADAPTERS_GB = 2.0


def differences(setup: Setup, memory: Memory) -> tuple[str, ...]:
    """Say what the chapter's rule leaves out or takes otherwise, each with its size (GB).

    The rule knows no activations and no logits; it counts four times the weights for full
    training, and 2 for whatever an adapter adds.
    """
    dynamic = memory.dynamic / 1e9
    states = (memory.gradients + memory.optimizer) / 1e9
    said = [
        f"it counts no activations and no logits, {dynamic:.1f} GB here"
        if dynamic >= 0.05
        else "it counts no activations and no logits; the peak here is the optimizer's step"
    ]
    if setup.gpus > 1:
        said.append(f"it knows one GPU; ours is for each of {setup.gpus}")
    if setup.full:
        said.append(
            f"it takes gradients and moments as wide as the weights; they are {states:.1f} GB here"
        )
        return tuple(said)
    said.append(
        f"it allows {_CHAPTER_ADAPTERS_GB:.0f} for all that training adds, at any rank and size; "
        f"optimizer and gradients alone are {states:.1f} GB here"
    )
    if setup.quantizer is not None and setup.gpus == 1:
        billions = setup.architecture.total_params / 1e9
        said.append(
            f"it takes half a byte for every weight, {billions / 2:.1f} GB; with scales, adapters "
            f"and the part that is not quantised they are {memory.weights / 1e9:.1f} GB here"
        )
    return tuple(said)
