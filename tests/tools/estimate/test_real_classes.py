"""Our counts against real transformers and PEFT classes, from the kept table and live."""

from itertools import product
from pathlib import Path
from types import ModuleType

import pytest

from tools.errors import InputError
from tools.estimate.adapters import adapters_for
from tools.estimate.catalogue import find_language_model

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"
RANK = 16
ADAPTED = ("Llama-3.1-8B", "Qwen2.5-0.5B", "Qwen3-4B", "Gemma-2-2B", "Mistral-7B-v0.3")
"""Tied and untied, with grouped heads; PEFT takes seconds for each."""


def rows() -> list[list[str]]:
    """Give the cells of each language model: name, class, then counts in pairs, ours and real."""
    lines = (BENCHMARKS / "results" / "parameters.md").read_text("utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if len(row) == 9 and row[2][:1].isdigit()]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_parameters_and_adapters_are_those_of_the_real_class(row: list[str]) -> None:
    shape = find_language_model(row[0])

    def trained(*targets: str) -> str:
        try:
            return f"{adapters_for(shape, targets).params(shape, RANK):,}"
        except InputError:
            return "refused"

    ours = (f"{shape.total_params:,}", trained("q_proj", "v_proj"), trained("all-linear"))
    assert ours == (row[3], row[5], row[7])


def test_the_kept_table_has_tied_grouped_and_mixed_architectures() -> None:
    shapes = [find_language_model(row[0]) for row in rows()]

    assert len(shapes) >= 10
    assert any(shape.tied for shape in shapes)
    assert any(shape.kv_heads < shape.heads for shape in shapes)
    assert any(shape.mixture for shape in shapes)


def real_classes() -> ModuleType:
    """Give the check against real classes; left out where they are not installed."""
    for package in ("torch", "transformers", "peft"):
        pytest.importorskip(package, reason=f"the dependency group real-classes ({package})")
    from benchmarks import check_parameters

    return check_parameters


def test_real_classes_still_count_the_same() -> None:
    check = real_classes()

    for name, kind in check.CLASSES.items():
        shape = find_language_model(name)
        real = sum(p.numel() for p in check.built(shape, kind).parameters())
        assert shape.total_params == real, name


def test_real_weights_take_the_bytes_we_count() -> None:
    check = real_classes()

    for name, kind in check.CLASSES.items():
        shape = find_language_model(name)
        real = sum(p.nbytes for p in check.built(shape, kind).bfloat16().parameters())
        assert 2 * shape.total_params == real, name


def test_real_adapters_still_count_the_same() -> None:
    check = real_classes()

    for name, targets in product(ADAPTED, check.TARGETS):
        shape, kind = find_language_model(name), check.CLASSES[name]
        assert check.counted(shape, targets) == check.lora_params(shape, kind, targets), name
