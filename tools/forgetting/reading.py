"""Scores as people have them: a pasted table, CSV, or the JSON of an evaluation harness."""

import csv
import re
from collections.abc import Mapping
from typing import Any

from tools.errors import InputError, shown

LONGEST_TABLE = 200_000
BASE_WORDS = {"base", "baseline", "untuned", "pretrained", "0"}
STEP_WORDS = {"steps", "checkpoint", "ckpt", "iteration", "iter", "epoch", "global_step"}
TASK_WORDS = {"accuracy", "score", "task_score", "task_accuracy", "target_task"}
METRICS = (
    "acc,none",
    "acc_norm,none",
    "exact_match,strict-match",
    "exact_match,none",
    "prompt_level_strict_acc,none",
    "pass@1,none",
    "f1,none",
)


def is_harness_output(scores: object) -> bool:
    """Tell whether an object is the result file of lm-evaluation-harness."""
    return isinstance(scores, Mapping) and isinstance(scores.get("results"), Mapping)


def read_harness(output: Mapping[str, Any]) -> tuple[dict[str, float], dict[str, int]]:
    """Take scores (as they stand) and item counts out of an lm-evaluation-harness result file.

    >>> read_harness({"results": {"mmlu": {"acc,none": 0.62, "acc_stderr,none": 0.004}},
    ...               "n-samples": {"mmlu": {"original": 14042, "effective": 14042}}})
    ({'mmlu': 0.62}, {'mmlu': 14042})
    """
    scores = {name: _metric(name, found) for name, found in output["results"].items()}
    counted = output.get("n-samples")
    samples = {
        name: counts["effective"]
        for name, counts in (counted if isinstance(counted, Mapping) else {}).items()
        if isinstance(counts, Mapping) and isinstance(counts.get("effective"), int)
    }
    return {name: score for name, score in scores.items() if score is not None}, samples


def read_scores(text: str) -> dict[str, Any]:
    """Read a pasted table of checkpoints into `base` and `checkpoints`.

    Columns: step, task and one for each benchmark, parted by commas, semicolons, tabs, bars or
    runs of spaces. The row of the untuned base has `base` or 0 as its step.

    >>> read_scores("step,task,mmlu\\nbase,0.60,0.62\\n500,0.81,0.61")["checkpoints"]
    [{'step': 500, 'task': 0.81, 'general': {'mmlu': 0.61}}]
    """
    if len(text) > LONGEST_TABLE:
        raise InputError(f"table: longer than {LONGEST_TABLE:,} characters", "table")
    rows = [(number, cells) for number, cells in _rows(text) if cells]
    if len(rows) < 2:
        raise InputError("table: a header and at least one row of scores are needed", "table")
    header = _header(rows[0][1])
    if "step" not in header:
        raise InputError("table line 1: no column is called 'step'", "table")
    if twice := [name for name in dict.fromkeys(header) if header.count(name) > 1]:
        raise InputError(f"table line 1: {twice[0]!r} heads more than one column", "table")
    read: dict[str, Any] = {"base": None, "checkpoints": []}
    for number, cells in rows[1:]:
        _add(read, header, number, cells)
    return {name: value for name, value in read.items() if value}


def _header(cells: list[str]) -> list[str]:
    """Give the columns in our words: a checkpoint or an epoch is a step as well.

    >>> _header(["Checkpoint", "accuracy", "MMLU"])
    ['step', 'task', 'mmlu']
    """
    names = [cell.lower().replace(" ", "_") for cell in cells]
    for word, others in (("step", STEP_WORDS), ("task", TASK_WORDS)):
        found = next((name for name in names if name in others), None)
        if word not in names and found:
            names[names.index(found)] = word
    return names


def _add(read: dict[str, Any], header: list[str], number: int, cells: list[str]) -> None:
    if len(cells) != len(header):
        raise InputError(
            f"table line {number}: {len(cells)} cells under {len(header)} columns", "table"
        )
    row = dict(zip(header, cells, strict=True))
    step, task = row.pop("step"), row.pop("task", "")
    general = {name: _number(number, name, cell) for name, cell in row.items() if cell}
    if step.lower() in BASE_WORDS:
        read["base"] = general
        return
    scored = {"task": _number(number, "task", task)} if task else {}
    read["checkpoints"].append({"step": _step(number, step), **scored, "general": general})


def _step(line: int, cell: str) -> float:
    step = _number(line, "step", re.sub(r"^[A-Za-z]+[-_ #]*(?=\d)", "", cell))
    return int(step) if step.is_integer() else step


def _rows(text: str) -> list[tuple[int, list[str]]]:
    lines = list(enumerate(text.strip().splitlines(), start=1))
    delimiter = next((mark for mark in "|\t;," if mark in lines[0][1]), None) if lines else None
    return [(number, _cells(line, delimiter)) for number, line in lines if not _is_rule(line)]


def _cells(line: str, delimiter: str | None) -> list[str]:
    if delimiter is None:
        return line.split()
    if delimiter == "|":
        line = line.strip().removeprefix("|").removesuffix("|")
    return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]


def _is_rule(line: str) -> bool:
    return bool(re.fullmatch(r"[\s|:+-]*", line))


def _number(line: int, column: str, cell: str) -> float:
    try:
        return float(cell.rstrip("% "))
    except ValueError as error:
        point = ", with a point: 0.58" if "," in cell else ""
        raise InputError(
            f"table line {line}: {column} cannot be {shown(cell)}; a number is needed{point}",
            "table",
        ) from error


def _metric(name: str, found: Any) -> float | None:
    if not isinstance(found, Mapping):
        raise InputError(f"results.{name}: not the scores of a benchmark", "base")
    for metric in METRICS:
        if isinstance(found.get(metric), int | float):
            return float(found[metric])
    others = (
        value
        for metric, value in found.items()
        if isinstance(value, int | float) and "," in metric and "stderr" not in metric
    )
    return next((float(value) for value in others), None)
