"""A rough guess of a text's language: by script, and in Latin script by common little words."""

import re

SCRIPTS = (
    ("Chinese", "\u4e00-\u9fff"),
    ("Japanese", "\u3040-\u30ff"),
    ("Korean", "\uac00-\ud7af"),
    ("Cyrillic script", "\u0400-\u04ff"),
    ("Arabic script", "\u0600-\u06ff"),
    ("Devanagari script", "\u0900-\u097f"),
    ("Greek", "\u0370-\u03ff"),
    ("Hebrew", "\u0590-\u05ff"),
    ("Thai", "\u0e00-\u0e7f"),
)
NOT_LATIN = tuple((name, re.compile(f"[{letters}]")) for name, letters in SCRIPTS)
ANY_NOT_LATIN = re.compile("[" + "".join(letters for _, letters in SCRIPTS) + "]")
LITTLE_WORDS = {
    "English": "the and is of to in that for with you this are what not how",
    "German": "der die das und ist nicht ein eine zu mit für auf den wie ich",
    "French": "le la les et est des une pour dans que pas vous sur avec qui",
    "Spanish": "el los las y es una para con por que del no como más se",
    "Italian": "il lo gli e è una per con che di non del sono come della",
    "Portuguese": "o os as e é uma para com por que não do da como mais",
    "Dutch": "de het een en is van niet voor met dat op zijn wat hoe ik",
}
WORDS = tuple((name, frozenset(words.split())) for name, words in LITTLE_WORDS.items())
LOOKED_AT = 400
"""Characters of a text that are looked at."""


def language_of(text: str) -> str:
    """Guess the language of a text by its first 400 characters; `unclear` where nothing tells.

    >>> language_of("How do I reset the password of the router?")
    'English'
    >>> language_of("密码怎么重置?")
    'Chinese'
    """
    start = text[:LOOKED_AT]
    foreign = ANY_NOT_LATIN.findall(start)
    if len(foreign) * 4 > len(start):
        return _script(start)
    words = set(start.lower().split())
    most, name = max((len(little & words), name) for name, little in WORDS)
    return name if most >= 2 else "unclear"


def _script(text: str) -> str:
    if NOT_LATIN[1][1].search(text):
        return "Japanese"
    return max(NOT_LATIN, key=lambda each: len(each[1].findall(text)))[0]
