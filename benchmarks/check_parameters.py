"""Compares counted parameters and LoRA parameters with real classes on the meta device.

Needs torch, transformers and peft, which the product itself does not:
    pip install torch==2.13.0 transformers peft
    PYTHONPATH=. python benchmarks/check_parameters.py > benchmarks/results/parameters.md
"""

from typing import Any

import peft
import torch
import transformers

from tools.estimate.adapters import adapters_for
from tools.estimate.architecture import Architecture
from tools.estimate.catalogue import find_language_model

RANK = 16
TARGETS: tuple[tuple[str, ...], ...] = (("q_proj", "v_proj"), ("all-linear",))
CLASSES = {
    "TinyLlama-1.1B": "llama", "Llama-3.1-8B": "llama", "Llama-3.2-3B": "llama",
    "Llama-2-13B": "llama", "SmolLM2-360M": "llama", "SmolLM3-3B": "smollm3",
    "Mistral-7B-v0.3": "mistral", "Qwen2.5-0.5B": "qwen2", "Qwen2.5-7B": "qwen2",
    "Qwen3-4B": "qwen3", "Qwen3-30B-A3B": "qwen3_moe", "Mixtral-8x7B": "mixtral",
    "Gemma-2-2B": "gemma2", "Gemma-3-1B": "gemma3_text", "Phi-4": "phi3", "Phi-4-mini": "phi3",
    "phi-1.5": "phi", "OLMo-2-7B": "olmo2", "gpt-oss-20b": "gpt_oss",
    "StableLM-Alpha-3B": "gpt_neox", "BLOOMZ-7B1": "bloom", "StableLM-2-1.6B": "stablelm",
}  # fmt: skip
SPELT = {
    "gpt_neox": {"intermediate_size": "intermediate_size"},
    "bloom": {
        "num_hidden_layers": "n_layer",
        "num_attention_heads": "n_head",
        "intermediate_size": "",
        "num_key_value_heads": "",
        "head_dim": "",
    },
}


def configuration(shape: Architecture, kind: str) -> Any:
    """Give the Hugging Face configuration of a shape."""
    values: dict[str, Any] = {
        "hidden_size": shape.hidden,
        "intermediate_size": shape.intermediate,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "num_key_value_heads": shape.kv_heads,
        "head_dim": shape.head_dim,
        "vocab_size": shape.vocabulary,
        "tie_word_embeddings": shape.tied,
    }
    if shape.mixture:
        values["num_experts"] = values["num_local_experts"] = shape.experts
        values["num_experts_per_tok"] = shape.experts_per_token
        values["moe_intermediate_size"] = shape.intermediate
    if kind == "stablelm":
        values["use_qkv_bias"] = shape.attention_bias
    for ours, theirs in SPELT.get(kind, {}).items():
        value = values.pop(ours)
        if theirs:
            values[theirs] = value
    # padding and special tokens of the defaults may lie beyond a small vocabulary
    values |= {"pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2}
    return transformers.AutoConfig.for_model(kind, **values)


def built(shape: Architecture, kind: str) -> Any:
    """Instantiate the real class without memory."""
    with torch.device("meta"):
        return transformers.AutoModelForCausalLM.from_config(configuration(shape, kind))


def lora_params(shape: Architecture, kind: str, targets: tuple[str, ...]) -> int | str:
    """Count what PEFT trains, or say why it does not."""
    chosen: Any = "all-linear" if targets == ("all-linear",) else list(targets)
    try:
        wrapped = peft.get_peft_model(
            built(shape, kind),
            peft.LoraConfig(r=RANK, target_modules=chosen, task_type="CAUSAL_LM"),
            low_cpu_mem_usage=True,
        )
    except ValueError as error:
        return str(error).split(".")[0][:60]
    return sum(p.numel() for p in wrapped.parameters() if p.requires_grad)


def counted(shape: Architecture, targets: tuple[str, ...]) -> int | str:
    """Count the same from the shape."""
    try:
        return adapters_for(shape, targets).params(shape, RANK)
    except ValueError as error:
        return str(error)[:60]


def main() -> None:
    """Print one row a language model."""
    print(f"torch {torch.__version__}, transformers {transformers.__version__}, ", end="")
    print(f"peft {peft.__version__}, meta device, LoRA rank {RANK}\n")
    print(
        "| language model | class | parameters | real | LoRA q,v | real | LoRA all | real | equal |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for name, kind in CLASSES.items():
        shape = find_language_model(name)
        real = sum(p.numel() for p in built(shape, kind).parameters())
        row: list[int | str] = [shape.total_params, real]
        for targets in TARGETS:
            row += [counted(shape, targets), lora_params(shape, kind, targets)]
        cells = ["refused" if isinstance(cell, str) else f"{cell:,}" for cell in row]
        equal = [cells[i] == cells[i + 1] for i in (0, 2, 4)]
        verdict = "yes" if all(equal) else f"{sum(equal)} of 3"
        print(f"| {name} | {kind} | {' | '.join(cells)} | {verdict} |")


if __name__ == "__main__":
    main()
