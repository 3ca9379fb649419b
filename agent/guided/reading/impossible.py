"""Values that can't be, wherever they stand: no negative size, no share above the whole."""

import re
from functools import cache

from agent.guided.reading.parsing import LONGEST
from agent.guided.reading.reading import Impossible
from agent.guided.reading.tables import word_table
from agent.guided.reading.text import prepare

COLUMNS = ("field", "pattern", "example")


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Give field and compiled pattern of each row, parts filled in."""
    parts: dict[str, str] = {}
    found = []
    for field, pattern, _ in word_table("impossible", COLUMNS):
        for part, meaning in parts.items():
            pattern = pattern.replace(part, meaning)
        if field.startswith("="):
            parts[f"<{field[1:]}>"] = pattern
        else:
            found.append((field, re.compile(pattern, re.IGNORECASE)))
    return tuple(found)


def impossible_values(text: str) -> dict[str, Impossible]:
    """Give each field's first value that can't be, with the words that state it.

    >>> [each.quote for each in impossible_values("can a -7B model reach 130 % accuracy?").values()]
    ['-7B', '130 % accuracy']
    >>> impossible_values("100 % accuracy with a 7B, 130 % faster")
    {}
    """
    said, found = prepare(text[:LONGEST]), dict[str, Impossible]()
    for field, pattern in _patterns():
        if field not in found and (match := pattern.search(said)):
            quote = text[match.start(1) : match.end(1)]
            why = f"{field}: {quote} can't be, check the number"
            found[field] = Impossible(field=field, quote=quote, why=why)
    return found
