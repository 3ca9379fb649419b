"""A fact's name in words."""

import re

_UNITS = {"usd": "(USD)", "ms": "(ms)", "gb": "(GB)", "b": "(billions)"}
_NAMES = {"rag": "RAG", "gpu": "GPU"}


def field_in_words(field: str) -> str:
    """Give the name of a fact as a few words, with its unit.

    >>> field_in_words("needs_citations"), field_in_words("latency_budget_ms")
    ('needs citations', 'latency budget (ms)')
    """
    words = re.split("_", field)
    if len(words) > 1 and words[-1] in _UNITS:
        words[-1] = _UNITS[words[-1]]
    return " ".join(_NAMES.get(word, word) for word in words)
