"""What a statement says of a flag: yes or no, and of which item."""

import re
from functools import lru_cache

from agent.grounding.clauses.labels import mentions
from agent.grounding.known.values import Flag, Known
from agent.grounding.numbers.measures import field_words
from agent.grounding.view import View
from agent.grounding.words.phrases import phrase


@lru_cache(maxsize=64)
def current(known: Known, word: str) -> list[Flag]:
    """Give the flags of one family, of the latest results where there are any."""
    flags = [f for f in known.flags if any(w.startswith(word) for w in field_words(f.field))]
    current = [f for f in flags if not f.superseded]
    return current or flags


def current_or_told(view: View, known: Known, word: str) -> list[Flag]:
    """Give the current flags, or those of the earlier result whose numbers a unit tells."""
    told = [m.value for held in view.matches for m in held if m.value.place == "result"]
    if told and all(value.superseded for value in told):
        results = {value.result for value in told}
        family = [f for f in known.flags if any(w.startswith(word) for w in field_words(f.field))]
        if earlier := [f for f in family if f.result in results]:
            return earlier
    return current(known, word)


_SOLD_SIZE = re.compile(
    r"\b(?:in|into|on|onto|your|an?|one|the|both|all|these|those) (\d{1,3}) ?GB\b"
)


def terms_of(text: str) -> frozenset[str]:
    """The terms of a text; a size as cards are sold may stand for the card."""
    sizes = {f"{size}gb" for size in _SOLD_SIZE.findall(text)}
    return frozenset(term for _, _, term in mentions(text)) | sizes


def of_names(flags: list[Flag], terms: frozenset[str]) -> list[Flag]:
    """The flags of the item that the words name best: by a word that not all items share."""
    named = [f for f in flags if f.names]
    if not named:
        return []
    common = frozenset.intersection(*(f.names for f in named)) if len(named) > 1 else frozenset()
    scores = [(len((f.names - common) & terms), f) for f in named]
    best = max(score for score, _ in scores)
    return [f for score, f in scores if score == best] if best else []


_NOTHING_LEFT = re.compile(
    r"\b(?:nothing|no room|none|not much|no memory) (?:to spare|left)\b", re.I
)


_ANSWER = re.compile(r"^\W*(?:no|nope|nein|non)\b\s*[,:;.!–—]", re.I)
"""It answers the question, and negates nothing behind it."""


def is_negated(text: str) -> bool:
    text = _ANSWER.sub("", _NOTHING_LEFT.sub("", text.replace("not only", "")))
    if re.search(r"\bneither\b", text, re.I):
        text = re.sub(r"\bnor\b", "", text, flags=re.I)
    return len(phrase("negation").findall(text)) % 2 == 1


def clause_up_to(text: str, match: re.Match[str]) -> str:
    return re.split(r"[,;:]|\b(?:and|but|while)\b", text[: match.start()])[-1]


def claim_span(view: View, match: re.Match[str]) -> tuple[int, int]:
    before = clause_up_to(view.text, match)
    return match.start() - len(before.lstrip()), match.end()
