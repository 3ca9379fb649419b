"""How a reply advises a strategy or a method, or turns it down: what stands around its name."""

import re
from functools import cache

from agent.grounding.words import rows
from agent.grounding.words.frames import filled

FRAMES = {
    "advises": r"{advises}\s+[\"']?$",
    "is advised": (
        r"^[\"']?\s*(?:,?\s*(?:{rather than}|and not)\s+[\w -]{2,25}?,?\s+)?(?:{alone}\s+)?"
        r"{is advised}"
    ),
    "denies": r"\b{not}\b[^,;]*$",
    "is turned down": r"^\s*{is turned down}",
    "advises against": r"\b{do not}(?: {doing})*\s*$",
    "leaves": r"\b{leave} (?:the |any )?$",
    "aside": r"^\s*{aside}\b",
    "opens": r"^[\s>*_-]*(?:{opening}[\s,:.!–-]*)*$",
    "ends": r"^[\s\"'*_]*{ends}",
    "orders": r"^{order}",
    "second clause": r"^\W*(?:{and then}\W+)*\Z",
    "second order": r"^\W*{get}\b.* and\W+\Z",
    "advises in one breath": "{advice in a script without blanks}",
    "trains by": r"\b{training}\b[^.;:?]{0,40}?\b{by} (?:an? |the )?$",
    "for the training": r"\b{for the training},?:? (?:use |take |an? |the )?$",
    "advises to train": r"^(?-i:[\s*_>\"'-]*|.*\b{should train} )\Z",
}
"""What stands around the rows: what ends in $ is read up to a name, what begins with ^ from it."""


@cache
def advising(name: str) -> re.Pattern[str]:
    """Match what stands before a name, after it or in it, by what that says of it.

    >>> advising("advises").search("In your case I'd clearly recommend ").group()
    "I'd clearly recommend "
    """
    return re.compile(filled(FRAMES[name], rows("advising.csv")), re.I)
