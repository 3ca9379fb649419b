"""Slots: the chat model names a path, code writes the value and its unit."""

import re

from agent.grounding.known.values import Known, Value
from agent.grounding.rendering import say, value_at

_SLOT = re.compile(r"\{\{\s*([\w.\[\]#-]+)\s*\}\}")


def fill(text: str, known: Known) -> tuple[str, tuple[str, ...]]:
    """Fill `{{tool.path}}` with what the results say; give the slots that lead nowhere, too."""
    unknown: list[str] = []

    def value_of(match: re.Match[str]) -> str:
        value = _at(match[1], known)
        if value is None:
            unknown.append(match[1])
            return match.group()
        return say(value)

    return _SLOT.sub(value_of, text), tuple(unknown)


def _at(path: str, known: Known) -> Value | None:
    exact = value_at(path, known)
    if exact is not None:
        return exact
    tool, _, rest = path.partition(".")
    ends = [
        v for v in known.values
        if v.place == "result" and not v.superseded and v.origin.endswith(f".{rest or tool}")
        and (not rest or v.origin.partition(".")[0].partition("#")[0] == tool)
    ]  # fmt: skip
    return ends[0] if len(ends) == 1 else None
