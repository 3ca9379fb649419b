"""What a number is said to be: the words of field names and of prose, brought to one form."""

import re
from functools import cache, lru_cache
from itertools import pairwise

from agent.grounding.words import rows, words
from agent.grounding.words.phrases import phrase

_TOKEN = re.compile(r"@ ?\d+|\d+\.\d+[bB](?![A-Za-z0-9])|[A-Za-z0-9]+")


SIZE = re.compile(r"^\d+(?:\.\d+)?b$")


CLASSES: dict[str, frozenset[str]] = {
    "method": frozenset(("full", "lora", "qlora", "dora")),
    "quantile": frozenset(("p50", "p90", "p95", "p99")),
    "precision": frozenset(("bf16", "fp16", "fp32", "int8", "int4", "nf4", "fp8")),
}
"""Words of which only one can be true of a number."""
WAYS = CLASSES["method"] | {"prompting", "rag", "tuned"}
"""What is done with a language model: a sentence may speak of it as "its"."""


@cache
def _terms() -> dict[str, str]:
    """Read the words of the table, each with its term."""
    return {word: row["term"] for row in rows("labels.csv") for word in words(row["words"])}


_ENDINGS = (
    ("ly", ""), ("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"),
    ("zes", "z"),
)  # fmt: skip


@lru_cache(maxsize=8192)
def term(word: str) -> str:
    """Bring one word to the form that stands for its kind; empty where it labels nothing.

    >>> term("Gradients"), term("saves"), term("gb"), term("shards")
    ('gradients', 'saving', '', 'shard')
    """
    if word.startswith("@"):
        return word.replace(" ", "")
    if word in ("A", "B", "C"):
        return f"arm {word}"
    word = word.lower()
    known = _terms().get(word)
    if known is not None:
        return known
    if word.isdigit() and len(word) < 3:
        return ""
    for ending, instead in _ENDINGS:
        if len(word) > max(len(ending), 3) + 1 and word.endswith(ending):
            return word[: -len(ending)] + instead
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@lru_cache(maxsize=4096)
def name_terms(name: str) -> frozenset[str]:
    """Give the terms in a name, of a field or of a thing.

    >>> sorted(name_terms("A100 40GB")), sorted(name_terms("full"))
    (['40gb', 'a100'], ['full'])
    """
    if name.lower() in ("full", "full_ft"):
        return frozenset(("full",))
    return frozenset(t for t in (term(w) for w in _TOKEN.findall(name)) if t)


@lru_cache(maxsize=4096)
def field_terms(words: tuple[str, ...]) -> frozenset[str]:
    """Give the terms in the words of a field's name."""
    words = tuple("today" if w == "now" else w for w in words)  # now, and not after tuning
    arms = {w.upper() for w in words[1:] if w in ("a", "b", "c")}
    if {"size", "params", "parameters", "tokens"} & set(words):
        arms = set()
    at = [f"@{n}" for a, n in pairwise(words) if a == "at" and n.isdigit()]
    return frozenset(t for t in map(term, [*words, *arms, *at]) if t) | (
        {"full"} if "full" in words else set()
    )


def exclusive(term: str) -> bool:
    """Whether a term belongs to a class of which only one can be true."""
    return (
        term == "adapter"
        or bool(SIZE.match(term))
        or any(term in words for words in CLASSES.values())
    )


_ARTICLE = re.compile(
    r"A (?!(?:is|was|got|gets|ha[sd]|w[io]ns?|beats?|scored?|scores|did|does|leads?|led|and|or|vs"
    r"|against|over|than|came|comes|needs|outperform\w*|lost|loses)\b)[a-z]"
)
"""A capital A before a word that an A of two variants would not stand before."""


def _may_label(text: str, word: re.Match[str]) -> bool:
    """Whether a word may name something: no article, no short number, no part of a decimal one."""
    if word.group() == "A":
        return not _ARTICLE.match(text, word.start())
    if not word.group().isdigit():
        return True
    return len(word.group()) > 2 and text[word.start() - 1 : word.start()] not in (".", ",")


@lru_cache(maxsize=1024)
def mentions(text: str) -> tuple[tuple[int, int, str], ...]:
    """Find the label words of a text: where each stands and its term."""
    skipped = [m.span() for m in phrase("labels nothing").finditer(text)]
    found = [
        (m.start(), m.end(), t)
        for m in _TOKEN.finditer(text)
        if _may_label(text, m)
        and (t := term(m.group()))
        and not any(a <= m.start() < b for a, b in skipped)
    ]
    if "full" in text.lower():
        found += [(m.start(), m.end(), "full") for m in phrase("full tuning").finditer(text)]
    return tuple(found)
