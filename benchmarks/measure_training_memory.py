"""Measures training memory beside the estimate: bytes autograd keeps on a CPU, peaks on a GPU.

Needs torch, transformers and peft, which the product itself does not:
    pip install torch==2.13.0 transformers peft
    export PYTHONPATH=.
    python benchmarks/measure_training_memory.py > benchmarks/results/saved_tensors.md
    python benchmarks/measure_training_memory.py --loops > benchmarks/results/saved_by_loop.md
    python benchmarks/measure_training_memory.py --device cuda > benchmarks/results/gpu.md
"""

import argparse
import itertools
import statistics
from collections.abc import Iterator
from typing import Any, NamedTuple

import peft
import torch
import transformers

from tools.estimate.activations import layer_bytes, score_bytes
from tools.estimate.figures import figures
from tools.estimate.memory import peak
from tools.estimate.request import EstimateRequest
from tools.estimate.resolve import resolve
from tools.estimate.setup import Setup

RANK = 8
FEW, MORE = 2, 4
"""Layers of the two runs whose difference is what one layer keeps."""
TOY = {
    "vocab_size": 1000, "hidden_size": 256, "intermediate_size": 688, "num_attention_heads": 8,
    "num_key_value_heads": 2, "head_dim": 32, "max_position_embeddings": 2048,
}  # fmt: skip
KINDS = ("llama", "qwen2", "qwen3", "gemma2", "phi3", "gpt_neox", "phi")
METHODS = {"full": (), "lora q,v": ("q_proj", "v_proj"), "lora all": ("all-linear",)}
FUSED = {"phi3": ("qkv_proj",), "gpt_neox": ("query_key_value",)}
SIZES = ((2, 128), (1, 384))
TYPES = {"bf16": torch.bfloat16, "fp32": torch.float32}
LOOPS = (("fp32", False), ("fp32", True), ("bf16", True))
"""Type of the weights and whether autocast is on, beside bf16 without autocast."""


class Case(NamedTuple):
    """One set-up of the grid."""

    kind: str
    method: str
    attention: str
    checkpointing: bool
    batch: int
    length: int
    precision: str = "bf16"
    autocast: bool = False

    @property
    def targets(self) -> tuple[str, ...]:
        """The modules with an adapter."""
        chosen = METHODS[self.method]
        return FUSED.get(self.kind, chosen) if self.method == "lora q,v" else chosen

    def request(self, layers: int) -> EstimateRequest:
        """Give the request that describes this case."""
        shape = {key: value for key, value in TOY.items() if key != "max_position_embeddings"}
        lora = {"lora_rank": RANK, "lora_targets": self.targets, "adapter_dtype": "fp32"}
        heads = {"num_key_value_heads": _kv_heads(self.kind)}
        config = shape | heads | {"model_type": self.kind, "num_hidden_layers": layers}
        return EstimateRequest.model_validate(
            {
                "config": config,
                "method": self.method.split()[0],
                "precision": self.precision,
                "autocast": self.autocast,
                "batch_size": self.batch,
                "sequence_length": self.length,
                "gradient_checkpointing": self.checkpointing,
                "attention": self.attention,
                **({} if self.method == "full" else lora),
            }
        )


def _kv_heads(kind: str) -> int:
    return int(TOY["num_attention_heads" if kind == "gpt_neox" else "num_key_value_heads"])


def cases() -> Iterator[Case]:
    """Give every case of the grid."""
    for kind, method, attention, checkpointing, size in itertools.product(
        KINDS, METHODS, ("eager", "sdpa", "flash"), (False, True), SIZES
    ):
        if kind == "gemma2" and attention != "eager":
            continue  # its soft cap on scores exists in eager attention only
        yield Case(kind, method, attention, checkpointing, *size)


def cases_by_loop() -> Iterator[Case]:
    """Give cases of the loops that differ from plain bf16."""
    for (precision, autocast), kind, method, attention in itertools.product(
        LOOPS, KINDS, METHODS, ("eager", "sdpa", "flash")
    ):
        if kind == "gemma2" and attention != "eager":
            continue
        size = SIZES[0] if attention == "sdpa" else SIZES[1]
        yield Case(kind, method, attention, False, *size, precision, autocast)


def language_model(case: Case, layers: int, device: str) -> Any:
    """Build a small real language model, with adapters where the case has them."""
    torch.manual_seed(0)
    config = transformers.AutoConfig.for_model(
        case.kind, **(TOY | {"num_hidden_layers": layers, "pad_token_id": 0}), use_cache=False
    )
    kernel = "sdpa" if case.attention == "flash" else case.attention
    built = transformers.AutoModelForCausalLM.from_config(
        config, dtype=TYPES[case.precision], attn_implementation=kernel
    ).to(device)
    if case.checkpointing:
        built.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": True})
        built.enable_input_require_grads()
    if case.method != "full":
        chosen: Any = "all-linear" if case.targets == ("all-linear",) else list(case.targets)
        built = peft.get_peft_model(
            built, peft.LoraConfig(r=RANK, target_modules=chosen, task_type="CAUSAL_LM")
        )
    return built.train()


def kept_bytes(case: Case, layers: int) -> int:
    """Count the bytes that autograd keeps between forward and backward, weights left out."""
    built = language_model(case, layers, "cpu")
    own = {p.untyped_storage().data_ptr() for p in built.parameters()}
    own |= {b.untyped_storage().data_ptr() for b in built.buffers()}
    kept: dict[int, tuple[int, torch.Tensor]] = {}

    def pack(tensor: torch.Tensor) -> torch.Tensor:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in own:
            kept[storage.data_ptr()] = (storage.nbytes(), tensor)
        return tensor

    tokens = torch.randint(1, int(TOY["vocab_size"]), (case.batch, case.length))
    mask = torch.ones_like(tokens)
    if case.attention == "sdpa" and case.batch > 1:
        mask[:, -1] = 0  # a padded batch, whose mask makes transformers repeat the keys
    autocast = torch.autocast("cpu", torch.bfloat16, enabled=case.autocast)
    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor), autocast:
        out = built(input_ids=tokens, attention_mask=mask).logits
    total = sum(size for size, _ in kept.values())
    del out
    return total


def estimated_layer(setup: Setup) -> float:
    """Give our bytes of one layer between forward and backward."""
    if setup.checkpointing:
        return setup.tokens * setup.architecture.hidden * setup.stream_width
    return layer_bytes(setup) + score_bytes(setup)[1]


def report_saved_tensors() -> None:
    """Print what one layer keeps, counted and estimated."""
    print_versions("CPU, bf16, adapters in fp32, bytes of one layer")
    print(
        "| class | method | attention | checkpointing | batch × length | counted | ours | error |"
    )
    print("|---|---|---|---|---|---|---|---|")
    errors: dict[bool, list[float]] = {False: [], True: []}
    for case in cases():
        counted, ours, error = of_one_layer(case)
        errors[case.checkpointing].append(abs(error))
        print(
            f"| {case.kind} | {case.method} | {case.attention} | "
            f"{'on' if case.checkpointing else 'off'} | {case.batch} × {case.length} | "
            f"{counted:,.0f} | {ours:,.0f} | {error:+.1%} |"
        )
    for on, found in errors.items():
        print(
            f"\nCheckpointing {'on' if on else 'off'}: {len(found)} set-ups, error "
            f"{statistics.median(found):.1%} at the median, {max(found):.1%} at most."
        )


def of_one_layer(case: Case) -> tuple[float, float, float]:
    """Give what one layer keeps (bytes), counted and estimated, and our error."""
    counted = (kept_bytes(case, MORE) - kept_bytes(case, FEW)) / (MORE - FEW)
    ours = estimated_layer(resolve(case.request(MORE)))
    return counted, ours, ours / counted - 1


def report_loops() -> None:
    """Print what one layer keeps under fp32 weights and autocast, counted and estimated."""
    print_versions("CPU, adapters in fp32, autocast to bf16, no checkpointing, bytes of one layer")
    print("| class | method | attention | batch × length | weights | autocast | counted | ours |")
    print("|---" * 8 + "|")
    errors = []
    for case in cases_by_loop():
        counted, ours, error = of_one_layer(case)
        errors.append(abs(error))
        autocast = "on" if case.autocast else "off"
        print(
            f"| {case.kind} | {case.method} | {case.attention} | {case.batch} × {case.length} | "
            f"{case.precision} | {autocast} | {counted:,.0f} | {ours:,.0f} |"
        )
    print(
        f"\n{len(errors)} set-ups, error {statistics.median(errors):.1%} at the median, "
        f"{max(errors):.1%} at most."
    )


def report_gpu() -> None:
    """Print peaks of three training steps on a GPU beside the estimate."""
    print_versions(torch.cuda.get_device_name())
    print("| class | method | attention | checkpointing | batch × length | ", end="")
    print("allocated | ours | reserved | ours | driver | ours |\n" + "|---" * 11 + "|")
    for case in cases():
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()
        _train(language_model(case, MORE, "cuda"), case)
        setup = resolve(case.request(MORE))
        ours = figures(setup, peak(setup))
        free, total = torch.cuda.mem_get_info()
        measured = (
            torch.cuda.max_memory_allocated(),
            torch.cuda.max_memory_reserved(),
            total - free,
        )
        pairs = zip(measured, (ours.allocated, ours.reserved, ours.device), strict=True)
        cells = " | ".join(f"{real / 1e6:,.0f} MB | {our / 1e6:,.0f} MB" for real, our in pairs)
        print(
            f"| {case.kind} | {case.method} | {case.attention} | {case.checkpointing} | "
            f"{case.batch} × {case.length} | {cells} |"
        )


def _train(built: Any, case: Case) -> None:
    trained = [p for p in built.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, fused=True)
    tokens = torch.randint(1, int(TOY["vocab_size"]), (case.batch, case.length), device="cuda")
    for _ in range(3):
        built(input_ids=tokens, labels=tokens).loss.backward()
        optimizer.step()
        optimizer.zero_grad()


def print_versions(what: str) -> None:
    """Print the versions that a table was made with."""
    versions = f"torch {torch.__version__}, transformers {transformers.__version__}"
    print(f"{versions}, peft {peft.__version__}; {what}\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--loops", action="store_true")
    asked = parser.parse_args()
    if asked.device == "cuda":
        report_gpu()
    elif asked.loops:
        report_loops()
    else:
        report_saved_tensors()
