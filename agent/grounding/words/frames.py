"""Patterns of sentences: a frame, whose slots the rows of a word table fill."""

import re
from collections.abc import Iterator, Mapping, Sequence

from tools.errors import InputError

Rows = Sequence[Mapping[str, str]]
"""Rows of a table with the columns part and words."""

_SLOT = re.compile(r"\{([a-z][a-z ]*)\}")


def filled(frame: str, rows: Rows) -> str:
    """Put the words of a part into each slot {part}, and into the slots that they have in turn.

    Raises InputError where no row is of that part.

    >>> filled("a {test}", [{"part": "test", "words": "check"}, {"part": "test", "words": "trial"}])
    'a (?:check|trial)'
    """
    return _SLOT.sub(lambda slot: _either(slot[1], rows), frame)


def _either(part: str, rows: Rows) -> str:
    found = [filled(row["words"], rows) for row in rows if row["part"] == part]
    if not found:
        known = ", ".join(dict.fromkeys(row["part"] for row in rows))
        raise InputError(f"no row is of the part {part!r}; there are {known}")
    return f"(?:{'|'.join(found)})"


def parts_of(frame: str, rows: Rows) -> Iterator[str]:
    """Give the parts that a frame takes in, by way of other parts too.

    >>> list(parts_of("a {test}", [{"part": "test", "words": "{brief} check"}]))
    ['test', 'brief']
    """
    for part in _SLOT.findall(frame):
        yield part
        for row in rows:
            if row["part"] == part:
                yield from parts_of(row["words"], rows)
