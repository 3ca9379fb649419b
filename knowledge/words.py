"""Words of a text, spelt one way, so that a question and a note meet."""

import json
import re
import unicodedata
from functools import cache
from importlib.resources import files

_WORD = re.compile(r"[a-z]+\d+[a-z0-9]*|\d+(?:[.,]\d+)*[a-z]*|[a-z]+")
_POSSESSIVE = re.compile(r"['’]s\b")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_THOUSAND_SIGN = re.compile(r"(\d+)k")
_SMALL = {
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "ten": "10",
    "eleven": "11",
    "twelve": "12",
}
"""Numbers that people write out where the notes give figures."""
_ZEROS = {"hundred": "00", "thousand": "000"}
_ROUND = re.compile(rf"\b({'|'.join(_SMALL)}) (hundred|thousand)\b")
_PLACE = re.compile(rf"\b(step|section) ({'|'.join(_SMALL)})\b")
_ISE = re.compile(r"is(e|ed|es|er|ing|ation|ations)$")
_OUR = re.compile(r"our(s|ed|able)?$")


def words_of(text: str) -> list[str]:
    """Split into words and numbers: lower case, no accents, American endings, plain thousands.

    >>> words_of("step three, ten thousand items")
    ['step', '3', '10000', 'items']
    >>> words_of("The café's 10,000 JSON-records, 5k of them on an RTX 4090, organised")
    ['the', 'cafe', '10000', 'json', 'records', '5000', 'of', 'them', 'on', 'an', 'rtx', '4090', \
'organized']
    """
    in_figures = _in_figures(_POSSESSIVE.sub("", text.lower())).replace("%", " percent ")
    plain = unicodedata.normalize("NFKD", in_figures)
    kept = "".join(each for each in plain if not unicodedata.combining(each))
    return [_one_spelling(word) for word in _WORD.findall(kept)]


def _in_figures(text: str) -> str:
    text = _ROUND.sub(lambda said: _SMALL[said[1]] + _ZEROS[said[2]], text)
    return _PLACE.sub(lambda said: f"{said[1]} {_SMALL[said[2]]}", text)


def _one_spelling(word: str) -> str:
    if word[0].isdigit():
        number = _THOUSANDS.sub("", word)
        thousands = _THOUSAND_SIGN.fullmatch(number)
        return f"{thousands[1]}000" if thousands else number
    if len(word) > 4:
        return _OUR.sub(r"or\1", _ISE.sub(r"iz\1", word))
    return word


@cache
def stop_words() -> frozenset[str]:
    """Give the words that say nothing about what is asked."""
    return frozenset((files("knowledge") / "stop_words.txt").read_text("utf-8").split())


@cache
def common_words() -> frozenset[str]:
    """Give the words that the embedding's tokenizer knows whole: common English, well spelt."""
    tokenizer = json.loads((files("knowledge") / "tokenizer.json").read_text("utf-8"))
    return frozenset(
        word for word in tokenizer["model"]["vocab"] if word.isalpha() and len(word) > 1
    )


def telling_words(text: str) -> list[str]:
    """Give the words of a text that are not stop words.

    >>> telling_words("What is the learning rate?")
    ['learning', 'rate']
    """
    return [word for word in words_of(text) if word not in stop_words()]
