"""Tell the language of a message by its function words."""

import re
from functools import cache

from agent.guided.reading.tables import alternatives, word_table

_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")), ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")), ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")), ("el", re.compile(r"[\u0370-\u03ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")), ("hi", re.compile(r"[\u0900-\u097f]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)  # fmt: skip
_PAIR = re.compile(r"\b(?:[a-z]{2}\s?(?:->|→|/|-)\s?[a-z]{2}|[A-Z]{2}\s?(?:->|→|/)\s?[A-Z]{2})\b")
"""A pair of languages to translate between ("en->de")."""
_ENOUGH = 4_000
_FEWEST = 2
_LETTERS = {"de": re.compile(r"[äöüßÄÖÜ]"), "es": re.compile(r"[¿¡ñÑ]")}


@cache
def _languages() -> dict[str, frozenset[str]]:
    return {
        language: frozenset(alternatives(words))
        for language, words in word_table("languages", ("language", "words"))
    }


def language_of(text: str) -> str:
    """Give the ISO 639-1 code of the language; English where too little is said to tell.

    >>> language_of("Wir bekommen 1.500 Anfragen pro Tag"), language_of("24 GB, 7B, LoRA")
    ('de', 'en')
    >>> language_of("Hola, somos una aseguradora y queremos un asistente")
    'es'
    """
    head = _PAIR.sub(" ", text[:_ENOUGH])
    letters = sum(map(str.isalpha, head)) or 1
    for language, script in _SCRIPTS:
        if len(script.findall(head)) > letters / 3:
            return language
    words = [word.lower() for word in _WORD.findall(head)]
    scores = {
        language: sum(word in known for word in words) + _telling(language, head)
        for language, known in _languages().items()
    }
    best = max(scores, key=lambda language: (scores[language], language == "en"))
    clear = scores[best] >= _FEWEST and scores[best] > 1.2 * scores["en"]
    return best if clear else "en"


def _telling(language: str, text: str) -> int:
    letters = _LETTERS.get(language)
    return 2 if letters and letters.search(text) else 0
