"""From a message to its sentences, ready to be read."""

from agent.guided.reading.scope import with_voids
from agent.guided.reading.tagging import Sentence, tag
from agent.guided.reading.text import prepare, sentences

LONGEST = 100_000
"""Characters of a message that are read; what is behind them is left unread."""
_COMMA_LANGUAGES = frozenset({"de", "es", "fr", "it", "pt", "nl", "pl", "tr"})
"""Languages that write 1,5 for one and a half."""


def parsed(text: str, language: str = "en") -> list[Sentence]:
    """Read a message into sentences whose tokens carry concepts and voids."""
    ready = prepare(text[:LONGEST])
    comma = language in _COMMA_LANGUAGES
    return [with_voids(tag(ready, start, end, comma)) for start, end in sentences(ready)]
