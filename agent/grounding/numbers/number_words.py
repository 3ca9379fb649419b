"""Numbers spelled in English words, fractions and dozens included."""

import re

_SMALL = {
    word: float(value)
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    word: float(10 * value)
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
} | {"fourty": 40.0}
_SCALES = {"dozen": 12.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_PARTS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4,
    "fourths": 4, "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6, "seventh": 7, "sevenths": 7,
    "eighth": 8, "eighths": 8, "ninth": 9, "ninths": 9, "tenth": 10, "tenths": 10,
    "twentieth": 20, "hundredth": 100,
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z]+")
_GAP = re.compile(r"[ \t\n]*-?[ \t\n]*")

STARTS = (
    r"(?:half|an?(?=[ -]+(?:hundred|thousand|million|billion|trillion|dozen|half|third|quarter"
    r"|fourth"
    r"|fifth|sixth|seventh|eighth|ninth|tenth|twentieth|hundredth)\b)|"
    + "|".join([*_SMALL, *_TENS, "dozen"])
    + r")\b"
)
"""Where a spelled number may begin (a regular expression, to be matched without case)."""
AFTER_ARTICLE = frozenset(("hundred", *_SCALES, *_PARTS))
"""Words that make a number of an article before them."""
FIRST = frozenset(("half", "a", "an", "dozen", *_SMALL, *_TENS))
"""Words that a spelled number may begin with."""


class _Words:
    """The words from a place on, each with where it ends."""

    def __init__(self, text: str, at: int) -> None:
        self.text, self.at = text, at

    def peek(self, at: int | None = None) -> tuple[str, int] | None:
        at = self.at if at is None else at
        start = at
        gap = _GAP.match(self.text, at)
        if gap and at > 0:
            start = gap.end()
        word = _WORD.match(self.text, start)
        return (word.group().lower(), word.end()) if word else None


def read_words(text: str, at: int) -> tuple[int, float, bool] | None:
    """Read the number spelled at `at`: where it ends, its value, and whether it is a fraction.

    >>> read_words("a hundred and thirty million parameters", 0)
    (28, 130000000.0, False)
    >>> read_words("two thirds", 0), read_words("half a million", 0)
    ((10, 0.6666666666666666, True), (14, 500000.0, False))
    >>> read_words("five and ten", 0)
    (4, 5.0, False)
    """
    words = _Words(text, at)
    first = _WORD.match(text, at)
    if first is None:
        return None
    word = first.group().lower()
    if word == "half":
        return _from_half(words, first.end())
    if word in ("a", "an"):
        words.at = first.end()
        part = _part(words, 1.0, article=True)
        if part:
            return part
        whole = _whole(words, 1.0, "small")
    elif word == "dozen":
        return first.end(), 12.0, False
    else:
        value = _SMALL.get(word, _TENS.get(word))
        if value is None:
            return None
        words.at = first.end()
        part = _part(words, value)
        if part and 0 < value < 20:
            return part
        whole = _whole(words, value, "tens" if word in _TENS else "small")
    return _with_remainder(words, whole)


def _from_half(words: _Words, end: int) -> tuple[int, float, bool]:
    article = words.peek(end)
    if article and article[0] in ("a", "an"):
        scale = words.peek(article[1])
        if scale and scale[0] in _SCALES:
            return scale[1], _SCALES[scale[0]] / 2, False
    return end, 0.5, True


def _of_scale(words: _Words, end: int) -> tuple[int, float] | None:
    """Read "of a billion" behind a part."""
    of = words.peek(end)
    article = words.peek(of[1]) if of and of[0] == "of" else None
    scale = words.peek(article[1]) if article and article[0] in ("a", "an") else None
    return (scale[1], _SCALES[scale[0]]) if scale and scale[0] in _SCALES else None


def _part(words: _Words, count: float, article: bool = False) -> tuple[int, float, bool] | None:
    following = words.peek()
    if following is None or following[0] not in _PARTS:
        return None
    plural = following[0].endswith("s")
    if plural == (count == 1.0) or (article and plural):
        return None
    share = count / _PARTS[following[0]]
    if scale := _of_scale(words, following[1]):
        return scale[0], share * scale[1], False
    return following[1], share, True


def _whole(words: _Words, value: float, last: str) -> float:
    """Add hundreds, thousands … as long as the words go on as a number does."""
    total, current = 0.0, value
    scale_before = float("inf")
    while following := words.peek():
        word, end = following
        if word == "and" and last in ("hundred", "scale"):
            after = words.peek(end)
            if not after or (after[0] not in _SMALL and after[0] not in _TENS):
                break
            word, end = after
        if word == "hundred" and last in ("small", "tens") and 0 < current < 100:
            current, last = current * 100, "hundred"
        elif word in _SCALES and last != "scale" and _SCALES[word] < scale_before:
            scale_before = _SCALES[word]
            total, current, last = total + current * scale_before, 0.0, "scale"
        elif word in _SMALL and _joins(last, _SMALL[word]):
            current, last = current + _SMALL[word], "small"
        elif word in _TENS and last in ("hundred", "scale"):
            current, last = current + _TENS[word], "tens"
        else:
            break
        words.at = end
    return total + current


def _joins(last: str, value: float) -> bool:
    return (last == "tens" and 0 < value < 10) or last in ("hundred", "scale")


def _with_remainder(words: _Words, whole: float) -> tuple[int, float, bool]:
    """Add `point three` or `and a half`."""
    following = words.peek()
    if following and following[0] == "point":
        digits, end = "", following[1]
        while (digit := words.peek(end)) and _SMALL.get(digit[0], 10) < 10:
            digits, end = digits + str(int(_SMALL[digit[0]])), digit[1]
        if digits:
            return end, float(f"{int(whole)}.{digits}"), False
    if following and following[0] == "and" and (part := _part_after(words, following[1])):
        return part[0], whole + part[1], False
    return words.at, whole, False


def _part_after(words: _Words, at: int) -> tuple[int, float] | None:
    """Read the part of a whole behind "and": a half, three quarters."""
    many = words.peek(at)
    part = words.peek(many[1]) if many else None
    if many is None or part is None or part[0] not in ("half", "quarter", "quarters", "third"):
        return None
    count = 1.0 if many[0] == "a" else _SMALL.get(many[0], 0.0)
    return (part[1], count / _PARTS[part[0]]) if 0 < count <= 3 else None
