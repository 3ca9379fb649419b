"""Words that stand in a tool's result as they are: quoted from there, beside their own source."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.events import Pointer
from agent.grounding.sources import ToolResult
from agent.wording.fixed import FIXED

FEWEST_WORDS = 4
"""A shorter text of a result is a label, not a sentence that can be quoted."""

_CITATION = re.compile(r"\[([^\]\s]+/[^\]\s]+)\]")


@dataclass(frozen=True)
class Text:
    """A sentence of a result, its path, and the anchors that stand beside it."""

    words: str
    path: str
    sources: frozenset[str]


@dataclass(frozen=True)
class Remainder:
    """What is left of a unit when quoted words and their citations are taken out."""

    text: str
    pointers: tuple[Pointer, ...]


def texts_of(results: Sequence[ToolResult]) -> tuple[Text, ...]:
    """List the sentences of results, the longest first."""
    found = {
        text.words: text
        for result in results
        for text in _texts(result.result, result.call or result.tool, frozenset())
    }
    found |= {words: Text(words, "advisor", frozenset()) for words in map(_plain, FIXED)}
    return tuple(sorted(found.values(), key=lambda text: -len(text.words)))


def without_quotations(unit: str, texts: Sequence[Text]) -> Remainder:
    """Take out of a unit what is quoted from a result, with the citations that belong to it.

    >>> text = Text("rag keeps answers current", "c1.rules[0].because", frozenset({"14.1/x"}))
    >>> without_quotations("- RAG keeps answers current. [14.1/x] It costs 9 USD.", [text]).text
    '-   It costs 9 USD.'
    """
    pointers: list[Pointer] = []
    backed: set[str] = set()
    left = unit
    for text in texts:
        at = left.casefold().find(text.words)
        if at >= 0:
            span = left[at : at + len(text.words)]
            left = left[:at] + left[at + len(text.words) :].removeprefix(".")
            pointers.append(Pointer(span=span, origin=text.path))
            backed |= text.sources
    pointers += [
        Pointer(span=f"[{anchor}]", origin=anchor)
        for anchor in _CITATION.findall(left)
        if anchor in backed
    ]
    left = _CITATION.sub(lambda match: "" if match[1] in backed else match[0], left)
    return Remainder(left, tuple(pointers))


def _texts(value: object, path: str, beside: frozenset[str]) -> Iterator[Text]:
    if isinstance(value, dict):
        own = frozenset(str(value.get("source") or "").split()) or beside
        for key, each in value.items():
            yield from _texts(each, f"{path}.{key}", _differs(value) if "differs" in key else own)
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield from _texts(each, f"{path}[{at}]", beside)
    elif isinstance(value, str) and len(value.split()) >= FEWEST_WORDS:
        words = _plain(value)
        if len(words) == len(value.strip().rstrip(".")):  # else offsets would shift
            yield Text(words, path, beside)


def _plain(text: str) -> str:
    return text.casefold().strip().rstrip(".")


def _differs(value: dict[str, object]) -> frozenset[str]:
    return frozenset(str(value.get("differs_source") or "").split())
