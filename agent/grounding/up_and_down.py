"""Words for up and down: which way a text says that something went."""

import re

UP = re.compile(
    r"\b(?:rose|rises?|rising|increase[sd]?|increasing|improve[sd]?|improving|improvement"
    r"|gain(?:s|ed)?|grew|grows?|climb(?:s|ed)?|went up|goes up|jump(?:s|ed)?|higher|better|up"
    r"|ahead"
    r"|lifts?|lifted|raises?|raised|boosts?|boosted|stieg|steigt)\b",
    re.I,
)
DOWN = re.compile(
    r"\b(?:fell|falls?|falling|drop(?:s|ped)?|decline[sd]?|decrease[sd]?|decreasing|los(?:t|es|e"
    r"|ing)|went down|goes down|lower(?:s|ed)?|worse(?:ns|ned)?|down|behind|slip(?:s|ped)?"
    r"|regress(?:es|ed)?|shrinks?|shrank|reduce[sd]?|cuts?|sank|suffer(?:s|ed)?|sinkt|fiel"
    r"|saves?|degrade[sd]?|hurts?)\b",
    re.I,
)
NEGATION = re.compile(r"\b(?:not|no|never|nor|neither|\w+n't)\b", re.I)
_YIELDED = re.compile(r"\bg[ai]v(?:es?|ing) up\b", re.I)
_RAISED = re.compile(
    r"\brais\w+ (?:the |an? |no )?(?:alarms?|flags?|red flags?|questions?)\b", re.I
)


def direction(text: str) -> int:
    """1 for up, -1 for down, 0 where the text says neither or both."""
    text = _RAISED.sub("", _YIELDED.sub("lost", text))
    up, down = bool(UP.search(text)), bool(DOWN.search(text))
    return (up - down) * (-1 if NEGATION.search(text) else 1)
