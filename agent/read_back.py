"""A user's messages as the check reads them back: in pieces whose reading takes bounded time."""

import re
from collections.abc import Sequence

from agent.events import Event, UserSaid

LONGEST_PIECE = 240
"""Characters of a sentence; the check weighs every number of one against every word of it."""
_UNBROKEN = re.compile(rf"[^\n.!?]{{{LONGEST_PIECE},}}")
_PLACE = re.compile(rf"(.{{1,{LONGEST_PIECE}}})(?:\s|$)")
_NO_FIGURE = re.compile(r"\d[\d,._]{99,}")
"""Longer than anything that people count."""


def read_back(events: Sequence[Event]) -> list[Event]:
    """Give events with the user's longest sentences broken and their endless figures left out."""
    return [_shortened(each) if isinstance(each, UserSaid) else each for each in events]


def _shortened(said: UserSaid) -> UserSaid:
    if len(said.text) < 100:
        return said
    text = _UNBROKEN.sub(_broken, _NO_FIGURE.sub("…", said.text))
    return said if text == said.text else said.model_copy(update={"text": text})


def _broken(unbroken: re.Match[str]) -> str:
    """Break a sentence between words.

    >>> pieces = read_back([UserSaid(text="7B " * 1000)])[0].text.split("\\n")
    >>> max(map(len, pieces)) <= LONGEST_PIECE
    True
    """
    return _PLACE.sub(r"\1\n", unbroken[0])
