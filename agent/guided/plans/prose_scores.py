"""Scores of checkpoints told in sentences: "base MMLU 62, at step 1000 61.5, at step 2000 60.1"."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from tools.forgetting.plan import benchmarks

_TASK = "task"
_OF_THE_TASK = ("task accuracy", "task score", "task f1", "task")
_UNTUNED = r"base(?: model)?|baseline|untuned|before (?:fine[- ]?)?(?:tuning|training)|originally"
_MARK = re.compile(
    r"\b(?:(?:step|checkpoint|ckpt|iteration|epoch)s?[\s#:=_-]{0,3}(?P<step>\d[\d,]*)(?P<k>k\b)?"
    rf"|(?P<base>{_UNTUNED}))\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?<![\w.,-])\d{1,3}(?:\.\d+)?(?![\d,]*\d)(?![\s-]?(?:k|epochs?|steps?|items?|shots?)\b)"
)
_FROM_TO = re.compile(
    r"(?<![\w.,-])(?P<base>\d{1,3}(?:\.\d+)?)(?:\s?%)?\s*(?:to|down to|->|→|=>)\s*"
    r"(?P<now>\d{1,3}(?:\.\d+)?)(?![\d,]*\d|[\s-]?(?:k|epochs?|steps?|items?)\b)",
    re.IGNORECASE,
)
_NEAR = 40
"""Characters from a benchmark's name to its two scores."""
Scores = dict[str, float]


def told_scores(text: str) -> dict[str, Any] | None:
    """Read scores as arguments of `forgetting`; None without an untuned score and a checkpoint.

    >>> told_scores("Base MMLU 62. At step 1000 MMLU is 61.5, at step 2000 60.1")
    ... # doctest: +NORMALIZE_WHITESPACE
    {'base': {'mmlu': 62.0}, 'checkpoints': [{'step': 1000, 'general': {'mmlu': 61.5}},
     {'step': 2000, 'general': {'mmlu': 60.1}}]}
    >>> told_scores("MMLU 62 before tuning, 61.5 at step 500")["base"]
    {'mmlu': 62.0}
    >>> told_scores("62 on MMLU before tuning, step 500: 61 on MMLU")["checkpoints"]
    [{'step': 500, 'general': {'mmlu': 61.0}}]
    >>> told_scores("MMLU fell from 68 to 64")
    {'base': {'mmlu': 68.0}, 'checkpoints': [{'step': 1, 'general': {'mmlu': 64.0}}]}
    >>> told_scores("At step 1000 the MMLU is 61.5")
    """
    marks = list(_MARK.finditer(text))
    named = _named().search(text)
    if named is None:
        return None
    if not any(mark["step"] for mark in marks):
        return _before_and_after(text)
    base: Scores = {}
    by_step: dict[int, Scores] = {}
    order: tuple[str, ...] = (_name_of(named[0]),)
    for mark, piece in _pieces(text, marks):
        scores = _scores(piece, order)
        if scores is None:
            return None  # whose a score is can't be told
        place = by_step.setdefault(_step(mark), {}) if mark["step"] else base
        place.update({name: score for name, score in scores.items() if name not in place})
        order = tuple(scores) or order
    base.pop(_TASK, None)
    checkpoints = [_checkpoint(step, by_step[step]) for step in sorted(by_step) if by_step[step]]
    return {"base": base, "checkpoints": checkpoints} if base and checkpoints else None


def _before_and_after(text: str) -> dict[str, Any] | None:
    """Read what fell from one score to another: one checkpoint, whose step nobody told."""
    base: Scores = {}
    now: Scores = {}
    for named in _named().finditer(text):
        name = _name_of(named[0])
        pair = _FROM_TO.search(text, named.end(), named.end() + _NEAR)
        pair = pair or _FROM_TO.search(text, max(0, named.start() - _NEAR), named.start())
        if pair is not None and name not in base:
            base[name], now[name] = float(pair["base"]), float(pair["now"])
    base.pop(_TASK, None)
    return {"base": base, "checkpoints": [_checkpoint(1, now)]} if base else None


def _pieces(text: str, marks: list[re.Match[str]]) -> Iterator[tuple[re.Match[str], str]]:
    """Give each mark with its words: those behind it, else those before it ("62 for the base").

    Where nothing stands behind the last mark, the words of every mark stand before it.
    """
    edges = [*(mark.start() for mark in marks[1:]), len(text)]
    leads = _NUMBER.search(text, marks[-1].end()) is not None
    starts = [0, *(mark.end() for mark in marks[:-1])]
    for mark, start, end in zip(marks, starts, edges, strict=True):
        behind = text[mark.end() : end]
        yield mark, behind if leads and _NUMBER.search(behind) else text[start : mark.start()]


def _scores(piece: str, order: tuple[str, ...]) -> Scores | None:
    """Give each benchmark's score; scores without names stand in the order of those before them.

    None where a score could be of several benchmarks.

    >>> _scores("MMLU 0.61 and 0.785 for", ("mmlu",)), _scores("0.61 and 0.77", ("mmlu", "task"))
    ({'mmlu': 0.61}, {'mmlu': 0.61, 'task': 0.77})
    >>> _scores("0.61", ("mmlu", "hellaswag"))
    """
    told = [(each[0], each.start()) for each in _named().finditer(piece)]
    figures = [(each[0], each.start()) for each in _NUMBER.finditer(piece) if float(each[0]) <= 100]
    if not figures:
        return {}
    if not told:
        values = [float(figure) for figure, _ in figures]
        values = values[:1] if len(order) == 1 else values
        return dict(zip(order, values, strict=True)) if len(values) == len(order) else None
    follow = told[0][1] < figures[0][1]
    found: Scores = {}
    for figure, at in figures:
        near = [name for name, place in told if (place < at) == follow]
        if near:
            found.setdefault(_name_of(near[-1] if follow else near[0]), float(figure))
    return found


def _checkpoint(step: int, scores: Scores) -> dict[str, Any]:
    general = {name: score for name, score in scores.items() if name != _TASK}
    task = {_TASK: scores[_TASK]} if _TASK in scores else {}
    return {"step": step, **task, "general": general}


def _step(mark: re.Match[str]) -> int:
    return int(mark["step"].replace(",", "")) * (1000 if mark["k"] else 1)


@cache
def _named() -> re.Pattern[str]:
    known = (row.benchmark.replace("_", "[ _-]") for row in benchmarks())
    longest = sorted((*known, *_OF_THE_TASK), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(longest)})\b", re.IGNORECASE)


def _name_of(words: str) -> str:
    plain = re.sub(r"[ -]", "_", words.lower())
    return _TASK if plain.startswith(_TASK) else plain
