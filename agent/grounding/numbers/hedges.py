"""Hedges: about, just over, at most, and what stands behind a number."""

import re
from typing import Literal

Hedge = Literal["", "about", "over", "under", "at_least", "at_most"]

_ABOUT = (
    "about|around|roughly|approximately|approx\\.?|circa|ca\\.?|some|close to|in the region of"
    "|near|an estimated|or so"
    "|etwa|rund|ungefähr|environ|unos|alrededor de|aproximadamente|~|≈|on the order of"
    "|something like|say"
)

_OVER = (
    "a good|over|above|more than|greater than|higher than|larger than|exceeds?|exceeding|beyond"
    "|north of|upwards of|past"
    "|longer than|bigger than|worse than|better than|tops|über|mehr als|plus de|más de|>"
)

_UNDER = (
    "under|below|less than|fewer than|lower than|smaller than|shorter than|nearly|almost|shy of"
    "|short of"
    "|not quite|south of|knapp|unter|weniger als|fast|moins de|presque|menos de|casi|<"
)

_AT_LEAST = (
    "at least|a minimum of|minimum of|minimum|≥|mindestens|no less than|not less than"
    "|no fewer than|not under"
    "|not below|never below|never under|au moins|al menos|no lower than"
)

_AT_MOST = (
    "at most|up to|a maximum of|maximum of|maximum|max\\.?|≤|höchstens|bis zu|(?:no|not|never"
    "|rarely|seldom|hardly|hardly ever)"
    "(?: any)? (?:more|greater|higher|longer|larger) than|not (?:over|above)|never (?:over"
    "|above)|does(?:n't| not) exceed"
    "|capped at|within|au plus|como máximo|no higher than|tops out at|cannot exceed"
    "|can't exceed|doesn't go above"
)

_HEDGE = re.compile(
    r"(?:\b(?P<close>just|slightly|a little|a bit|a touch|barely|only just|marginally|a hair)\s+)?"
    rf"(?:(?P<at_most>(?<![\w])(?:{_AT_MOST}))|(?P<at_least>(?<![\w])(?:{_AT_LEAST}))"
    rf"|(?P<over>(?<![\w])(?:{_OVER}))|(?P<under>(?<![\w])(?:{_UNDER}))"
    rf"|(?P<about>(?<![\w])(?:{_ABOUT})))"
    r"(?:\s+(?P<also>about|around|roughly|approximately))?\s*(?:the|an?|its|your|that|of)?\s*$",
    re.I,
)

_CLOSE_WORDS = frozenset(
    ("nearly", "almost", "knapp", "not quite", "shy of", "presque", "casi", "fast")
)

_AFTER = re.compile(
    r"\s*(?:(?P<about>or so|give or take|ish\b|-ish\b|approximately|roughly)"
    r"|(?P<at_least>or more|or higher|or above|and up|or longer|\+(?!\s*\d)(?<!\s\+)|at least"
    r"|at a minimum)"
    r"|(?P<at_most>or less|or fewer|or lower|or below|(?:[a-z]+ )?at most|at a maximum|tops\b"
    r"|max\b))",
    re.I,
)


def _words_of(*alternatives: str) -> frozenset[str]:
    return frozenset(
        word for each in alternatives for word in re.findall(r"[^\W\d_]+", each) if len(word) > 1
    ) - {"of", "the", "in", "de", "or", "an", "no", "not", "to", "at", "any", "go", "out"}


_HINTS = _words_of(_ABOUT, _OVER, _UNDER, _AT_LEAST, _AT_MOST)
_LETTERS = re.compile(r"[^\W\d_]+")
_SIGN = re.compile("[~≈<>≤≥]")


def _may_hedge(window: str) -> bool:
    """Whether a hedge may stand here, before a slower look is taken."""
    return not _HINTS.isdisjoint(_LETTERS.findall(window.lower())) or bool(_SIGN.search(window))


def hedge_start(text: str, start: int) -> int:
    """Where the hedge in front of a number begins; the number's own start without one."""
    match = _HEDGE.search(text[max(0, start - 34) : start])
    return max(0, start - 34) + match.start() if match else start


def hedge_of(text: str, start: int, end: int) -> tuple[Hedge, bool]:
    window = text[max(0, start - 34) : start]
    match = _HEDGE.search(window) if _may_hedge(window) else None
    if match:
        kind = match.lastgroup if match.lastgroup != "also" else ""
        for name in ("at_most", "at_least", "over", "under", "about"):
            if match[name]:
                kind = name
                break
        close = bool(match["close"]) or (match["under"] or "").lower() in _CLOSE_WORDS
        if match["also"]:
            kind, close = "about", False
        return kind, close  # type: ignore[return-value]
    after = _AFTER.match(text, end)
    if after:
        return after.lastgroup, False  # type: ignore[return-value]
    return "", False
