"""Numbers of a message with the words around them: what a planning tool takes as arguments."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agent.guided.reading.quantities import read_quantities

_NEAR = 44
"""Characters to each side that say what a number counts."""
_FROM_TO = re.compile(
    r"(?P<one>\d[\d.,]*|\.\d+)\s?(?P<unit>%|percent|per cent)?\s*"
    r"(?:from|to|vs\.?|versus|against|and|or|→|->|-|–)\s*"
    r"(?:about |around |only )?(?P<other>\d[\d.,]*|\.\d+)\s?(?P<unit2>%|percent|per cent)?",
    re.IGNORECASE,
)
_OF = re.compile(
    r"(?P<part>\d[\d,]*)\s*(?:(?:correct|right|good|passed|hits?|successes)\s*)?"
    r"(?:out of|of|/|from|in)\s*(?:the |my |our |a total of )?(?P<whole>\d[\d,]*)\b(?!\s?%|\.\d)",
    re.IGNORECASE,
)
_SHARE_OF = re.compile(
    r"(?P<share>\d[\d.]*)\s?(?:%|percent|per cent)\s*(?:right |correct |accuracy )?"
    r"(?:out of|of|on|from|over|with|in)\s*(?:the |my |our )?(?P<whole>\d[\d,]*)\b(?!\s?%)",
    re.IGNORECASE,
)
_ITEMS = "items?|questions?|examples?|samples?|cases|prompts"
_WHOLE_SHARE = re.compile(
    rf"(?P<whole>\d[\d,]*)\s+(?:\w+[- ]){{0,2}}(?:{_ITEMS})\b"
    r"[^.?!%\d]{0,40}?(?P<share>\d[\d.]*)\s?(?:%|percent|per cent)",
    re.IGNORECASE,
)
_WHOLE_PART = re.compile(
    rf"(?P<whole>\d[\d,]*)\s+(?:\w+[- ]){{0,2}}(?:{_ITEMS})\b[^.?!%\d]{{0,30}}?"
    r"(?P<part>\d[\d,]*)\s+"
    r"(?:(?:were|are|was|is|of (?:them|which|those)|came out|got|answered) ){0,2}"
    r"(?:right|correct(?:ly)?|passed|good|ok|solved|accepted|successful)\b",
    re.IGNORECASE,
)
_NOW_AND_WANTED = re.compile(
    r"(?P<one>\d[\d.]*)\s?(?:%|percent|per cent)[^.?!%\d]{0,30}?"
    r"\b(?:want|need|aim|target|goal|hop|requir|should (?:be|reach|get))\w*[^.?!%\d]{0,20}?"
    r"(?P<other>\d[\d.]*)\s?(?:%|percent|per cent)",
    re.IGNORECASE,
)
_OF_A_GAIN = re.compile(
    r"\b(?:enough|suffic\w+|too (?:few|small|little)|tell (?:them|it|the)|detect|shows?)\b",
    re.IGNORECASE,
)
"""What asks whether items can show a gain, and not how sure a result is."""
_WHOLE_ENOUGH = 0.051
"""How far from a whole item a rounded percentage may lie, by a hundredth of the items."""


@dataclass(frozen=True)
class Amount:
    """A number, the kind of its unit, and the words to both sides."""

    value: float
    kind: str
    before: str
    after: str
    words: str = ""
    """The number as it was written, with its unit."""

    def near(self, pattern: str) -> bool:
        """Tell whether words to either side match, nearer than any other number's."""
        return self.behind(pattern) or self.ahead(pattern)

    def behind(self, pattern: str) -> bool:
        """Tell whether the words before it match."""
        return re.search(pattern, self.before, re.IGNORECASE) is not None

    def ahead(self, pattern: str) -> bool:
        """Tell whether the words behind it match."""
        return re.search(pattern, self.after, re.IGNORECASE) is not None


def amounts(text: str) -> list[Amount]:
    """Read the numbers of a message; the words between two numbers belong to both.

    >>> [(each.value, each.kind) for each in amounts("20 shards, 4-bit, 5k rows")]
    [(20.0, 'count'), (4.0, 'bits'), (5000.0, 'count')]
    """
    return list(_amounts(text))


def _amounts(text: str) -> Iterator[Amount]:
    found = read_quantities(text)
    for at, each in enumerate(found):
        since = max(found[at - 1].end if at else 0, each.start - _NEAR)
        until = min(found[at + 1].start if at + 1 < len(found) else len(text), each.end + _NEAR)
        words = text[each.start : each.end]
        yield Amount(each.value, each.kind, text[since : each.start], text[each.end : until], words)


def two_rates(text: str) -> tuple[float, float] | None:
    """Read two rates that are set against each other (share, share).

    >>> two_rates("how many items to tell 88 % from 95 %?"), two_rates("0.88 against 0.95")
    ((0.88, 0.95), (0.88, 0.95))
    >>> two_rates("200 questions, at 80 %, want 90 %: enough to tell?")
    (0.8, 0.9)
    >>> two_rates("480 of 500")
    """
    if _OF_A_GAIN.search(text) and (wanted := _NOW_AND_WANTED.search(text)):
        now, then = (_share(wanted[name], True) for name in ("one", "other"))
        if now is not None and then is not None and now < then:
            return now, then
    for match in _FROM_TO.finditer(text):
        percent = bool(match["unit"] or match["unit2"])
        one, other = (_share(match[name], percent) for name in ("one", "other"))
        if one is not None and other is not None and one != other:
            return one, other
    return None


def _share(digits: str, percent: bool) -> float | None:
    digits = digits.rstrip(".,").replace(",", "")
    value = float(digits)
    if percent and value > 1:
        value = round(value / 100, 10)
    return value if 0 <= value <= 1 and (percent or "." in digits) else None


def part_of_whole(text: str) -> tuple[int, int] | None:
    """Read how many of how many (items, items), also where the part is a percentage.

    >>> part_of_whole("480 of 500 right"), part_of_whole("we got 96.2 % on 500 questions")
    ((480, 500), (481, 500))
    >>> part_of_whole("200 questions, and got 91%"), part_of_whole("100 test items, 88 right")
    ((182, 200), (88, 100))
    >>> part_of_whole("from 88 % to 95 %")
    """
    shared = _SHARE_OF.search(text) or _WHOLE_SHARE.search(text)
    if shared:
        whole = int(shared["whole"].replace(",", ""))
        part = float(shared["share"].rstrip(".")) / 100 * whole
        if whole >= 10 and abs(part - round(part)) <= max(_WHOLE_ENOUGH * whole / 100, 1e-9):
            return round(part), whole
    for match in (*_WHOLE_PART.finditer(text), *_OF.finditer(text)):
        part_, whole = (int(match[name].replace(",", "")) for name in ("part", "whole"))
        if 0 <= part_ <= whole and whole >= 5:
            return part_, whole
    return None
