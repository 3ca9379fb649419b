"""The word list of plans: which words stand for which method, symptom or kind of money."""

import re
from functools import cache

from agent.guided.reading.tables import word_table

COLUMNS = ("kind", "name", "pattern", "example")


@cache
def named(kind: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Give the names of a kind with their patterns, in the order of the list."""
    return tuple(
        (name, re.compile(pattern, re.IGNORECASE))
        for each, name, pattern, _ in word_table("plan_words", COLUMNS)
        if each == kind
    )


def all_in(kind: str, text: str) -> list[str]:
    """Name all of a kind that the words stand for.

    >>> all_in("symptom", "it repeats itself and ignores instructions")
    ['instructions_ignored', 'repetition']
    """
    return [name for name, pattern in named(kind) if pattern.search(text)]


def first_in(kind: str, text: str) -> str | None:
    """Name the first of a kind that the words stand for.

    >>> first_in("method", "and for full fine-tuning?"), first_in("method", "hello")
    ('full', None)
    """
    return next(iter(all_in(kind, text)), None)
