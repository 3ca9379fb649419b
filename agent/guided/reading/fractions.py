"""Shares in words: "two thirds", "three quarters of the clauses", "half the answers"."""

import re

from agent.guided.reading.quantity import Quantity

_PARTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7,
          "nine": 9}  # fmt: skip
_WHOLES = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "eighth": 8,
           "tenth": 10}  # fmt: skip
_NO_SHARE = r"(?:the |that |my |our )?(?:time|way|day|night|week|month|year|page|price|cost|size)"
_OF_THEM = rf"\sof(?:\s(?!an?\b|{_NO_SHARE})|$)"
_SEVERAL = rf"(?P<part>{'|'.join(_PARTS)})[\s-](?P<wholes>{'|'.join(_WHOLES)})s(?!\w)(?!\sof an?\b)"
_SINGLE = rf"(?P<one>an?|one)[\s-](?P<whole>{'|'.join(_WHOLES)})(?={_OF_THEM})"
_WHOSE = r"(?:the|our|my|all|its|his|her|their|them|those|these)\b"
_HALF = rf"(?P<half>half)(?:\sof|(?=\s(?:the|our|all)\s))(?=\s{_WHOSE})(?!(?:\sof)?\s{_NO_SHARE})"
"""Half of something named is a share; "half of cases" is a way to say "not always"."""
_FRACTION = re.compile(rf"(?<![\w-])(?:{_SEVERAL}|{_SINGLE}|{_HALF})", re.IGNORECASE)


def read_fractions(text: str) -> list[Quantity]:
    """Give the shares that stand in words; parts of a cent or a second are none.

    >>> [(q.value, q.kind) for q in read_fractions("two thirds pass, half of them at once")]
    [(0.666667, 'score'), (0.5, 'score')]
    >>> read_fractions("it works for half of cases")
    []
    >>> read_fractions("a third of a cent, two tenths of a second, half the time, a quarter")
    []
    """
    return [_share(match) for match in _FRACTION.finditer(text)]


def _share(match: re.Match[str]) -> Quantity:
    part = _PARTS[(match["part"] or "one").lower()]
    whole = _WHOLES[(match["wholes"] or match["whole"] or "half").lower()]
    value = round(part / whole, 6)
    end = match.start() + len(match[0].rstrip())
    return Quantity(value, "score", match.start(), end, value, value)
