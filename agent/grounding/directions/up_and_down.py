"""Words for up and down: which way a text says that something went."""

import re

from agent.grounding.words.phrases import phrase

NEGATION = re.compile(r"\b(?:not|no|never|nor|neither|\w+n't)\b", re.I)
_YIELDED = re.compile(r"\bg[ai]v(?:es?|ing) up\b", re.I)
_AHEAD_OF = re.compile(r"\bahead of (?=[A-Z])")
"""Another one is set beside it: nothing goes up."""
_RAISED = re.compile(
    r"\brais\w+ (?:the |an? |no )?(?:alarms?|flags?|red flags?|questions?)\b", re.I
)


def direction(text: str) -> int:
    """1 for up, -1 for down, 0 where the text says neither or both."""
    text = _AHEAD_OF.sub("", _RAISED.sub("", _YIELDED.sub("lost", text)))
    up, down = bool(phrase("up").search(text)), bool(phrase("down").search(text))
    return (up - down) * (-1 if NEGATION.search(text) else 1)
