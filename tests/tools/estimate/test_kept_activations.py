"""Our bytes of one layer against autograd's, as counted on real classes and kept in a table."""

import statistics
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tools.estimate.activations import layer_bytes, score_bytes
from tools.estimate.memory import peak
from tools.estimate.request import EstimateRequest
from tools.estimate.resolve import resolve
from tools.estimate.setup import Setup

RESULTS = Path(__file__).parents[3] / "benchmarks" / "results"
WORKSPACE = 30_000_000
SHAPE = {
    "vocab_size": 1000, "hidden_size": 256, "intermediate_size": 688, "num_attention_heads": 8,
    "num_key_value_heads": 2, "head_dim": 32, "num_hidden_layers": 4,
}  # fmt: skip
FUSED = {"phi3": ["qkv_proj"], "gpt_neox": ["query_key_value"]}


def counted(table: str = "saved_tensors.md") -> list[tuple[Setup, float]]:
    """Read each line of a table: its set-up, and what was counted there."""
    lines = (RESULTS / table).read_text("utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [_read(row) for row in cells if len(row) >= 8 and row[3] in ("on", "off")]


def _read(row: list[str], loop: dict[str, Any] | None = None) -> tuple[Setup, float]:
    kind, method, attention, checkpointing, size, kept = row[:6]
    batch, length = size.split(" × ")
    targets = ["all-linear"] if method == "lora all" else FUSED.get(kind, ["q_proj", "v_proj"])
    heads = {"num_key_value_heads": 8} if kind == "gpt_neox" else {}
    adapter = {"adapter_dtype": "fp32", "lora_rank": 8, "lora_targets": targets}
    request = EstimateRequest.model_validate(
        {
            "config": SHAPE | heads | {"model_type": kind},
            "method": method.split()[0],
            "precision": "bf16",
            "autocast": False,
            "batch_size": int(batch),
            "sequence_length": int(length),
            "gradient_checkpointing": checkpointing == "on",
            "attention": attention,
            "optimizer": "adamw_torch",
        }
        | ({} if method == "full" else adapter)
        | (loop or {})
    )
    return resolve(request), float(kept.replace(",", ""))


def counted_by_loop() -> list[tuple[Setup, float]]:
    """Read the table of fp32 weights and autocast: each set-up, and what was counted there."""
    lines = (RESULTS / "saved_by_loop.md").read_text("utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [
        _read([*row[:3], "off", row[3], row[6]], {"precision": row[4], "autocast": row[5] == "on"})
        for row in rows
        if len(row) == 8 and row[5] in ("on", "off")
    ]


def test_what_one_layer_keeps_is_what_autograd_keeps() -> None:
    errors = [
        abs((layer_bytes(setup) + score_bytes(setup)[1]) / kept - 1)
        for setup, kept in counted()
        if not setup.checkpointing
    ]

    assert len(errors) >= 100
    assert statistics.median(errors) < 0.001
    assert max(errors) < 0.06


def test_the_peak_of_a_whole_step_is_what_the_live_storages_of_a_real_one_add_up_to() -> None:
    errors = [
        abs((peak(setup).allocated - WORKSPACE) / (megabytes * 1e6) - 1)
        for setup, megabytes in counted("step_peaks.md")
        if setup.attention == "flash"
    ]

    assert len(errors) >= 50
    assert statistics.median(errors) < 0.01
    assert max(errors) < 0.11


def test_fp32_weights_and_autocast_keep_what_autograd_keeps() -> None:
    found = counted_by_loop()
    errors = sorted(
        abs((layer_bytes(setup) + score_bytes(setup)[1]) / kept - 1) for setup, kept in found
    )

    assert {(setup.width, setup.autocast) for setup, _ in found} == {
        (4, False),
        (4, True),
        (2, True),
    }
    assert statistics.median(errors) < 0.005
    assert errors[int(0.9 * len(errors))] < 0.04
    assert errors[-1] < 0.1


@pytest.mark.parametrize(
    ("kind", "method", "megabytes"),
    [
        ("llama", "full", 119.2),
        ("llama", "lora q,v", 95.4),
        ("llama", "lora all", 154.3),
        ("qwen3", "lora q,v", 105.7),
        ("phi3", "lora q,v", 92.0),
    ],
)
def test_where_logits_are_few_the_backward_pass_is_the_peak_as_in_a_real_step(
    kind: str, method: str, megabytes: float
) -> None:
    """The figures are live storages of a step with a vocabulary of 64, bf16, foreach AdamW."""
    setup, _ = _read([kind, method, "flash", "off", "4 × 512", "0"])
    small = setup.with_(architecture=replace(setup.architecture, vocabulary=64))

    memory = peak(small)

    assert memory.moment == "the backward pass through a layer"
    assert (memory.allocated - WORKSPACE) / 1e6 == pytest.approx(megabytes, rel=0.02)


def test_with_checkpointing_exactly_the_input_of_each_layer_is_kept() -> None:
    found = [(setup, kept) for setup, kept in counted() if setup.checkpointing]

    assert len(found) >= 100
    assert all(setup.tokens * setup.architecture.hidden * 2 == kept for setup, kept in found)
