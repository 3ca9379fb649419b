"""Scores of checkpoints in a message: a pasted table, CSV or JSON, or told in sentences."""

import json
import re
from dataclasses import dataclass
from typing import Any

from agent.guided.plans.prose_scores import told_scores
from tools.errors import InputError
from tools.forgetting.reading import is_harness_output, read_scores

LONGEST = 100_000
_LONGEST_TOLD = 4_000
"""Characters in which sentences tell scores."""
_HEADER = re.compile(r"\b(?:step|steps|checkpoint|ckpt|iteration|iter|epoch)\b", re.IGNORECASE)
_STEP = re.compile(r"(?:step|checkpoint|ckpt|iteration|epoch)[\s#:=_-]*(\d[\d,]*)", re.IGNORECASE)
_UNTUNED = re.compile(r"\b(?:base|baseline|untuned|before)\b", re.IGNORECASE)


@dataclass(frozen=True)
class PastedScores:
    """Scores as arguments of `forgetting`, and the words of the message without them."""

    arguments: dict[str, Any]
    words: str


def pasted_scores(text: str) -> PastedScores | None:
    """Find scores of checkpoints in a message.

    >>> found = pasted_scores("which one?\\nstep,task,mmlu\\nbase,0.6,0.62\\n500,0.81,0.61")
    >>> found.arguments, found.words
    ({'table': 'step,task,mmlu\\nbase,0.6,0.62\\n500,0.81,0.61'}, 'which one?')
    """
    text = text[:LONGEST]
    return _from_json(text) or _from_table(text) or _from_sentences(text)


def _from_sentences(text: str) -> PastedScores | None:
    told = told_scores(text[:_LONGEST_TOLD])
    return PastedScores(told, text) if told else None


def _from_table(text: str) -> PastedScores | None:
    lines = text.splitlines()
    for at, line in enumerate(lines):
        if not _HEADER.search(line) or (len(line.split()) < 2 and "," not in line):
            continue
        end = at + 1
        while end < len(lines) and _belongs(lines[end], line):
            end += 1
        table = "\n".join(each.strip() for each in lines[at:end])
        if end > at + 1 and _reads(table):
            words = "\n".join([*lines[:at], *lines[end:]]).strip()
            return PastedScores({"table": table}, words)
    return None


def _belongs(line: str, header: str) -> bool:
    """A row has as many cells as the header, and a number; a rule has neither."""
    if re.fullmatch(r"\s*[|:+-][\s|:+-]*", line):
        return True
    mark = next((each for each in "|\t;," if each in header), None)
    return bool(re.search(r"\d", line)) and len(_cells(line, mark)) == len(_cells(header, mark))


def _cells(line: str, mark: str | None = None) -> list[str]:
    return line.strip().strip("|").split(mark) if mark else line.split()


def _reads(table: str) -> bool:
    """A table whose cells are wrong is one all the same; the tool says what to mend."""
    try:
        read_scores(table)
    except InputError as error:
        return "cells under" not in str(error) and "no column" not in str(error)
    return True


def _from_json(text: str) -> PastedScores | None:
    found = [(at, end, value) for at, end, value in _objects(text) if isinstance(value, dict)]
    outputs = [each for each in found if is_harness_output(each[2])]
    words = _without(text, found)
    for _, _, value in found:
        if "checkpoints" in value:
            named = ("base", "checkpoints", "samples", "save_steps", "task_samples")
            return PastedScores({k: value[k] for k in named if k in value}, words)
    if len(outputs) < 2:
        return None
    return PastedScores(_of_outputs(text, outputs), words)


def _of_outputs(text: str, outputs: list[tuple[int, int, Any]]) -> dict[str, Any]:
    """Take the one that is called base, else the first, as the untuned one."""
    titles = [text[max(0, at - 60) : at] for at, _, _ in outputs]
    base = next((at for at, title in enumerate(titles) if _UNTUNED.search(title)), 0)
    checkpoints: list[dict[str, Any]] = []
    for place, (title, output) in enumerate(zip(titles, outputs, strict=True)):
        if place != base:
            step = _STEP.findall(title)
            at = int(step[-1].replace(",", "")) if step else len(checkpoints) + 1
            checkpoints.append({"step": at, "general": output[2]})
    return {"base": outputs[base][2], "checkpoints": checkpoints}


def _objects(text: str) -> list[tuple[int, int, Any]]:
    found: list[tuple[int, int, Any]] = []
    decoder, at = json.JSONDecoder(), text.find("{")
    while at != -1 and len(found) < 50:
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            found.append((at, end, value))
        at = text.find("{", end)
    return found


def _without(text: str, found: list[tuple[int, int, Any]]) -> str:
    for at, end, _ in reversed(found):
        text = f"{text[:at]} {text[end:]}"
    return text.strip()
