"""Numbers that are neither digits nor English words: Roman, Chinese, hexadecimal, foreign words."""

import re
from collections.abc import Iterator
from functools import cache

from agent.grounding.numbers.numerals import Numeral, half_step
from agent.grounding.words import rows, words

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_CHINESE = {**{c: n for n, c in enumerate("零一二三四五六七八九")}, "两": 2, "〇": 0}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_UNIT = (
    r"(?:[KMGT]i?[Bb]|[KMGT]o|(?i:gigabytes?|gigaoctets?|terabytes?|megabytes?)|GPUs?|%|€|\$"
    r"|(?i:epochs?|passes|samples?|examples?|adapters?|shards?|points?|parameters?|requests?|steps?"
    r"|cards?)|美元|元|个|小时|天|月|年|毫秒|秒"
    r"|(?i:hours?|stunden?|heures?|horas?|tage?|jours?|días?|months?|monate?|mois|meses))"
    r"(?![A-Za-z])"
)
_SIGNS = re.compile(r"[IVXLCDM0一-龥零〇](?:(?<=0)[xX]|(?<=[IVXLCDM])[IVXLCDM]|(?<=[一-龥零〇]))")
"""Two Roman letters, 0x, or one Chinese sign; one set of first letters is found the fastest."""


def other_numerals(text: str) -> Iterator[Numeral]:
    """Read the numbers in other signs that have a unit behind them.

    >>> [n.value for n in other_numerals("zwölf GB, XII GB, 十二 GB, 0x10 GB")]
    [12.0, 12.0, 12.0, 16.0]
    """
    if not _SIGNS.search(text) and _foreign().keys().isdisjoint(text.lower().split()):
        return
    for match in _pattern().finditer(text):
        value = _value(match.group())
        yield Numeral(match.start(), match.end(), value, half_step(value, 0), "words")


@cache
def _foreign() -> dict[str, float]:
    return {
        word: float(row["value"])
        for row in rows("number_words.csv")
        for language in ("german", "french", "spanish")
        for word in words(row[language])
    }


@cache
def _pattern() -> re.Pattern[str]:
    named = "|".join(sorted(map(re.escape, _foreign()), key=len, reverse=True))
    signs = "".join([*_CHINESE, *_POWERS])
    own = rf"(?<![\w.])(?:(?i:{named})|[IVXLCDM]{{2,9}}|0[xX][0-9a-fA-F]+)"
    return re.compile(rf"(?:{own}|[{signs}]+)(?=[ \t]?{_UNIT})")


def _value(written: str) -> float:
    known = _foreign().get(written.lower())
    if known is not None:
        return known
    if written[:2].lower() == "0x":
        return float(int(written, 16))
    return float(_roman(written) if written[0] in _ROMAN else _chinese(written))


def _roman(written: str) -> int:
    values = [_ROMAN[sign] for sign in written]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def _chinese(written: str) -> int:
    total, digit = 0, 0
    for sign in written:
        if sign in _POWERS:
            total, digit = total + (digit or 1) * _POWERS[sign], 0
        else:
            digit = digit * 10 + _CHINESE[sign]
    return total + digit
