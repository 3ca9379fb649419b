"""Numbers in digits or words, as they are written, with how finely they are stated."""

import re
from dataclasses import dataclass
from functools import lru_cache

from agent.grounding.numbers import number_words
from agent.grounding.words.spoken import words_in

_FOREIGN = frozenset(
    ("der", "die", "das", "und", "ist", "für", "mit", "nicht", "sind", "ein", "eine", "auf", "den",
     "von", "braucht", "les", "est", "pour", "avec", "dans", "une", "sont", "el", "para", "con",
     "una", "por", "che", "sono", "het", "een", "voor", "niet", "wird", "werden", "beim", "zum",
     "zu", "ihren", "ihre", "kommen", "zusammen", "insgesamt", "bei", "wie", "viele", "sie", "im",
     "kostet", "sparen", "dauert", "passt", "oder", "auch", "nur", "wir", "combien", "vous",
     "votre", "coûte", "sur", "ou", "cuánto", "cuesta", "cabe", "pero", "quanto", "costa",
     "tus", "tengo", "ejemplos", "requiere", "necesita",
     "en", "los", "las", "del", "tiene", "es", "se", "al", "más", "des", "du", "au", "il", "ce")
)  # fmt: skip
_ENGLISH = frozenset(
    ("the", "and", "is", "for", "with", "not", "are", "a", "on", "of", "it", "you", "your", "to",
     "in", "that", "need", "needs", "at", "per", "by", "from", "has", "have", "fit", "fits", "take",
     "takes")
)  # fmt: skip
_LETTERS = re.compile(r"[^\W\d_]+")
_COMMA_DECIMAL = re.compile(r"(?<![\d.,])\d+,\d{1,2}(?![\d,]|\.\d)")
_POINT_DECIMAL = re.compile(r"(?<![\d.,])\d+\.\d{1,2}(?![\d.]|,\d)")
_MAGNITUDES = {
    "k": 1e3, "K": 1e3, "M": 1e6, "m": 1e6, "mn": 1e6, "mm": 1e6, "B": 1e9, "b": 1e9, "bn": 1e9,
    "T": 1e12, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "mio": 1e6,
    "millionen": 1e6, "mrd": 1e9, "milliarden": 1e9, "tausend": 1e3, "millions": 1e6,
    "milliards": 1e9, "millones": 1e6, "lakh": 1e5, "crore": 1e7,
    "万": 1e4, "萬": 1e4, "만": 1e4, "亿": 1e8, "億": 1e8, "억": 1e8,
    "mil": 1e3, "dozen": 12.0, "hundred": 100.0,
}  # fmt: skip
_NUMERAL = re.compile(
    r"(?P<digits>(?<![A-Za-z0-9_.])(?:\d{1,3}(?:[ ']\d{3})+(?:[.,]\d+)?(?![\d'])|\d+(?:[.,]\d+)*)"
    r"|(?<![A-Za-z0-9_])\.\d+)"
    r"(?P<fraction>\s?/\s?\d{1,2}(?![\d./]))?"
    r"(?P<power>(?:[eE][+-]?\d{1,2}(?![\w.])|\s*\^\s*-?\d{1,2}))?"
    r"(?P<times>\s*[×x*]\s*10\s*\^\s*(?P<exponent>-?\d{1,2}))?"
    r"(?P<magnitude>(?:k|K|M|m|mn|mm|B|b|bn|T)(?![A-Za-z0-9])"
    r"|[ -]?(?:thousand|millionen|millions?|billion|trillion|mio\b\.?|mrd\b\.?|milliarden"
    r"|tausend|milliards"
    r"|millones|lakh|crore|dozen|hundred|bn|[MK])(?![A-Za-z0-9/])| ?[万萬亿億억만])?"
    r"|\b(?P<words>" + number_words.STARTS + r")"
    r"|\b(?P<multiple>twice|thrice|(?:doubl|tripl|quadrupl|halv)(?:es?|ed|ing)"
    r"|(?:two|three|four|five|six|seven|eight|ten)fold)\b(?!-[a-z])",
    re.I,
)
_MULTIPLES = {"twi": 2.0, "thr": 3.0, "dou": 2.0, "tri": 3.0, "qua": 4.0, "hal": 0.5}
_FOLDS = {"two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0, "seven": 7.0,
          "eight": 8.0, "ten": 10.0}  # fmt: skip


@dataclass(slots=True)
class Numeral:
    """One number as written."""

    start: int
    end: int
    value: float
    half_step: float
    """Half of the coarsest place it may have been rounded to."""
    form: str = "digits"
    """digits, words, fraction, multiple, or structure (a version, a section)."""
    magnitude: float = 1.0
    """The k, M or B that was written behind it."""


def comma_is_decimal(text: str, asked: str = "") -> bool:
    """Tell from its words, else from those of the question, whether 28,0 is twenty-eight.

    >>> comma_is_decimal("Das sind 28,0 GB für die Gewichte"), comma_is_decimal("It is 28.0 GB")
    (True, False)
    """
    for words in (_LETTERS.findall(text.lower()), _LETTERS.findall(asked.lower())):
        foreign = sum(word in _FOREIGN for word in words)
        english = sum(word in _ENGLISH for word in words)
        if foreign != english:
            return foreign > english
    return bool(_COMMA_DECIMAL.search(text)) and not _POINT_DECIMAL.search(text)


def numerals(text: str, decimal_comma: bool = False) -> list[Numeral]:
    """Read every number of a folded text, in order."""
    found: list[Numeral] = []
    at = 0
    for start in _starts(text):
        if start < at:
            continue
        match = _NUMERAL.match(text, start)
        numeral = _read(text, match, decimal_comma) if match else None
        if numeral is not None:
            at = numeral.end
            _append(found, numeral, text)
    return found


_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[a-z]+")
_TIMES = (
    "double doubles doubled doubling triple triples tripled tripling quadruple quadruples"
    " quadrupled quadrupling halve halves halved halving twice thrice"
)
_BEGINS = number_words.FIRST.union(_TIMES.split(), (f"{word}fold" for word in _FOLDS))
"""Words that a number may begin with."""
_ARTICLES = frozenset(("a", "an"))
"""They begin one only before a scale or a part: a hundred, a third."""


def _starts(text: str) -> list[int]:
    """Where numbers may begin: at digits, and at words that begin one."""
    digits = (match.start() for match in _DIGIT.finditer(text))
    starts = [at - 1 if text[at - 1 : at] == "." else at for at in digits]
    words = words_in(text)
    begins = words & _BEGINS
    if words.isdisjoint(number_words.AFTER_ARTICLE):
        begins -= _ARTICLES
    lower = text.lower()
    if begins and len(lower) == len(text):
        starts += [m.start() for m in _WORD.finditer(lower) if m.group() in begins]
        starts.sort()
    return starts


def _append(found: list[Numeral], numeral: Numeral, text: str) -> None:
    """Add a number; a half that follows a whole one, as in 2 1/2, is part of it."""
    whole = found[-1] if found else None
    mixed = (
        whole is not None
        and numeral.form == "fraction"
        and text[numeral.start].isdigit()
        and text[whole.end : numeral.start] == " "
        and whole.value == int(whole.value)
    )
    if whole is not None and mixed:
        whole.end, whole.value, whole.half_step = numeral.end, whole.value + numeral.value, 0.005
    else:
        found.append(numeral)


def _read(text: str, match: re.Match[str], decimal_comma: bool) -> Numeral | None:
    if match["digits"]:
        return _digits(match, decimal_comma)
    if match["words"]:
        return _spelled(text, match)
    word = match["multiple"].lower()
    value = _FOLDS.get(word.removesuffix("fold")) or _MULTIPLES[word[:3]]
    return Numeral(match.start(), match.end(), value, value * 0.01, "multiple")


def _spelled(text: str, match: re.Match[str]) -> Numeral | None:
    read = number_words.read_words(text, match.start("words"))
    if read is None:
        return None
    end, value, fraction = read
    step = value * 0.01 if fraction else half_step(value, _decimals(repr(value)))
    if not fraction and value > 1000 and value % 1:
        step = value * 0.025  # a third of a billion
    return Numeral(match.start(), end, value, step, "fraction" if fraction else "words")


def _decimals(written: str) -> int:
    return 0 if written.endswith(".0") else len(written.partition(".")[2])


def half_step(value: float, decimals: int) -> float:
    """Half of the coarsest decimal place that `value`, stated with `decimals`, can be rounded to.

    >>> half_step(28.0, 1), half_step(130_000.0, 0)
    (0.05, 5000.0)
    """
    if decimals > 0:
        return float(0.5 * 10.0**-decimals)
    whole, step = int(min(abs(value), 1e300)), 0.5
    while whole and whole % 10 == 0:
        whole //= 10
        step *= 10
    return step


def _digits(match: re.Match[str], decimal_comma: bool) -> Numeral:
    value, decimals = plain_value(match["digits"], decimal_comma)
    start, end = match.span()
    if value is None:
        return Numeral(start, end, 0.0, 0.0, "structure")
    if match["fraction"]:
        part = _simple_fraction(match, value, decimals)
        if part:
            return part
        end = match.end("digits")
        return Numeral(start, end, value, half_step(value, decimals))
    scale = _power(match, value)
    magnitude = _MAGNITUDES.get(_suffix(match), 1.0)
    if match["power"] and "^" in match["power"]:
        value, decimals = 1.0, 0
    whole = value * scale * magnitude
    step = half_step(value, decimals) * scale * magnitude
    return Numeral(start, end, whole, step, "digits", magnitude)


def _suffix(match: re.Match[str]) -> str:
    suffix = (match["magnitude"] or "").strip(" -.")
    return suffix if len(suffix) == 1 else suffix.lower()


def _simple_fraction(match: re.Match[str], above: float, decimals: int) -> Numeral | None:
    below = float(match["fraction"].strip(" /"))
    if decimals or not 0 < above < below:
        return None
    value = above / below
    return Numeral(match.start(), match.end("fraction"), value, value * 0.01, "fraction")


def _power(match: re.Match[str], value: float) -> float:
    scale = 1.0
    if power := match["power"]:
        exponent = int(power.strip(" ^eE"))
        scale = value**exponent if "^" in power and abs(exponent) < 40 else 10.0**exponent
    if match["exponent"]:
        scale *= 10.0 ** int(match["exponent"])
    return scale


@lru_cache(maxsize=4096)
def plain_value(digits: str, decimal_comma: bool = False) -> tuple[float | None, int]:
    """Read digits with their separators: the value and how many decimals it has.

    None for a chain such as 14.1.3, which names a place and counts nothing.

    >>> plain_value("1,714.5"), plain_value("1.714", True), plain_value("14.1.3")
    ((1714.5, 1), (1714.0, 0), (None, 0))
    """
    digits = digits.replace(" ", "").replace("'", "")
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        decimal = "." if digits.rfind(".") > digits.rfind(",") else ","
        return _split(digits, decimal)
    mark = "." if points else ","
    groups = digits.split(mark)
    grouped = all(len(group) == 3 for group in groups[1:]) and 0 < len(groups[0]) <= 3
    if points + commas > 1:
        if grouped or (mark == "," and len(groups[-1]) == 3):
            return float("".join(groups)), 0
        return None, 0
    thousands = (mark == ",") != decimal_comma and grouped and groups[0] != "0"
    if len(groups) == 2 and thousands:
        return float("".join(groups)), 0
    return _split(digits, mark)


def _split(digits: str, decimal: str) -> tuple[float | None, int]:
    whole, _, rest = digits.rpartition(decimal) if decimal in digits else (digits, "", "")
    if digits.count(decimal) > 1:
        return None, 0
    whole = "".join(c for c in whole if c.isdigit())
    return float(f"{whole or 0}.{rest or 0}"), len(rest)
