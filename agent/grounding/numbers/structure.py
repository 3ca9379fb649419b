"""Numbers that order or count the text itself, and claim nothing."""

import re

from agent.grounding.numbers.numerals import Numeral
from agent.grounding.numbers.quantity import Quantity
from agent.grounding.numbers.unit_words import STOP, WORDS_ON

_NAMED_BEFORE = re.compile(
    r"\b(?:sections?|chapters?|figures?|fig\.|tables?|steps?|exercises?|questions?|options?"
    r"|rules?|parts?|appendix|pages?|phases?"
    r"|points?|levels?|stages?|versions?|notes?|items?|rows?|numbers?|no\.|tier|case|kapitel"
    r"|abschnitt|schritt"
    r"|cuda|python|zero|stage|check|q|experiment|variant|plan|card|gpu|scenario)[ -]?#?$",
    re.I,
)

_LIST_MARK = re.compile(r"(?:^|\n)[ \t>]*(?:#{1,6} +)?\(?$")

_COUNTED_TEXT = frozenset(
    [
        "thing",
        "things",
        "option",
        "options",
        "reason",
        "reasons",
        "way",
        "ways",
        "question",
        "questions",
        "point",
        "points",
        "step",
        "steps",
        "case",
        "cases",
        "condition",
        "conditions",
        "part",
        "parts",
        "answer",
        "answers",
        "approach",
        "approaches",
        "choice",
        "choices",
        "aspect",
        "aspects",
        "idea",
        "ideas",
        "test",
        "tests",
        "check",
        "checks",
        "fact",
        "facts",
        "caveat",
        "caveats",
        "number",
        "numbers",
        "note",
        "notes",
        "rule",
        "rules",
        "strategy",
        "strategies",
        "method",
        "methods",
        "stage",
        "stages",
        "phase",
        "phases",
        "side",
        "sides",
        "time",
        "scenario",
        "scenarios",
        "piece",
        "pieces",
        "kind",
        "kinds",
        "word",
        "words",
        "sentence",
        "sentences",
        "line",
        "lines",
        "alternative",
        "alternatives",
        "candidate",
        "candidates",
    ]
)

_SMALL_WORDS = 12.0

_HYPHENATED = re.compile(r"[A-Za-z][A-Za-z0-9]*[-–]$")


def is_structure(text: str, numeral: Numeral, quantity: Quantity, known: bool) -> bool:
    if numeral.form == "structure":
        return True
    before = text[max(0, numeral.start - 16) : numeral.start]
    small = numeral.value <= 60 and numeral.value == int(numeral.value)
    if numeral.form == "digits" and small and not (known and quantity.measure.kind != "count"):
        if _LIST_MARK.search(before) and text[numeral.end : numeral.end + 1] in (".", ")", ":"):
            return True
        if _NAMED_BEFORE.search(before):
            return True
    if not known and numeral.form == "digits" and _HYPHENATED.search(before):
        return True
    if (
        text[numeral.end : numeral.end + 2].startswith(":")
        and text[numeral.end + 1 : numeral.end + 2].isdigit()
    ):
        return small
    return bool(
        small and numeral.value <= _SMALL_WORDS and not known and _counts_text(text, numeral.end)
    )


def _counts_text(text: str, end: int) -> bool:
    """Whether the words behind a small number are parts of the text: "two reasons"."""
    at = end
    for _ in range(3):
        match = WORDS_ON.match(text, at)
        if match is None or match[1].lower() in STOP:
            return False
        if match[1].lower() in _COUNTED_TEXT:
            return True
        at = match.end()
    return False
