"""Our counts against real transformers and PEFT classes, from the kept table and live."""

from pathlib import Path

import pytest

from tools.errors import InputError
from tools.estimate.adapters import adapters_for
from tools.estimate.catalogue import find_language_model

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"
RANK = 16


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


def test_real_classes_still_count_the_same() -> None:
    for package in ("torch", "transformers", "peft"):
        pytest.importorskip(package, reason=f"pip install torch transformers peft ({package})")
    from benchmarks import check_parameters

    for name, kind in check_parameters.CLASSES.items():
        shape = find_language_model(name)
        real = sum(p.numel() for p in check_parameters.built(shape, kind).parameters())
        assert shape.total_params == real, name
