"""What is left after training: files on disk, and memory to serve the result."""

from tools.estimate.answer import Serving, Storage
from tools.estimate.memory import optimizer_bytes
from tools.estimate.setup import Setup

_HALF = 2
_CONTEXT_GB = 0.45


def storage(setup: Setup, trained: int, checkpoints: int) -> Storage:
    """Give the sizes on disk (GB): the adapter, merged weights, and states to go on from."""
    adapter = trained * setup.adapter_width / 1e9
    merged = setup.architecture.total_params * (setup.width if setup.full else _HALF) / 1e9
    moments = trained * optimizer_bytes(setup, setup.adapter_width) / 1e9
    state = round((merged if setup.full else adapter) + moments, 3)
    return Storage(
        adapter_gb=None if setup.full else round(adapter, 3),
        merged_gb=round(merged, 3),
        training_state_gb=state,
        kept_checkpoints=checkpoints,
        kept_gb=round(state * checkpoints, 3),
    )


def serving(setup: Setup, requests: int) -> Serving:
    """Give the memory (GB) to serve the merged result in 16 bits, each request at full length.

    The KV cache: 2 × layers × width of the keys × 2 bytes for each token.
    """
    architecture = setup.architecture
    per_token = 2 * architecture.layers * architecture.key * _HALF
    weights = round(architecture.total_params * _HALF / 1e9, 3)
    cache = round(per_token * setup.length * requests / 1e9, 3)
    return Serving(
        weights_gb=weights,
        kv_cache_gb=cache,
        total_gb=round(weights + cache + _CONTEXT_GB, 3),
        kv_bytes_per_token=per_token,
        requests=requests,
        tokens_per_request=setup.length,
    )
