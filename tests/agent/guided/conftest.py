"""Briefs with the facts that are in them, and the judgement of the benchmark."""

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

from agent.guided.reading import read_facts

HERE = Path(__file__).parent
BENCHMARK = HERE.parents[2] / "benchmarks" / "bench_reading.py"


def briefs(name: str) -> list[dict[str, Any]]:
    lines = (HERE / "briefs" / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="session", autouse=True)
def tables_are_read_once() -> None:
    """Keep the reading of the tables out of the deadlines of single examples."""
    read_facts("Tables are read once.")


@pytest.fixture(scope="session")
def benchmark() -> dict[str, Any]:
    return runpy.run_path(str(BENCHMARK))


@pytest.fixture(scope="session")
def all_briefs() -> list[dict[str, Any]]:
    return [
        brief for path in sorted((HERE / "briefs").glob("*.jsonl")) for brief in briefs(path.stem)
    ]
