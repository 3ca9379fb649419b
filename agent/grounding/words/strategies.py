"""How strategies and methods are called in a reply, from the table of their names."""

import re
from functools import cache
from typing import Literal

from agent.grounding.words import rows

Kind = Literal["strategy", "method", "unlearning", "paraphrase"]


@cache
def written(kind: Kind) -> dict[str, str]:
    """Give the pattern of each name, as it stands in the table."""
    found: dict[str, list[str]] = {}
    for row in rows("strategies.csv"):
        if row["kind"] == kind:
            found.setdefault(row["name"], []).append(row["pattern"])
    return {name: "|".join(patterns) for name, patterns in found.items()}


@cache
def _compiled(kind: Kind) -> dict[str, re.Pattern[str]]:
    return {
        name: re.compile(
            rf"(?<![\w-])(?:{pattern})(?![\w-])", 0 if _as_written(name, kind) else re.I
        )
        for name, pattern in written(kind).items()
    }


def _as_written(name: str, kind: Kind) -> bool:
    return name == "rag" and kind == "strategy"


def names(text: str, kind: Kind) -> list[tuple[str, int, int]]:
    """Find the names of one kind in a text, in order; none overlaps another.

    >>> names("RAG first, then fine-tuning", "strategy")
    [('rag', 0, 3), ('fine_tuning', 16, 27)]
    """
    found: list[tuple[str, int, int]] = []
    for name, pattern in _compiled(kind).items():
        for match in pattern.finditer(text):
            if not any(start < match.end() and match.start() < end for _, start, end in found):
                found.append((name, *match.span()))
    return sorted(found, key=lambda each: each[1])


@cache
def joined() -> re.Pattern[str]:
    """Match a name that the next one is joined to: "RAG plus "."""
    names = "|".join([*written("strategy").values(), *written("method").values()])
    return re.compile(
        rf"(?:{names})(?:\s*(?:\+|,|&|\b(?:plus|and|with|followed by|then|combined with|und"
        rf"|together with|using|via|through|by means of)\b))+\s*(?:an? |the )?$",
        re.I,
    )
