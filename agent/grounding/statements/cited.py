"""What a cited passage says, against what it is cited for."""

import re
from functools import lru_cache

from agent.grounding.known.shelf import Shelf
from agent.grounding.numbers.quantities import Span
from agent.grounding.sources import CitablePassage
from agent.grounding.statements.alarms import GUARANTEE_HINTS
from agent.grounding.statements.named_sources import PAPER
from agent.grounding.statements.saying import is_negated
from agent.grounding.view import Found, View
from agent.grounding.words.phrases import phrase
from agent.grounding.words.strategies import names

Cited = list[tuple[Span, CitablePassage]]
"""Citations side by side, each with its passage."""
BRACKET = re.compile(r"\[([^\[\]\n]{1,160})\](?:\(([^()\s]{1,300})\))?")
WORD = re.compile(r"[a-z0-9]{3,}")


_COMMON = frozenset(
    [
        "the",
        "and",
        "for",
        "with",
        "that",
        "this",
        "from",
        "are",
        "was",
        "will",
        "would",
        "should",
        "can",
        "need",
        "needs",
        "use",
        "used",
        "using",
        "your",
        "you",
        "more",
        "most",
        "than",
        "into",
        "over",
        "only",
        "each",
        "have",
        "has",
        "not",
        "but",
        "about",
        "when",
        "where",
        "which",
        "while",
        "they",
        "them",
        "their",
        "its",
        "one",
        "two",
        "three",
        "also",
        "then",
        "such",
        "very",
        "much",
        "many",
        "some",
        "any",
        "all",
        "both",
        "model",
        "models",
        "because",
        "says",
        "here",
        "just",
        "does",
        "there",
        "what",
        "how",
        "chapter",
        "section",
        "note",
        "rule",
        "rules",
    ]
)


def named_by_a_tool(anchor: str, known: Shelf) -> bool:
    """Whether a result has the anchor as a value of its own: its source."""
    return f'"{anchor.lower()}"' in known.results


def check_cited(
    view: View, stretch: Span, group: Cited, known: Shelf, whole: str, found: Found
) -> None:
    """Check what stands in a stretch of a unit against the passages that are cited for it."""
    _check_subject(view, stretch, group, known, whole, found)
    _check_turned(view, stretch, group, found)
    _check_method(view, stretch, group, known, found)
    _check_guarantee(view, stretch, group, found)


_FIGURE = re.compile(r"\d+(?:\.\d+)?")


def _check_subject(
    view: View, stretch: Span, group: Cited, known: Shelf,
    whole: str, found: Found,
) -> None:  # fmt: skip
    """Refuse a passage that is about something else than the words that it is cited for."""
    anchors = {passage.anchor for _, passage in group}
    numbers = [i for i, n in enumerate(view.numbers) if stretch[0] <= n.start < stretch[1]]
    held = [m.value for i in numbers for m in view.matches[i]]
    if any(v.origin in anchors for v in held):
        return
    named = all(named_by_a_tool(anchor, known) for anchor in anchors)
    if named and any(v.place == "result" for v in held):
        return
    claim = content(view, stretch)
    if len(claim) < 2:
        return
    rivals = [len(claim & passage_words(p)) for a, p in known.passages.items() if a not in anchors]
    for span, passage in group:
        words = passage_words(passage)
        shared = len(claim & words)
        around = BRACKET.sub(" ", whole)
        numbers = _FIGURE.findall(around)
        foreign = not shared and len(content_words(around) & words) < 2
        foreign = foreign and not set(numbers) & set(_FIGURE.findall(passage.text))
        if foreign or (shared < 2 and max(rivals, default=0) >= 3):
            found.fault(span, "miscited", f"{passage.anchor} does not speak of this")


def content(view: View, stretch: Span) -> frozenset[str]:
    text = view.text[: stretch[1]]
    for start, end in sorted(view.masked, reverse=True):
        if text[start : start + 1] == "[":
            text = text[:start] + " " * (end - start) + text[end:]
    own = content_words(text[stretch[0] :])
    return (
        own
        if len(own) >= 2
        else own | content_words(view.before if len(view.text.split()) < 4 else "")
    )


_OPPOSITES = {
    one: other
    for pair in (
        ("higher", "lower"), ("more", "less"), ("more", "fewer"), ("longer", "shorter"),
        ("larger", "smaller"), ("bigger", "smaller"), ("faster", "slower"), ("better", "worse"),
        ("above", "below"), ("over", "under"), ("cheaper", "dearer"), ("greater", "smaller"),
    )
    for one, other in (pair, pair[::-1])
}  # fmt: skip
_COMPARED = re.compile(rf"\W{{1,2}}(?:\w+ )?({'|'.join(_OPPOSITES)})\b", re.I)


def _check_turned(view: View, stretch: Span, group: Cited, found: Found) -> None:
    """Refuse "ten times higher" where the passage says ten times lower."""
    for number in view.numbers:
        said = _COMPARED.match(view.text, number.end)
        if said is None or not stretch[0] <= number.start < stretch[1]:
            continue
        written = re.escape(view.text[slice(*number.span)])
        opposite = _OPPOSITES[said[1].lower()]
        turned = re.compile(rf"\b{written}\W{{1,2}}(?:\w+ )?{opposite}\b", re.I)
        if any(turned.search(passage.text) for _, passage in group):
            found.fault((number.start, said.end()), "wrong_direction", f"it is {opposite} there")


def _check_method(view: View, stretch: Span, group: Cited, known: Shelf, found: Found) -> None:
    """Refuse a method that is told of a passage which speaks of another one."""
    texts = [f"{passage.title} {passage.text}" for _, passage in group]
    theirs = {name for text in texts for name, _, _ in names(text, "method")}
    for name, start, end in names(view.text, "method"):
        said = view.text[start:end].lower()
        inside = stretch[0] <= start < stretch[1]
        apart = any(p.contrasts and p.start <= start < p.end for p in view.parts)
        if inside and not apart and theirs and name not in theirs and said not in known.results:
            found.fault((start, end), "wrong_method", f"the passage speaks of {min(theirs)}")


def _check_guarantee(view: View, stretch: Span, group: Cited, found: Found) -> None:
    """Refuse a guarantee of which the cited passage says that there is none."""
    said = phrase("guarantee").search(view.text, *stretch)
    if said is None or is_negated(view.text[stretch[0] : said.start()]):
        return
    for _, passage in group:
        if _denies_a_guarantee(passage):
            found.fault(said.span(), "miscited", f"{passage.anchor} says that it is not")


def _denies_a_guarantee(passage: CitablePassage) -> bool:
    theirs = list(phrase("guarantee").finditer(passage.text))
    sentences = [passage.text[: each.start()].rpartition(". ")[2] for each in theirs]
    ahead = [re.split(r"[,;:]|\b(?:and|but|while)\b", words)[-1] for words in sentences]
    return bool(theirs) and all(map(is_negated, ahead))


def check_guarantee_given(view: View, known: Shelf, found: Found) -> None:
    """Refuse a guarantee of a way to unlearn of which the passages found say that it gives none."""
    spoken = known.passages and view.speaks_of(GUARANTEE_HINTS)
    said = phrase("guarantee").search(view.text) if spoken else None
    if said is None:
        return
    part = next(p for p in view.parts if p.start <= said.start() < p.end)
    if is_negated(part.text):
        return
    for name, _, _ in names(part.text, "unlearning"):
        theirs = [
            passage
            for passage in known.passages.values()
            if any(name == other for other, _, _ in names(passage.text, "unlearning"))
        ]
        if theirs and all(map(_denies_a_guarantee, theirs)):
            found.fault((part.start, part.end), "wrong_flag", f"{theirs[0].anchor} denies it")


def check_authors(view: View, stretch: Span, group: Cited, found: Found) -> None:
    """Refuse the authors of another paper than the one that the cited passage names."""
    theirs = {m[1] for _, passage in group for m in PAPER.finditer(passage.text)}
    for match in PAPER.finditer(view.text, *stretch) if theirs else ():
        if match[1] not in theirs:
            found.fault(match.span(), "swapped", f"the passage names {min(theirs)}")


@lru_cache(maxsize=1024)
def passage_words(passage_or_text: CitablePassage) -> frozenset[str]:
    """Give the content words of a passage, by their beginnings."""
    anchor = re.sub(r"[/_-]", " ", passage_or_text.anchor)
    return content_words(
        f"{passage_or_text.section} {passage_or_text.title} {passage_or_text.text} {anchor}"
    )


def content_words(text: str) -> frozenset[str]:
    """Give the words that carry meaning, cut to their first five letters."""
    words = WORD.findall(text.lower())
    return frozenset(w[:5] for w in words if w not in _COMMON and not w[0].isdigit())
