"""Statements that one thing is cheaper, faster, best: who is compared with whom, and in what."""

import re
from dataclasses import dataclass

from agent.grounding.clauses.labels import mentions
from agent.grounding.directions.comparing_words import Sense
from agent.grounding.directions.siblings import known_items
from agent.grounding.known.values import Known
from agent.grounding.view import View
from agent.grounding.words.phrases import phrase

NEGATION = re.compile(r"\b(?:not|no|never|nor|neither|hardly|\w+n't|nicht|kein\w*)\b", re.I)
_BEFORE = re.compile(r"[;:]|,\s|\b(?:and|but|while|because|so|whereas)\b")
_ENDED = re.compile(r"[;,]\s|[.;:](?=\s|$)|\b(?:and|but|while|because|whereas)\b")
_NOTHING = re.compile(r"\b(?:nothing|none|nobody|no other|no [\w-]+)\b", re.I)


@dataclass(frozen=True, slots=True)
class Claim:
    sense: Sense
    subject: frozenset[str]
    other: frozenset[str]
    """What it is compared with; empty where it is the most of all."""
    about: frozenset[str]
    """Words that may name the field."""
    negated: bool
    start: int
    end: int
    lone: bool = False
    last: str = ""
    """The thing that is named last before the comparing word."""
    reversed: bool = False
    """It is said of the other side of a break-even, where the opposite holds."""


_NUMBERED = re.compile(
    r"\b(?:rank|step|epoch|checkpoint|round|seed|run|fold|layer|version|node|shard)s? (\d+)\b",
    re.I,
)


def terms_in(text: str) -> frozenset[str]:
    """The things a text names; "rank 8" names what is numbered so."""
    return frozenset(term for _, _, term in mentions(text)) | frozenset(_NUMBERED.findall(text))


def claim_at(view: View, match: re.Match[str], sense: Sense, known: Known) -> Claim | None:
    """Read the statement around a comparing word; None where it makes none."""
    text = view.text
    before = _BEFORE.split(text[: match.start()])[-1]
    after = _ENDED.split(text[match.end() :], maxsplit=1)[0]
    if _side_of_break_even(view, match) is None and (
        phrase("comparison under a condition").search(before)
        or phrase("comparison under a condition").search(after)
    ):
        return None
    start = match.start() - len(before.lstrip())
    than = re.search(r"\b(?:than|als)\b", after)
    negated = bool(NEGATION.search(before))
    if sense.degree == "verb":
        return _against(view, match, sense, before, after, 0, start, negated, known)
    if sense.degree == "comparative" and than:
        return _against(view, match, sense, before, after, than.end(), start, negated, known)
    return _alone(view, match, sense, before, after, known)


def _alone(
    view: View, match: re.Match[str], sense: Sense, before: str, after: str, known: Known
) -> Claim | None:
    """Read "X is the cheapest", or "X is cheaper" where there are but two."""
    whole = f"{before} {after}"
    lone, side = sense.degree == "comparative", _side_of_break_even(view, match)
    of_two = re.compile(r"\bof (?:the two|both)\b", re.I).sub("", whole) if lone else whole
    if phrase("best of some only").search(of_two) or re.search(r"\bthan\b", after):
        return None
    if lone and (not sense.dimensions or re.match(r"\s*\d", after)):
        return None
    if lone and side is None and _limited(view.text):
        return None
    items = known_items(known)
    last = next((t for _, _, t in reversed(mentions(before)) if t in items or t in SIDES), "")
    return Claim(
        sense, _subject(view.text, match, sense, before, after, items), frozenset(),
        _about(whole, match.group()), bool(NEGATION.search(before)),
        match.start() - len(before.lstrip()), match.end() + len(after.rstrip()), lone, last,
        side is not None and side != _side_computed(known),
    )  # fmt: skip


def _subject(
    text: str, match: re.Match[str], sense: Sense, before: str, after: str, items: frozenset[str]
) -> frozenset[str]:
    """The thing that is named before the word, else behind it, else earlier in the sentence."""
    subject = terms_in(before)
    if sense.degree == "superlative" and not subject & items:
        subject = terms_in(after)
    if not subject & items and text[: match.start() - len(before)].endswith(" "):
        subject = terms_in(re.split(r"[.;:]", text[: match.start()])[-1])
    return subject


SIDES = ("prompting", "tuned", "rag")


_APART = re.compile(r";|, (?:and|where)\b|\band you\b|\b(?:but|while|whereas)\b")


def _side_of_break_even(view: View, match: re.Match[str]) -> str | None:
    """Whether a statement is about what lies below a break-even, or above it."""
    for number, held in zip(view.numbers, view.matches, strict=True):
        first, last = sorted((match.span(), number.span))
        apart = _APART.search(view.text, first[1], last[0])
        if not apart and any("break" in m.value.terms for m in held):
            before = view.text[max(0, number.start - 30) : number.start].lower()
            if re.search(
                r"\b(?:below|under|fewer than|less than|up to|unter|bis zu)\b[\w\s]*$", before
            ):
                return "below"
            if re.search(r"\b(?:above|over|beyond|from|more than|past|über|ab)\b[\w\s]*$", before):
                return "above"
    return None


def _side_computed(known: Known) -> str:
    """On which side of its break-even the result lies that says what is cheaper."""
    breaks = [v for v in known.by_term.get("break", ()) if v.place == "result"]
    volumes = [v for v in known.values if v.place == "args" and v.measure.noun == "request"]
    if breaks and volumes and volumes[-1].value < breaks[-1].value:
        return "below"
    return "above"


_LIMITED = re.compile(
    r"\b(?:below|above|under|over|up to|from)\b"
    r"|\b(?:at|with|for|on) (?:a |the )?(?:very )?(?:low|lower|small|smaller|high|higher|large"
    r"|larger|little|modest|light|heavy|long|short)\b",
    re.I,
)


def _limited(text: str) -> bool:
    """Whether it holds below or above a limit only."""
    return bool(_LIMITED.search(text))


def _about(text: str, word: str) -> frozenset[str]:
    return terms_in(text) | frozenset(re.findall(r"[a-z]{2,}|p\d\d", f"{text} {word}".lower()))


def _against(
    view: View, match: re.Match[str], sense: Sense, before: str, after: str, than: int,
    start: int, negated: bool, known: Known,
) -> Claim | None:  # fmt: skip
    """Read A … than B; None where B is a number, or one side is not named."""
    at = match.end() + than
    end = match.end() + len(after.rstrip())
    other = re.split(r"\b(?:on|in terms of|by|at|with)\b|\(", after[than:])[0]
    mine, its = terms_in(before), terms_in(other)
    named = [m.span(1) for m in _NUMBERED.finditer(view.text)]
    named += [(n.start, n.end) for n in view.numbers if n.magnitude == 1e9]  # 14B against 7B
    if any(
        at <= number.start < at + len(other) and (number.start, number.end) not in named
        for number in view.numbers
    ):
        return None
    if _NOTHING.search(before) and not mine & known_items(known) and its:
        about = _about(f"{before} {after}", match.group())
        return Claim(sense, its, frozenset(), about, False, start, end)
    if not mine & known_items(known):
        mine = terms_in(view.text[: match.start()]) & frozenset(SIDES)
    if not mine - its or not its - mine:
        return None
    about = _about(f"{before} {after}", match.group())
    return Claim(sense, mine - its, its - mine, about, negated, start, end)
