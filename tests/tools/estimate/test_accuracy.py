"""Estimates against published measurements: like with like, within the promised error."""

import json
import statistics
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from tools.estimate import EstimateRequest, estimate

DATA = Path(__file__).parent / "data" / "published_memory.jsonl"
FIGURE = {"allocated": "peak_gb", "reserved": "reserved_gb", "device": "device_gb"}
CARDS_GIB = (6, 8, 12, 16, 24, 32, 40, 48, 80, 141)


def records(groups: str = "AB") -> list[dict[str, Any]]:
    every = (json.loads(line) for line in DATA.read_text("utf-8").splitlines())
    return [record for record in every if record["group"] in groups]


def errors(found: list[dict[str, Any]], *, with_loop: bool = True) -> list[float]:
    """Give estimated over measured, less one, for each record."""
    result = []
    for record in found:
        said = record["request"]
        if not with_loop:
            said = {k: v for k, v in said.items() if k not in record["loop_facts"]}
        answer = estimate(EstimateRequest.model_validate(said))
        result.append(getattr(answer, FIGURE[record["kind"]]) / record["measured_gb"] - 1)
    return result


def median_and_tenth(values: list[float]) -> tuple[float, float]:
    sizes = sorted(abs(value) for value in values)
    return statistics.median(sizes), sizes[int(0.9 * len(sizes))]


def test_with_the_facts_of_the_loop_the_error_is_3_percent_and_8_at_the_tenth() -> None:
    median, tenth = median_and_tenth(errors(records()))

    assert median <= 0.015
    assert tenth <= 0.065


def test_from_the_inputs_of_a_model_card_the_error_is_5_percent_and_20_at_the_tenth() -> None:
    median, tenth = median_and_tenth(errors(records(), with_loop=False))

    assert median <= 0.02
    assert tenth <= 0.12


@pytest.mark.parametrize("method", ["full", "lora", "qlora"])
def test_each_method_is_within_the_promise(method: str) -> None:
    found = [record for record in records() if record["request"]["method"] == method]

    assert median_and_tenth(errors(found))[0] <= 0.03


def test_the_range_keeps_its_promise_and_is_narrow() -> None:
    covered, widths = [], []
    for record in records():
        answer = estimate(EstimateRequest.model_validate(record["request"]))
        share = record["measured_gb"] / getattr(answer, FIGURE[record["kind"]])
        low, high = answer.low_gb / answer.peak_gb, answer.high_gb / answer.peak_gb
        covered.append(low <= share <= high)
        widths.append(high / low)

    assert statistics.mean(covered) >= 0.93
    assert statistics.median(widths) <= 1.4


def test_varying_lengths_are_inside_their_wider_range() -> None:
    inside = []
    for record in records("C"):
        answer = estimate(EstimateRequest.model_validate(record["request"]))
        share = record["measured_gb"] / getattr(answer, FIGURE[record["kind"]])
        inside.append(answer.low_gb / answer.peak_gb <= share <= answer.high_gb / answer.peak_gb)

    assert statistics.mean(inside) >= 0.9


def test_the_smallest_card_that_holds_the_peak_is_named() -> None:
    found = records()
    pairs = [
        (smallest(record["measured_gb"] * (1 + error)), smallest(record["measured_gb"]))
        for record, error in zip(found, errors(found), strict=True)
    ]

    assert statistics.mean(ours == real for ours, real in pairs) >= 0.9
    assert statistics.mean(ours < real for ours, real in pairs) <= 0.05


def smallest(gb: float) -> int:
    return next(card for card in CARDS_GIB if gb * 1e9 <= card * 0.94 * 2**30)


def test_the_kept_table_and_the_readme_say_what_is_computed_today() -> None:
    root = Path(__file__).parents[3]
    spec = spec_from_file_location("bench_memory", root / "benchmarks" / "bench_memory.py")
    assert spec is not None
    assert spec.loader is not None
    bench = module_from_spec(spec)
    spec.loader.exec_module(bench)
    scorable = [point for point in bench.read_points() if point.group in "AB"]
    row = bench.row("**A + B**", scorable)

    readme = (root / "tools" / "estimate" / "README.md").read_text("utf-8").replace("\n  ", " ")
    loop, card = row.split(" | ")[2], row.split(" | ")[5]

    assert row in (root / "benchmarks" / "results" / "memory.md").read_text("utf-8")
    for figure in (loop, card):
        median, tenth = figure.split(" / ")
        assert f"{median} %" in readme
        assert f"{tenth} %" in readme
