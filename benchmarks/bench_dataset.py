"""The dataset check on a generated file with planted defects: found, time, peak memory.

Run: `python benchmarks/bench_dataset.py` (10,000 rows; `make bench` runs it too), or with
`--rows 1000000` for the large file. The file is written to a temporary folder and deleted.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tools.dataset import DatasetRequest, dataset

SEED = 7
WORDS_A_ROW = 40
EVERY = 1_000
"""One row in so many has each defect."""
DEFECTS = (
    "duplicate", "near", "leak", "broken", "empty", "card", "mail", "key", "other_answer",
)  # fmt: skip
GOAL_MB = 300
WORDS = 5_000
"""Words of the made-up language."""


def words(seed: int) -> list[str]:
    """Make up a vocabulary."""
    draw = random.Random(seed)
    letters = "aeioubcdfglmnprst"
    return ["".join(draw.choices(letters, k=draw.randint(3, 9))) for _ in range(WORDS)]


def lines(rows: int, leaked: list[str]) -> Iterator[str]:
    """Give the lines of a training file; rows that leak into the test set are kept aside."""
    draw, known = random.Random(SEED), words(SEED)
    before = ("", "")
    for row in range(rows):
        said = " ".join(draw.choices(known, k=WORDS_A_ROW)) + "."
        prompt, answer = said[: len(said) // 2], said[len(said) // 2 :]
        place = row % EVERY
        defect = DEFECTS[place] if row > 0 and place < len(DEFECTS) else ""
        if defect == "broken":
            yield '{"prompt": "it breaks off\n'
            continue
        prompt, answer = planted(defect, prompt, answer, before)
        text = json.dumps({"prompt": prompt, "completion": answer})
        if defect == "leak":
            leaked.append(text)
        before = (prompt, answer)
        yield f"{text}\n"


def planted(defect: str, prompt: str, answer: str, before: tuple[str, str]) -> tuple[str, str]:
    """Plant a defect in a row."""
    changed = {
        "duplicate": before,
        "near": (before[0], f"{before[1]} indeed"),
        "empty": (prompt, ""),
        "card": (prompt, f"{answer} 4111 1111 1111 1111"),
        "mail": (prompt, f"{answer} jo.doe@example.org"),
        "key": (prompt, f"{answer} AKIAIOSFODNN7EXAMPLE"),
        "other_answer": (before[0], answer),
    }
    return changed.get(defect, (prompt, answer))


def check(folder: Path) -> dict[str, float]:
    """Check the file in this process; give counts, seconds and the peak of memory (MB)."""
    started = time.perf_counter()
    with (folder / "train.jsonl").open() as train, (folder / "test.jsonl").open() as test:
        found = dataset(DatasetRequest(lines=train, test_lines=test))
    personal = {each.kind: each.rows for each in found.found}
    return {
        "rows": found.rows,
        "broken": found.faulty_rows,
        "duplicate": found.duplicates,
        "near": found.near_duplicates or 0,
        "leak": found.leakage.exact + found.leakage.near if found.leakage else 0,
        "empty": found.empty_answers,
        "other_answer": found.same_prompt_other_answer,
        **personal,
        "seconds": round(time.perf_counter() - started, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000, 1),
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=10_000)
    arguments.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.folder:
        print(json.dumps(check(asked.folder)))
        return
    with tempfile.TemporaryDirectory() as made:
        folder, leaked = Path(made), list[str]()
        with (folder / "train.jsonl").open("w") as file:
            file.writelines(lines(asked.rows, leaked))
        (folder / "test.jsonl").write_text("".join(f"{each}\n" for each in leaked))
        size_mb = (folder / "train.jsonl").stat().st_size / 1e6
        run = [sys.executable, __file__, "--folder", str(folder)]
        told = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    show(asked.rows, size_mb, json.loads(told))


def show(rows: int, size_mb: float, told: dict[str, float]) -> None:
    """Print what was planted beside what was found."""
    planted_each = sum(1 for row in range(1, rows) if row % EVERY == len(DEFECTS) - 1)
    print(f"{rows:,} rows, {size_mb:,.0f} MB; each defect planted about {planted_each:,} times")
    for name, value in told.items():
        print(f"  {name:24} {value:,}")
    print(
        f"  {rows / told['seconds']:,.0f} rows a second; peak {told['peak_mb']:,} of {GOAL_MB} MB"
    )


if __name__ == "__main__":
    main()
