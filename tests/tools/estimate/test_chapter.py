"""The chapter's memory rule, against runs of its own code."""

import pytest

from tools.estimate.chapter import chapter_rule

GOLDEN = [
    # parameters (billions), method, GiB of the code, rung of the ladder, GB of the printout
    (1, "full", 7.5, "RTX 3090 24GB", 8.0),
    (1, "lora", 3.9, "RTX 3090 24GB", 4.0),
    (1, "qlora", 2.5, "RTX 3090 24GB", 2.5),
    (3, "full", 22.4, "A100 40GB", 24.0),
    (3, "lora", 7.6, "RTX 3090 24GB", 8.0),
    (3, "qlora", 3.4, "RTX 3090 24GB", 3.5),
    (7, "full", 52.2, "A100 80GB", 56.0),
    (7, "lora", 15.0, "RTX 3090 24GB", 16.0),
    (7, "qlora", 5.3, "RTX 3090 24GB", 5.5),
    (8, "full", 59.6, "A100 80GB", 64.0),
    (8, "lora", 16.9, "RTX 4090 24GB", 18.0),
    (8, "qlora", 5.7, "RTX 3090 24GB", 6.0),
    (13, "full", 96.9, "A100 80GB", 104.0),
    (13, "lora", 26.2, "A100 40GB", 28.0),
    (13, "qlora", 8.1, "RTX 3090 24GB", 8.5),
    (32, "full", 238.4, "A100 80GB", 256.0),
    (32, "lora", 61.6, "A100 80GB", 66.0),
    (32, "qlora", 16.9, "RTX 4090 24GB", 18.0),
    (65, "full", 484.3, "A100 80GB", 520.0),
    (65, "lora", 123.1, "A100 80GB", 132.0),
    (65, "qlora", 32.3, "A100 40GB", 34.5),
    (70, "full", 521.5, "A100 80GB", 560.0),
    (70, "lora", 132.4, "A100 80GB", 142.0),
    (70, "qlora", 34.6, "A100 40GB", 37.0),
    (405, "full", 3017.5, "A100 80GB", 3240.0),
    (405, "lora", 756.4, "A100 80GB", 812.0),
    (405, "qlora", 190.6, "A100 80GB", 204.5),
]


@pytest.mark.parametrize(("size_b", "method", "gib", "rung", "gb"), GOLDEN)
def test_the_rule_gives_what_the_chapters_code_gives(
    size_b: float, method: str, gib: float, rung: str, gb: float
) -> None:
    rule = chapter_rule(size_b, method)

    assert (rule.training_memory_gib, rule.training_memory_gb) == (gib, gb)
    assert rule.ladder_gpu == rung


@pytest.mark.parametrize(("size_b", "method", "gib", "rung", "gb"), GOLDEN)
def test_a_card_that_is_too_small_is_never_named(
    size_b: float, method: str, gib: float, rung: str, gb: float
) -> None:
    rule = chapter_rule(size_b, method)

    assert rule.min_gpu == (rung if gb <= 80 else "does not fit on one card")


@pytest.mark.parametrize(
    ("precision", "gib"),
    [("fp32", 104.3), ("fp16", 52.2), ("bf16", 52.2), ("int8", 26.1), ("int4", 13.0)],
)
def test_full_training_of_7b_by_precision(precision: str, gib: float) -> None:
    assert chapter_rule(7, "full", precision).training_memory_gib == gib


def test_an_unknown_precision_counts_as_two_bytes_in_the_chapter() -> None:
    assert chapter_rule(7, "full", "fp7").training_memory_gib == 52.2


def test_checkpoints_of_7b_as_printed_and_as_computed() -> None:
    full, lora, qlora = (chapter_rule(7, method) for method in ("full", "lora", "qlora"))

    assert (full.checkpoint_gb, full.checkpoint_gib) == (14.0, 13.0)
    assert lora.checkpoint_gb == qlora.checkpoint_gb == 0.1


def test_trainable_parameters_of_7b_are_all_or_one_percent() -> None:
    assert chapter_rule(7, "full").trainable_params == 7_000_000_000
    assert chapter_rule(7, "lora").trainable_params == 70_000_000
