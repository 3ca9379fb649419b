"""Quantities in free text: numbers with units, ranges, scores, money for a request."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from agent.guided.reading.fractions import read_fractions
from agent.guided.reading.money import Money
from agent.guided.reading.numbers import LETTERS, Number, read_numbers
from agent.guided.reading.quantity import Quantity
from agent.guided.reading.tables import alternatives, word_table

_RANGE = re.compile(r"\s?(?:-|–|—|to|bis|or|and|und)\s?", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:between|from|zwischen)\s*(?:about\s|around\s|~)?$", re.IGNORECASE)
_SCORE = re.compile(
    r"\s?(?:(?:(?:times|answers|cases|items|replies|questions) )?(?:out of|in)(?: every)?|of|/|von)"
    r"\s?",
    re.IGNORECASE,
)
_USUAL_WHOLES = (3, 4, 5, 10, 20, 50, 100)
_COUNTED = re.compile(
    r"\s*(?:tokens?|requests?|calls?|queries|messages?|words|examples|records|docs|rows)\b", re.I
)
_PARAMETERS = re.compile(r"\s*-?(?:params?|parameters?)\b", re.I)
_BEFORE_YEAR = re.compile(
    r"(?:in|since|from|until|founded|established|seit|\(|spring|summer|of|©|q\d)\s*$", re.I
)
_DECADE = re.compile(r"(?:18|19|20)\d0s\b")
_AND_A_HALF = re.compile(r"\s+and a half\b", re.IGNORECASE)
_IN_ALL = re.compile(r"\s(?:total|all|sum|our|the|this|that|an?)\b", re.IGNORECASE)
"""Behind "tokens in" it tells where tokens are; without it, they go into a request."""
_KB_ARTICLES = re.compile(r"kb (?:articles?|entries|documents?|docs|pages|notes)\b", re.IGNORECASE)
"""Articles of a knowledge base, no kilobytes."""
_RISE = re.compile(
    r"\b(?:took|go|went|goes|get|come|rise|climb|improve|raise|lift|rose|rises|climbed|improved|improves|jumped|moved|raised|lifted|brought|up)"
    r"\b[^.;,]{0,24}\bfrom\s*(?:about\s|around\s|~)?$",
    re.IGNORECASE,
)
"""A change from one share to another: the later one holds."""
_TOKENS = ("tokens", "prompt-tokens", "output-tokens")
_PER = re.compile(r"\b(?:per|pro)\s*$", re.IGNORECASE)
"""Before a number of tokens it names a lot that something is counted by, and no length."""
_FARTHEST = 24
_TAKES_AN_ARTICLE = ("duration", "money", "minutes")


def read_quantities(text: str, comma_is_decimal: bool = False) -> list[Quantity]:
    """Read every quantity of a text, in order; a range counts as its middle.

    >>> [(q.value, q.kind) for q in read_quantities("p99 < 1.2s, 2.8k labelled, half a cent")]
    [(1200.0, 'duration'), (2800.0, 'count'), (0.005, 'money')]
    >>> read_quantities("between 200 and 300 tokens")[0].value
    250.0
    >>> read_quantities("$1.50 per thousand requests")[0].value
    0.0015
    """
    found = read_fractions(text)
    numbers = [
        number
        for number in read_numbers(text, comma_is_decimal)
        if not any(each.start <= number.start < each.end for each in found)
    ]
    at = 0
    while at < len(numbers):
        quantity, used = _quantity(text, numbers[at : at + 2])
        at += used
        if quantity is None:
            continue
        if quantity.kind in ("money", "euro"):
            quantity = _money().spent_on(text, quantity)
        elif quantity.bare:
            quantity = _money().price_of_tokens(text, quantity)
        elif quantity.kind in _TOKENS and _PER.search(
            text, max(0, quantity.start - 8), quantity.start
        ):
            quantity = replace(quantity, kind="lot")
        found.append(quantity)
        while at < len(numbers) and numbers[at].start < quantity.end:
            at += 1
    return sorted(found, key=lambda each: each.start)


@cache
def _money() -> Money:
    return Money()


def _quantity(text: str, numbers: list[Number]) -> tuple[Quantity | None, int]:
    """Give the quantity that begins with the first number, and how many numbers it takes."""
    first = _with_unit(text, numbers[0])
    if len(numbers) == 1 or numbers[1].start - numbers[0].end > _FARTHEST:
        return first, 1
    second = _with_unit(text, numbers[1])
    pairs: tuple[Callable[..., Quantity | None], ...] = (_score, _middle)
    for read in pairs if second else ():
        pair = read(text, numbers, first, second)
        if pair is not None:
            return pair, 2
    return first, 1


def _score(
    text: str, numbers: list[Number], first: Quantity | None, second: Quantity
) -> Quantity | None:
    """ "8 out of 10", "9/10", "1 in 10"."""
    between = text[numbers[0].end : numbers[1].start]
    part, whole = numbers[0].value, numbers[1].value
    usual = whole in _USUAL_WHOLES or ("out of" in between and whole > 2)
    usual = usual or (part == 1 and between.split()[:1] == ["in"])  # "one in eight"
    if not _SCORE.fullmatch(between) or not 0 <= part <= whole or not usual:
        return None
    if between.strip() == "/" and whole not in (10, 100):
        return None
    share = part / whole
    return Quantity(share, "score", numbers[0].start, second.end, share, share, whole=whole)


def _middle(
    text: str, numbers: list[Number], first: Quantity | None, second: Quantity
) -> Quantity | None:
    """ "between 200 and 300", "5-10k", "1 to 1.4 seconds"."""
    low, high = numbers
    between = text[(first or low).end : high.start]
    if not _RANGE.fullmatch(between) or not _is_range(text, numbers, between, first, second):
        return None
    factor = second.value / high.value if high.value else 1.0
    least = low.value * factor if first is None or first.bare else first.value
    scale = LETTERS.get(high.letter, high.scale)
    if scale > 1 and not low.letter and least < 1000 and first and first.bare:
        least *= scale if least * scale <= second.value else 1.0
    if second.kind in ("percent", "score") and _RISE.search(
        text, max(0, low.start - 40), low.start
    ):
        return replace(second, start=low.start, low=least, high=second.value)
    middle = round((least + second.value) / 2, 12)
    opening = _BETWEEN.search(text, max(0, low.start - 20), low.start)
    start = opening.start() if opening else low.start
    return replace(second, value=middle, start=start, low=least, high=second.value)


def _is_range(
    text: str, numbers: list[Number], between: str, first: Quantity | None, second: Quantity
) -> bool:
    before = text[max(0, numbers[0].start - 20) : numbers[0].start]
    if between.strip().lower() in ("and", "und") and not _BETWEEN.search(before):
        return False
    same_kind = first is None or first.bare or first.kind == second.kind
    least = first.value if first and not first.bare else numbers[0].value
    return same_kind and 0 <= least < max(numbers[1].value, second.value)


@cache
def _units() -> tuple[dict[str, tuple[str, float]], re.Pattern[str]]:
    table = {
        word: (kind, float(factor))
        for words, kind, factor in word_table("units", ("words", "kind", "factor"))
        for word in alternatives(words)
    }
    longest = "|".join(re.escape(word) for word in sorted(table, key=len, reverse=True))
    return table, re.compile(rf"[\s-]{{0,2}}({longest})(?![\w$])", re.IGNORECASE)


def _with_unit(text: str, number: Number) -> Quantity | None:
    if _DECADE.match(text, number.start):
        return _measure(number, "year", 1.0, number.end)
    if number.currency:
        kind = "money" if "$" in number.currency else "euro"
        return _measure(number, kind, 1.0, number.end)
    table, pattern = _units()
    match = pattern.match(text, number.end)
    if match is None or _KB_ARTICLES.match(text, match.start(1)):
        return None if number.is_article else _unitless(text, number)
    kind, factor = table[match[1].lower()]
    end = match.end()
    if match[1].lower() == "tokens in" and _IN_ALL.match(text, end):
        kind, end = "tokens", end - len(" in")
    if number.is_article and kind not in _TAKES_AN_ARTICLE:
        return None
    if kind == "parameters" and number.letter == "b":
        factor = 1e-9
    half = _AND_A_HALF.match(text, end)
    if half:
        number = replace(number, value=number.value + 0.5)
    return _measure(number, kind, factor, half.end() if half else end)


def _unitless(text: str, number: Number) -> Quantity:
    parameters = _PARAMETERS.match(text, number.end)
    if parameters and number.value >= 1e6:
        return _measure(number, "parameters", 1e-9, parameters.end())
    sized = number.letter == "b" and 1e8 <= number.value <= 3e12
    if sized and not _COUNTED.match(text, number.end):
        return _measure(number, "parameters", 1e-9, number.end)
    if _is_year(text, number):
        return _measure(number, "year", 1.0, number.end)
    kind = "decimal" if number.decimals and abs(number.value) < 1 else "count"
    return _measure(number, kind, 1.0, number.end, bare=True)


def _is_year(text: str, number: Number) -> bool:
    written = text[number.start : number.end]
    if not written.isdigit() or not 1900 <= number.value <= 2100:
        return False
    return bool(_BEFORE_YEAR.search(text[max(0, number.start - 14) : number.start]))


def _measure(number: Number, kind: str, factor: float, end: int, bare: bool = False) -> Quantity:
    value = round(number.value * factor, 12)
    return Quantity(value, kind, number.start, end, value, value, number.is_vague, bare, factor)
