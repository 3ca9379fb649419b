"""Prints the error of memory estimates on published measurements, beside three published rules.

    PYTHONPATH=. python benchmarks/bench_memory.py > benchmarks/results/memory.md

Like is compared with like: allocated with allocated, reserved with reserved, driver with driver.
Groups: A torch's allocated memory on one GPU, everything stated; B reserved or driver figures at
a fixed length; C varying lengths, whole gigabytes or an unnamed figure; untouched: looked at once.
"""

import json
import statistics
import timeit
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from tools.estimate import Estimate, EstimateRequest, estimate
from tools.estimate.cards import find_card
from tools.estimate.chapter import chapter_rule
from tools.estimate.duration import training_hours
from tools.estimate.resolve import resolve
from tools.estimate.searching import WhatFitsRequest, what_fits

DATA = Path(__file__).resolve().parents[1] / "tests/tools/estimate/data/published_memory.jsonl"
FIGURE = {"allocated": "peak_gb", "reserved": "reserved_gb", "device": "device_gb"}
CARDS_GIB = (6, 8, 12, 16, 24, 32, 40, 48, 80, 141)
USABLE = 0.94


class Point(NamedTuple):
    """A published measurement with what we and the rules say (GB)."""

    id: str
    source: str
    group: str
    method: str
    measured: float
    ours: float
    covered: bool
    width: float
    from_card_inputs: float
    chapter: float
    accelerate: float
    llama_factory: float


def read_points() -> list[Point]:
    """Read the measurements and run every estimator on each."""
    return [_point(json.loads(line)) for line in DATA.read_text("utf-8").splitlines()]


def _point(record: dict[str, Any]) -> Point:
    request = record["request"]
    card = {k: v for k, v in request.items() if k not in record["loop_facts"]}
    answer = estimate(EstimateRequest.model_validate(request))
    other = estimate(EstimateRequest.model_validate(card))
    ours = getattr(answer, FIGURE[record["kind"]])
    share = record["measured_gb"] / ours
    chapter, accelerate, llama_factory = _rules(answer, request)
    return Point(
        id=record["id"],
        source=_short(record["source"]),
        group=record["group"],
        method=request["method"],
        measured=record["measured_gb"],
        ours=ours,
        covered=answer.low_gb / answer.peak_gb <= share <= answer.high_gb / answer.peak_gb,
        width=answer.high_gb / answer.low_gb,
        from_card_inputs=getattr(other, FIGURE[record["kind"]]),
        chapter=chapter,
        accelerate=accelerate,
        llama_factory=llama_factory,
    )


def _rules(answer: Estimate, request: dict[str, Any]) -> tuple[float, float, float]:
    """Give the chapter's rule, accelerate's four times the load size, LLaMA-Factory's table."""
    billions, method = answer.total_params / 1e9, request["method"]
    shards = request.get("gpus", 1) if "sharding" in request else 1
    chapter = chapter_rule(billions, method).training_memory_gib * 2**30 / 1e9
    load = billions * (0.5 if method == "qlora" else 2)
    per_billion = {"full": 18 if request.get("deepspeed") else 8, "lora": 2, "qlora": 0.5}[method]
    return chapter / shards, 4 * load / shards, per_billion * billions / shards


def _short(source: str) -> str:
    return next((s for s in ("fitcheck", "litgpt", "QwenLM", "fsdp_qlora", "ms-swift", "torchtune",
                             "LLaMA-Factory", "peft") if s in source), source)  # fmt: skip


def row(name: str, points: list[Point]) -> str:
    """Write one line of the table: median and 90th percentile of the error, in percent."""
    estimators: tuple[Callable[[Point], float], ...] = (
        lambda p: p.ours,
        lambda p: p.from_card_inputs,
        lambda p: p.chapter,
        lambda p: p.accelerate,
        lambda p: p.llama_factory,
    )
    cells = []
    for estimator in estimators:
        errors = sorted(abs(estimator(p) / p.measured - 1) * 100 for p in points)
        tenth = errors[min(len(errors) - 1, int(0.9 * len(errors)))]
        cells.append(f"{statistics.median(errors):.1f} / {tenth:.1f}")
    bias = statistics.median((p.ours / p.measured - 1) * 100 for p in points)
    cover = 100 * sum(p.covered for p in points) / len(points)
    return f"| {name} | {len(points)} | {' | '.join(cells[:1])} | {bias:+.1f} | {cover:.0f} | " + (
        f"{' | '.join(cells[1:])} |"
    )


def smallest_card(gb: float) -> int:
    """Give the smallest card (GiB as sold) that holds `gb` at 94 % usable."""
    gib = gb * 1e9 / 2**30
    return next((card for card in CARDS_GIB if gib <= card * USABLE), 999)


def print_table(points: list[Point]) -> None:
    """Print errors by group, source and method."""
    print(
        "| group, source, method | n | ours | bias | cover % | card inputs only | chapter | ",
        end="",
    )
    print("accelerate 4× | LLaMA-Factory |\n" + "|---" * 9 + "|")
    for name, chosen in _slices(points):
        if chosen:
            print(row(name, chosen))


def _slices(points: list[Point]) -> Iterable[tuple[str, list[Point]]]:
    scorable = [p for p in points if p.group in "AB"]
    for group, source in sorted({(p.group, p.source) for p in points}):
        yield f"{group} {source}", [p for p in points if (p.group, p.source) == (group, source)]
    yield "**A + B**", scorable
    for method in ("full", "lora", "qlora"):
        yield f"A + B {method}", [p for p in scorable if p.method == method]


def print_speeds() -> None:
    """Print how many published runs took the hours we say."""
    errors, inside = [], []
    for line in (DATA.parent / "published_speeds.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        setup = resolve(EstimateRequest.model_validate(record["request"]))
        span = training_hours(setup, find_card(record["card"]), setup.gpus, 100_000, 1)
        measured = 100_000 * setup.length / record["tokens_per_second"] / 3600
        inside.append(span.low <= measured <= span.high)
        errors.append(abs(span.low * 1.4 / measured - 1) * 100)
    print(f"\nHours: {sum(inside)} of {len(inside)} published runs are in the range; ", end="")
    print(f"the likely time is off by {statistics.median(errors):.0f} % at the median.")


def print_bars(points: list[Point]) -> None:
    """Print the width of ranges, the cards named, and the time an answer takes."""
    scorable = [p for p in points if p.group in "AB"]
    allocated = [p.width for p in points if p.group == "A"]
    named = [(smallest_card(p.ours), smallest_card(p.measured)) for p in scorable]
    right = sum(ours == real for ours, real in named)
    small = sum(ours < real for ours, real in named)
    request = EstimateRequest(model="Llama-3.1-8B", method="qlora")
    once = min(timeit.repeat(lambda: estimate(request), number=200, repeat=5)) / 200
    search = min(timeit.repeat(lambda: what_fits(WhatFitsRequest(on="H200")), number=1, repeat=5))
    print(f"\nWidth of the range (high / low), group A: {statistics.median(allocated):.2f}.")
    print(f"Smallest card, A + B: right {right} of {len(named)}, too small {small}.")
    print(f"One estimate: {once * 1e6:.0f} µs. What fits an H200: {search * 1e3:.0f} ms.")


if __name__ == "__main__":
    measurements = read_points()
    print_table(measurements)
    print_speeds()
    print_bars(measurements)
