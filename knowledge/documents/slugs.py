"""Names for anchors: ASCII words joined by hyphens, each given once."""

import hashlib
import re
import unicodedata

_LONGEST = 40
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")


def slug(text: str) -> str:
    """Spell a heading or a file's name for an anchor; letters without a Latin form become a hash.

    >>> slug("4.2 Mitigation — Strategies"), slug("Überstunden & Urlaub"), slug("規則")
    ('4-2-mitigation-strategies', 'uberstunden-urlaub', 'x5465c9')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = _NOT_A_WORD.sub("-", plain).strip("-")
    lost = sum(each.isalpha() for each in text) > 2 * sum(each.isalpha() for each in words)
    if not words or lost:
        return f"x{hashlib.sha256(text.encode()).hexdigest()[:6]}"
    if len(words) <= _LONGEST:
        return words
    return words[: _LONGEST + 1].rpartition("-")[0][:_LONGEST] or words[:_LONGEST]


class Names:
    """Gives each name once: the second `leave` is `leave-2`."""

    def __init__(self, taken: frozenset[str] = frozenset()) -> None:
        self._taken = set(taken)

    def unique(self, name: str) -> str:
        """Give the name, or the name with the first number that is free."""
        found, number = name, 1
        while found in self._taken:
            number += 1
            found = f"{name}-{number}"
        self._taken.add(found)
        return found
