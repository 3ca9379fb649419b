"""Numbers in figures and in words: what they are worth, before anything is said of units."""

import re
from dataclasses import dataclass
from functools import cache

from agent.guided.reading.tables import word_table

LETTERS = {"k": 1e3, "m": 1e6, "b": 1e9}
"""What a letter behind figures multiplies by."""
_FIGURE = (
    r"(?P<cur>us\$|\$|€|£)?\s?"
    r"(?P<sign>(?<![\w.)\]])[-−](?=\d))?"
    r"(?P<num>\d{{1,3}}(?:[,.' ]\d{{3}})+(?!\d)(?:[.,]\d{{1,4}}(?!\d))?|\d+(?:[.,]\d+)?|\.\d+)"
    r"(?:\s?(?P<sign_of_power>\^|\*\*|e)\+?(?P<power>-?\d{{1,2}})(?![\w.]\w|\w))?"
    r"(?:(?P<letter>[kKmMbB])(?!\w)|\s?(?P<scale>{scales})(?!\w))?"
)
_WORDS = (
    r"(?<![\w-])(?:{starts})"
    r"(?:[\s-](?:and\s)?(?:a\s(?=half))?(?:{rest})|\spoint(?=\s(?:{rest})(?!\w)))*(?!\w)"
)
_NEVER_FIRST = ("k", "grand", "mil", "mn", "tn", "bn", "millions", "billions", "millionen")
_LONGEST = 60
"""Characters of a number that anybody means."""
_LARGEST_BASE = 1000
"""A power of more is no number that anybody means."""
_ARTICLES = ("a", "an", "one", "few", "half", "a few", "several", "a full", "a whole")


@dataclass(frozen=True)
class Number:
    """One number as written, with its place in the text."""

    value: float
    start: int
    end: int
    currency: str = ""
    letter: str = ""
    """The k, M or B behind the figures."""
    scale: float = 1.0
    """What a word such as "thousand" behind the figures multiplies by."""
    is_vague: bool = False
    is_article: bool = False
    """A word such as "a", which is a number only before a unit."""
    decimals: int = 0


@cache
def _words() -> dict[str, tuple[float, str]]:
    rows = word_table("numbers", ("word", "value", "role"))
    return {word: (float(value), role) for word, value, role in rows}


@cache
def _pattern() -> re.Pattern[str]:
    longest = sorted(_words(), key=len, reverse=True)
    scales = "|".join(word for word in longest if _words()[word][1] == "scale")
    starts = "|".join(word for word in longest if word not in _NEVER_FIRST)
    later = ("unit", "ten", "scale", "half")
    rest = "|".join(word for word in longest if _words()[word][1] in later)
    figure = _FIGURE.format(scales=scales)
    words = _WORDS.format(starts=starts, rest=rest)
    not_in_a_name = r"(?<![\w.])(?<![A-Za-z]-)(?<![A-Za-z]\s-)"
    return re.compile(rf"{not_in_a_name}{figure}|(?P<words>{words})", re.IGNORECASE)


@cache
def _number_word() -> re.Pattern[str]:
    longest = "|".join(sorted(_words(), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{longest})(?!\w)")


def read_figure(digits: str, comma_is_decimal: bool = False) -> float:
    """Give the value of figures with separators, as a person of either convention writes them.

    >>> read_figure("1,200"), read_figure("0,85"), read_figure("10 000"), read_figure("1.25")
    (1200.0, 0.85, 10000.0, 1.25)
    >>> read_figure("1.500", comma_is_decimal=True)
    1500.0
    """
    digits = digits.replace(" ", "").replace("'", "")
    if "," in digits and "." in digits:
        decimal = max(digits.rfind(","), digits.rfind("."))
        return float(re.sub(r"[.,]", "", digits[:decimal]) + "." + digits[decimal + 1 :])
    groups = re.split(r"[.,]", digits)
    if len(groups) == 1:
        return float(digits)
    in_thousands = all(len(group) == 3 for group in groups[1:]) and groups[0].lstrip("0")
    if in_thousands and (len(groups) > 2 or ("," in digits) != comma_is_decimal):
        return float("".join(groups))
    return float(f"{groups[0]}.{''.join(groups[1:])}")


def read_words(phrase: str) -> tuple[float, bool]:
    """Give the value of a number in words, and whether it is vague.

    >>> read_words("two thousand five hundred"), read_words("a few hundred")
    ((2500.0, False), (300.0, True))
    >>> read_words("half a million")
    (500000.0, False)
    """
    total, group, is_vague = 0.0, 0.0, False
    whole, point, decimals = phrase.lower().partition(" point ")
    if point:
        return _with_decimals(whole, decimals), False
    plain = phrase.lower().replace("-", " ").replace("and a half", "half")
    words = _number_word().findall(plain)
    for word, following in zip(words, [*words[1:], ""], strict=True):
        value, role = _words()[word]
        if role == "article" and following and _words()[following][1] in ("unit", "ten", "half"):
            continue  # "a two-page prompt", "a half"
        is_vague = is_vague or role == "vague"
        if role != "scale":
            group += value
            continue
        group = (group or 1) * value
        if value >= 1000:
            total, group = total + group, 0.0
    return total + group, is_vague


def _with_decimals(whole: str, decimals: str) -> float:
    """ "one point two million": digits named one by one, then perhaps a scale."""
    digits, scale = "", 1.0
    for word in _number_word().findall(decimals):
        value, role = _words()[word]
        if role == "scale":
            scale *= value
        else:
            digits += str(int(value))
    return float(f"{int(read_words(whole)[0])}.{digits}") * scale


def read_numbers(text: str, comma_is_decimal: bool = False) -> list[Number]:
    """Give every number of a text in order; those inside names ("GPT-4", "p99") are none."""
    return [
        _in_words(match) if match["words"] else _in_figures(match, comma_is_decimal)
        for match in _pattern().finditer(text)
        if match.end() - match.start() <= _LONGEST
    ]


def _in_words(match: re.Match[str]) -> Number:
    value, is_vague = read_words(match["words"])
    is_article = match["words"].lower() in _ARTICLES
    return Number(value, match.start(), match.end(), is_vague=is_vague, is_article=is_article)


def _in_figures(match: re.Match[str], comma_is_decimal: bool) -> Number:
    letter = (match["letter"] or "").lower()
    value = _raised(match, read_figure(match["num"], comma_is_decimal)) * LETTERS.get(letter, 1.0)
    scale = _words()[match["scale"].lower()][0] if match["scale"] else 1.0
    value *= scale
    if match["sign"]:
        value = -value
    first = next(group for group in ("cur", "sign", "num") if match[group])
    point = re.search(r"[.,](\d+)$", match["num"])
    decimals = len(point[1]) if point and value != int(value) else 0
    currency = (match["cur"] or "").lower()
    return Number(
        value, match.start(first), match.end(), currency, letter, scale, decimals=decimals
    )


def _raised(match: re.Match[str], value: float) -> float:
    """ "10^6" and "1.5e6"."""
    power = int(match["power"] or 0)
    if not power or match["sign_of_power"] == "e":
        return value * 10.0**power
    return float(value**power) if value < _LARGEST_BASE else value
