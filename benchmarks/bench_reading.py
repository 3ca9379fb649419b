"""Slot accuracy of the reader: precision and recall by field over files of briefs.

    python benchmarks/bench_reading.py tests/agent/guided/briefs/dev.jsonl [--errors]

A value read for a field of `gold` must be within the tolerance; one read for a field in `absent`
is wrong; fields in neither are not judged, and are counted as "unlisted".
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from agent.guided.reading import Reading, read_facts
from tools.vocabulary import TaskProfile

BRIEFS = Path(__file__).parents[1] / "tests" / "agent" / "guided" / "briefs"


def conversation(brief: dict[str, Any]) -> tuple[dict[str, Any], list[Reading]]:
    """Read the turns one after the other; a later value replaces an earlier one."""
    known: dict[str, Any] = {}
    readings = []
    asked = brief.get("asked", [None] * len(brief["turns"]))
    for turn, field in zip(brief["turns"], asked, strict=False):
        reading = read_facts(turn, field, TaskProfile(**known))
        known |= {fact.field: fact.value for fact in reading.facts}
        readings.append(reading)
    return known, readings


def same(value: Any, gold: Any, tolerance: float) -> bool:
    """Tell whether a value is the gold value, numbers within a relative tolerance."""
    if isinstance(gold, bool) or isinstance(value, bool) or not isinstance(gold, int | float):
        return bool(value == gold)
    return abs(value - gold) <= max(tolerance, 1e-6) * abs(gold)


def judge(brief: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Yield (field, verdict, value): right, wrong, missed or unlisted."""
    known, _ = conversation(brief)
    tolerances = brief.get("tolerance", {})
    for field, gold in brief["gold"].items():
        if known.get(field) is None:
            yield field, "missed", None
        else:
            right = same(known[field], gold, tolerances.get(field, 0.0))
            yield field, "right" if right else "wrong", known[field]
    for field, value in known.items():
        if field not in brief["gold"]:
            yield field, "wrong" if field in brief["absent"] else "unlisted", value


def shares(counts: Counter[str]) -> tuple[float, float]:
    """Give precision and recall."""
    said = counts["right"] + counts["wrong"]
    wanted = counts["right"] + counts["missed"] + counts["wrong_gold"]
    return counts["right"] / said if said else 1.0, counts["right"] / wanted if wanted else 1.0


def score(path: Path, show_errors: bool) -> dict[str, Counter[str]]:
    """Count the verdicts by field over one file, and print what is wrong if asked to."""
    by_field: dict[str, Counter[str]] = {}
    for brief in briefs(path):
        for field, verdict, value in judge(brief):
            counts = by_field.setdefault(field, Counter())
            counts[verdict] += 1
            gold = brief["gold"].get(field)
            counts["wrong_gold"] += verdict == "wrong" and field in brief["gold"]
            if show_errors and verdict != "right":
                print(f"  {brief['id']:8} {verdict:8} {field} = {value!r}, gold {gold!r}")
    return by_field


def briefs(path: Path) -> list[dict[str, Any]]:
    """Read the briefs of one file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def line_for(name: str, counts: Counter[str], ms_a_turn: float) -> str:
    """Word the figures of one file."""
    precision, recall = shares(counts)
    return (
        f"{name:20} precision {precision:.3f} recall {recall:.3f}  right {counts['right']}, "
        f"wrong {counts['wrong']}, missed {counts['missed']}, unlisted {counts['unlisted']}; "
        f"{ms_a_turn:.1f} ms a turn"
    )


def main(arguments: list[str]) -> None:
    """Print the figures of each file, and with --fields those of each field over all files."""
    read_facts("Tables are read once.")
    overall: dict[str, Counter[str]] = {}
    named = [Path(each) for each in arguments if not each.startswith("--")]
    for path in named or sorted(BRIEFS.glob("*.jsonl")):
        started = time.perf_counter()
        by_field = score(path, "--errors" in arguments)
        seconds = time.perf_counter() - started
        turns = sum(len(brief["turns"]) for brief in briefs(path))
        print(line_for(path.stem, sum(by_field.values(), Counter()), 1000 * seconds / turns))
        for field, counts in by_field.items():
            overall.setdefault(field, Counter()).update(counts)
    if "--fields" in arguments:
        for field, counts in sorted(overall.items()):
            print(line_for(field, counts, 0.0).partition(";")[0])


if __name__ == "__main__":
    main(sys.argv[1:])
