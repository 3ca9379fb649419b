"""What a message is after: adapting a language model, something else, or harm."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from agent.guided.reading.tables import alternatives, word_table
from agent.guided.reading.tagging import Sentence

Aim = Literal["off_topic", "harmful"]


@dataclass(frozen=True)
class Suspicion:
    """An aim that isn't ours to help with, and the words that show it."""

    aim: Aim
    start: int
    end: int


@cache
def _words(kind: str) -> re.Pattern[str]:
    rows = {row[0]: row[1] for row in word_table("aims", ("kind", "words"))}
    longest = sorted(alternatives(rows[kind]), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", re.IGNORECASE)


def suspicion(read: list[Sentence], facts_found: bool) -> Suspicion | None:
    """Give what makes the aim suspicious; None for a task like any other.

    Talk of harm that guards against it ("filter hate speech") is a task like any other.
    """
    for sentence in read:
        harm = _words("harm").search(sentence.text)
        if (
            harm
            and _words("make").search(sentence.text)
            and not _words("guard").search(sentence.text)
        ):
            return Suspicion("harmful", sentence.start + harm.start(), sentence.start + harm.end())
    if facts_found or any(_words("domain").search(sentence.text) for sentence in read):
        return None
    for sentence in read:
        other = _words("off-topic").search(sentence.text)
        if other:
            return Suspicion(
                "off_topic", sentence.start + other.start(), sentence.start + other.end()
            )
    return None
