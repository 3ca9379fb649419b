"""What a text may say in many words: the phrases of a table, by the name of what they mean."""

import re
from functools import cache

from agent.grounding.words import rows
from tools.errors import InputError


@cache
def phrase(name: str) -> re.Pattern[str]:
    """Match any phrase of the table that means this, as whole words and without case.

    Raises InputError where the table has no such name.

    >>> phrase("the rest").search("The remaining 12 GB are free.").group()
    'remaining'
    """
    found = [row["phrases"] for row in rows("phrases.csv") if row["name"] == name]
    if not found:
        raise InputError(f"phrases.csv has no row named {name!r}")
    return re.compile(rf"\b(?:{'|'.join(found)})\b", re.I)
