"""Names of cards, language models, benchmarks and data sets: only those the sources know."""

import re
from functools import cache, lru_cache

from agent.grounding.known.shelf import USERS
from agent.grounding.view import Found, View
from agent.grounding.words import rows
from agent.grounding.words.spoken import words_in

_SIZE = r"(?:[ -]?\d+(?:\.\d+)?[ -]?[BM]\b)?"
_BEHIND = {
    "card": r"(?:[ -](?:SXM\d?|PCIe|NVL|Ultra|Super))*(?:[ -]?\d{2,3}[ -]?Gi?B\b)?"
    r"(?:[ -](?:SXM\d?|PCIe|NVL))*",
    "language model": r"(?:[ -]?[VRv]?\d(?:\.\d)?)?(?:[ -]?\d+x\d+B|" + _SIZE + ")",
}
"""What may follow a name of a kind and is part of it: the edition, the size."""


@cache
def _named() -> re.Pattern[str]:
    """Match the names of the table, at a place where one may begin."""
    names = "|".join(
        f"(?:{row['pattern']}){_BEHIND.get(row['kind'], '')}" for row in rows("names.csv")
    )
    return re.compile(rf"(?<![\w/.-])(?:{names})(?!\w)")


_CAPITAL = re.compile(r"[A-Z]")
_SMALL = re.compile(r"\b[a-z](?:\d|[a-z]{2})")


@cache
def _small_letters() -> frozenset[str]:
    """The first letters of the names in lower case: those of llama, and of a100."""
    small = [row["pattern"] for row in rows("names.csv") if row["kind"].endswith("lower case")]
    words = {word[:3] for pattern in small for word in re.findall(r"[a-z]{3,}", pattern)}
    return frozenset(words) | frozenset("ahlv")


def _initials(text: str) -> list[int]:
    """Where a name may begin: at a capital, or at the first letters of one in lower case."""
    capitals = [match.start() for match in _CAPITAL.finditer(text)]
    if _small_letters().isdisjoint(word[:3] for word in words_in(text)):
        return capitals
    return sorted(capitals + [match.start() for match in _SMALL.finditer(text)])


_ADVISED = re.compile(
    r"\b(?:buy|order|purchase|rent|recommend|suggest|advise|get yourself|go for|upgrade to)"
    r" (?:an? |the |some |two |\w+ )?$",
    re.I,
)
"""What the user alone has named can be spoken of, and is not advised."""
_THEIRS = re.compile(
    r"\s*(?:that |which )?you(?:'ve)? (?:(?:told|said to) me(?: that)? you )?(?:own|have|got"
    r"|mentioned|said|use|run)\b",
    re.I,
)
_SAID = re.compile(
    r"\byou(?:'ve| have)? (?:said|told|mentioned|wrote|stated) [^,.;:]{0,24}?"
    r"(?:an? |the |your )?$",
    re.I,
)
"""What stands behind is told as the user's own words."""
_DIGIT = re.compile(r"\d")
_PARTS = re.compile(r"[A-Za-z]+|\d+(?:\.\d+)?")
_COMMON = frozenset(("MATH", "DROP", "OPT", "GLUE", "FLAN", "YI", "BLOOM", "C4", "TPU"))


def entities(text: str) -> list[tuple[int, int, str]]:
    """Find the names of cards, language models, benchmarks and data sets in a folded text."""
    found: list[tuple[int, int, str]] = []
    for start in _initials(text):
        if not found or start >= found[-1][1]:
            match = _named().match(text, start)
            found += [(*match.span(), match.group())] if match else []
    return found


def names_with_digits(words: list[str]) -> re.Pattern[str] | None:
    """Match the sources' own names that hold digits, however they are spaced."""
    products = {w for w in words if _is_product(w)}
    if not products:
        return None
    named = sorted(products, key=len, reverse=True)
    whole = "|".join(_loosely(each) for each in named)
    numbers = {n for each in named for n in re.findall(r"(?<![\w.])\d{3,4}(?![\w.])", each)}
    alone = "|".join(rf"{n}(?![.,]\d| ?[%KMG])" for n in sorted(numbers)) or r"(?!)"
    return re.compile(rf"(?<!\w)(?:{whole})(?!\w)|(?<![\w$€.,])(?:{alone})(?!\w)", re.I)


def _is_product(word: str) -> bool:
    return bool(
        re.search(r"[A-Za-z]", word) and re.search(r"\d", word) and len(word.split()) <= 3
    ) and not re.fullmatch(r"[\d.,]+ ?[A-Za-z%]+|.*\d{4}-\d\d.*", word)


@lru_cache(maxsize=2048)
def _loosely(name: str) -> str:
    return r"[ _-]?".join(re.escape(part) for part in _PARTS.findall(name))


def read_entities(view: View, own_names: re.Pattern[str] | None) -> None:
    """Find the names in a unit and mask them: their digits claim nothing."""
    view.named = entities(view.text)
    view.masked += [(start, end) for start, end, _ in view.named]
    if own_names is not None and _DIGIT.search(view.text):
        view.masked += [match.span() for match in own_names.finditer(view.text)]


@lru_cache(maxsize=4096)
def _known_as(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z0-9]){_loosely(name)}(?![A-Za-z0-9]|\.\d)", re.I)


def check_entities(view: View, corpus: str, found: Found) -> None:
    """Refuse names that no source and no message of the user's knows."""
    for start, end, name in view.named:
        if name in _COMMON and not view.text[end : end + 1].isdigit() and name not in corpus:
            continue
        if _SAID.search(view.text[:start]) and not _known_as(name).search(
            corpus.partition(USERS)[2]
        ):
            found.fault((start, end), "false_user_fact", f"the user did not speak of {name}")
            continue
        own = _THEIRS.match(view.text, end)
        if own and not _known_as(name).search(corpus.partition(USERS)[2]):
            found.fault((start, own.end()), "false_user_fact", f"the user named no {name}")
            continue
        advised = _ADVISED.search(view.text[:start])
        known = corpus.partition(USERS)[0] if advised else corpus
        if not _known_as(name).search(known):
            found.fault((start, end), "unknown_entity", f"no source speaks of {name}")
