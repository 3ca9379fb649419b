"""Which planning tool a message asks for, and whether it goes on from the last call."""

import re
from functools import cache

from agent.guided.reading.tables import word_table
from agent.guided.reading.text import prepare, sentences

COLUMNS = ("tool", "pattern", "example")
_ASKS = re.compile(
    r"\?|^\W*(?:\w+ ){0,2}?(?:what|which|how|when|where|should|can|could|would|do|does|is|are|tell"
    r"|show|give|compute|calculate|work out|estimate|check|help|please|review|plan)\b"
    r"|[.;:,]\s*(?:and |so )?(?:what|how|which)(?:'?s)?\b|\b(?:my|our)\b[^.?!]{0,40}\bforg[eo]ts?\b"
    r"|\b(?:i|we) (?:want|need|would like|have) to\b|\b(?:wants?|asks?|asked|demands?|requests?)\b",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    r"^\W*(?:so |and |but |ok(?:ay)? )*(?:what(?:'s| is| are| does| do| was)\b"
    r"(?! (?:my|our|the (?:break|monthly|running|best|right))\b)|explain|define|why|who|describe"
    r"|how (?:do|does|did|is|are) (?!i\b|we\b|you\b|my\b|our\b)\w+"
    r"|(?:does|do|is|are) [^.?!]{1,40}\b(?:less|more|better|worse|faster) (?:\w+ )?than\b)",
    re.IGNORECASE,
)
_NOTICES = re.compile(
    r"\bhow (?:do|does|can|could|would|will|should) (?:i|we|you|one|anyone|it)(?: ever)? "
    r"(?:know|tell|notice|see|detect|measure|find out|recogni[sz]e|spot|check)\b",
    re.IGNORECASE,
)
"""A question how something shows, which a passage answers."""
_OWN = re.compile(r"\b(?:i|we|my|our|us|me)\b|\d", re.IGNORECASE)
_GOES_ON = re.compile(
    r"^\W*(?:ok(?:ay)?,? |hm+,? |so,? |right,? |thanks,? |good,? |but,? )*"
    r"(?:and|what about|how about|what if|what with|now|same|instead|then|but|with|without|try"
    r"|make it|let's say|at|for|if|suppose|say)\b|\binstead\W*$",
    re.IGNORECASE,
)
_LONGEST = 6_000
"""Characters in which a question is looked for; behind that stands what was pasted."""
_SHORT = 18
"""Words of a message that only changes an argument."""


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = word_table("plan_topics", COLUMNS)
    return tuple((tool, re.compile(pattern, re.IGNORECASE)) for tool, pattern, _ in rows)


def asked_for(text: str) -> frozenset[str]:
    """Name the planning tools that a message asks for; none where it asks what a word means.

    >>> sorted(asked_for("How many test items to tell 88 % from 95 %?"))
    ['power']
    >>> sorted(asked_for("What is catastrophic forgetting?"))
    []
    >>> sorted(asked_for("How do I know that our model forgot things?"))
    []
    """
    text = text[:_LONGEST]
    if not _ASKS.search(text) or (_DEFINES.search(text) and not _OWN.search(text)):
        return frozenset()
    found = frozenset(tool for tool, pattern in _patterns() if pattern.search(text))
    shows = _NOTICES.search(text) and not any(each.isdigit() for each in text)
    return found - {"forgetting"} if shows else found


def goes_on(text: str) -> bool:
    """Tell whether a message may change an argument of the call before it.

    >>> goes_on("and with 20 % general data?"), goes_on("We have 500 labelled examples.")
    (True, False)
    """
    if not 0 < len(text.split()) <= _SHORT:
        return False
    asks = text.rstrip().endswith("?") and not _DEFINES.search(text)
    return asks or _GOES_ON.search(text) is not None


def only_plans(text: str, going_on: bool) -> bool:
    """Tell whether a message only asks for figures of a plan, and answers no open question.

    `going_on` says that a planning tool was called before.

    >>> only_plans("and with 20 % general data?", going_on=True)
    True
    >>> only_plans("88 %. How many test items do we need?", going_on=True)
    False
    """
    if going_on and goes_on(text) and not asked_for(text):
        return _GOES_ON.search(text) is not None
    prepared = prepare(text[:_LONGEST])
    spans = [each for each in sentences(prepared) if prepared[each[0] : each[1]].strip()]
    return bool(spans) and all(asked_for(prepared[start:end]) for start, end in spans)
