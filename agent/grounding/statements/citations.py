"""Citations: each anchor was found, and speaks of what it is cited for."""

import re
from collections.abc import Iterator
from functools import lru_cache

from agent.grounding.known.shelf import Shelf
from agent.grounding.numbers.measures import unit_named
from agent.grounding.numbers.quantities import Span
from agent.grounding.sources import CitablePassage
from agent.grounding.statements.alarms import GUARANTEE_HINTS
from agent.grounding.statements.named_sources import LINK, PAPER, PLACE, names_a_source
from agent.grounding.statements.saying import is_negated
from agent.grounding.view import Found, View
from agent.grounding.words.phrases import phrase
from agent.grounding.words.strategies import names

_BRACKET = re.compile(r"\[([^\[\]\n]{1,160})\](?:\(([^()\s]{1,300})\))?")


_BARE_ANCHOR = re.compile(
    r"(?<![\w/\[])(?:\d+\.\d+/[\w.+-]+(?:/[\w.+-]+)*|(?:doc|evidence)/[\w./+-]+\w)"
)


_ANCHOR = re.compile(r"[\w.+-]+(?:/[\w.+#:-]+)+|\d{1,2}(?:\.\d{1,2}){1,3}")


_WORD = re.compile(r"[a-z0-9]{3,}")


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


def read_citations(view: View, known: Shelf) -> None:
    """Find the unit's citations and mask what they and links hold."""
    text = view.text
    for match in _BRACKET.finditer(text) if "[" in text else ():
        _read_bracket(view, match, known)
    for match in _BARE_ANCHOR.finditer(text) if "/" in text else ():
        if not _inside(match.start(), view.masked) and not _is_rate(match, text):
            view.masked.append(match.span())
            view.citations.append((*match.span(), match.group().rstrip(".")))
    view.may_name_source = names_a_source(view)
    if view.may_name_source:
        view.masked += [match.span() for match in LINK.finditer(text)]
        view.masked += [match.span(1) for match in PLACE.finditer(text)]
        view.masked += [match.span() for match in PAPER.finditer(text)]


def _read_bracket(view: View, match: re.Match[str], known: Shelf) -> None:
    if _is_citation(match[1], known):
        view.masked.append(match.span())
        for anchor in re.split(r"\s*[;,]\s*", match[1]):
            view.citations.append((match.start(), match.end(), anchor.strip().lstrip("#")))
    elif match[2]:
        target = match[2].lstrip("#")
        view.masked.append((match.end(1) + 1, match.end()))
        if target in known.passages or _ANCHOR.fullmatch(target):
            view.citations.append((*match.span(), target))


def _is_citation(inside: str, known: Shelf) -> bool:
    parts = [part.strip().lstrip("#") for part in re.split(r"\s*[;,]\s*", inside)]
    if parts[0] in known.passages or parts[0] in known.known_anchors:
        return True
    numbered = all(re.fullmatch(r"\^?\d{1,2}", part) for part in parts)
    named = _FILE.fullmatch(parts[0]) or re.fullmatch(
        r"source[s]?(?: \d+)?|citation[^\]]*", parts[0], re.I
    )
    return bool(numbered or named or _ANCHOR.fullmatch(parts[0]))


_FILE = re.compile(r"[\w.-]+\.(?:md|pdf|txt|docx?|html?|csv|xlsx?|jsonl?)", re.I)


def _is_rate(match: re.Match[str], text: str) -> bool:
    """Whether it is a price or a speed, such as 2.48/h, and no anchor."""
    rest = match.group().partition("/")[2]
    return text[match.start() - 1 : match.start()] in "$€£¥" or (
        "/" not in rest and rest[:1].isalpha() and (len(rest) < 3 or bool(unit_named(rest)))
    )


def _inside(at: int, spans: list[Span]) -> bool:
    return any(start <= at < end for start, end in spans)


def check_citations(view: View, known: Shelf, whole: str, found: Found) -> None:
    """Check that each cited anchor was found, and that it speaks of what it is cited for."""
    cited: list[tuple[Span, CitablePassage]] = []
    for start, end, anchor in view.citations:
        passage = _find(anchor, known)
        if passage is not None:
            cited.append(((start, end), passage))
            found.traced((start, end), passage.anchor)
        elif _named_by_a_tool(anchor, known):
            found.traced((start, end), anchor)  # a tool names it as its source
        elif anchor in known.known_anchors:
            found.fault((start, end), "unretrieved_citation", f"{anchor} was not looked up here")
        else:
            found.fault((start, end), "forged_citation", f"there is no passage {anchor}")
    _check_guarantee_given(view, known, found)
    for stretch, group in _stretches(view, cited):
        _check_authors(view, stretch, group, found)
        if _holds_its_numbers(view, stretch, group, found):
            _check_subject(view, stretch, group, known, whole, found)
            _check_turned(view, stretch, group, found)
            _check_method(view, stretch, group, known, found)
            _check_guarantee(view, stretch, group, found)


def _stretches(
    view: View, cited: list[tuple[Span, CitablePassage]]
) -> Iterator[tuple[Span, list[tuple[Span, CitablePassage]]]]:
    """Give what each citation, or each row of them, vouches for: what stands since the last one."""
    groups: list[list[tuple[Span, CitablePassage]]] = []
    for each in sorted(cited, key=lambda c: c[0]):
        beside = groups and not _WORD.search(view.text[groups[-1][-1][0][1] : each[0][0]].lower())
        groups[-1].append(each) if beside else groups.append([each])
    begin = 0
    for index, group in enumerate(groups):
        last = index == len(groups) - 1
        behind = not _WORD.search(view.text[begin : group[0][0][0]].lower())
        end = len(view.text) if last or behind else group[-1][0][1]
        if behind and not last:
            end = groups[index + 1][0][0][0]
        yield (begin, end), group
        begin = end


def _holds_its_numbers(
    view: View, stretch: Span, group: list[tuple[Span, CitablePassage]], found: Found
) -> bool:
    """Refuse a number that stands in another passage than in the one that is cited for it."""
    anchors = {passage.anchor for _, passage in group}
    for index, each in enumerate(view.numbers):
        held = [m.value for m in view.matches[index]]
        only = {v.origin for v in held if v.place == "passage"}
        inside = stretch[0] <= each.start < stretch[1]
        bare = all(v.place == "passage" for v in held) or len(_content(view, stretch)) < 2
        if inside and only and not only & anchors and bare:
            for span, _ in group:
                why = f"{sorted(only)[0]} has {view.text[slice(*each.span)]}, not what is cited"
                found.fault(span, "miscited", why)
            return False
    return True


def _named_by_a_tool(anchor: str, known: Shelf) -> bool:
    """Whether a result has the anchor as a value of its own: its source."""
    return f'"{anchor.lower()}"' in known.results


def _find(anchor: str, known: Shelf) -> CitablePassage | None:
    if anchor in known.passages:
        return known.passages[anchor]
    number = anchor.lstrip("^")
    if number.isdigit() and 0 < int(number) <= len(known.passages):
        return list(known.passages.values())[int(number) - 1]
    return None


_FIGURE = re.compile(r"\d+(?:\.\d+)?")


def _check_subject(
    view: View, stretch: Span, group: list[tuple[Span, CitablePassage]], known: Shelf,
    whole: str, found: Found,
) -> None:  # fmt: skip
    """Refuse a passage that is about something else than the words that it is cited for."""
    anchors = {passage.anchor for _, passage in group}
    numbers = [i for i, n in enumerate(view.numbers) if stretch[0] <= n.start < stretch[1]]
    held = [m.value for i in numbers for m in view.matches[i]]
    if any(v.origin in anchors for v in held):
        return
    named = all(_named_by_a_tool(anchor, known) for anchor in anchors)
    if named and any(v.place == "result" for v in held):
        return
    claim = _content(view, stretch)
    if len(claim) < 2:
        return
    rivals = [len(claim & passage_words(p)) for a, p in known.passages.items() if a not in anchors]
    for span, passage in group:
        words = passage_words(passage)
        shared = len(claim & words)
        around = _BRACKET.sub(" ", whole)
        numbers = _FIGURE.findall(around)
        foreign = not shared and len(content_words(around) & words) < 2
        foreign = foreign and not set(numbers) & set(_FIGURE.findall(passage.text))
        if foreign or (shared < 2 and max(rivals, default=0) >= 3):
            found.fault(span, "miscited", f"{passage.anchor} does not speak of this")


def _content(view: View, stretch: Span) -> frozenset[str]:
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


def _check_turned(
    view: View, stretch: Span, group: list[tuple[Span, CitablePassage]], found: Found
) -> None:
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


def _check_method(
    view: View, stretch: Span, group: list[tuple[Span, CitablePassage]], known: Shelf, found: Found
) -> None:
    """Refuse a method that is told of a passage which speaks of another one."""
    texts = [f"{passage.title} {passage.text}" for _, passage in group]
    theirs = {name for text in texts for name, _, _ in names(text, "method")}
    for name, start, end in names(view.text, "method"):
        said = view.text[start:end].lower()
        inside = stretch[0] <= start < stretch[1]
        apart = any(p.contrasts and p.start <= start < p.end for p in view.parts)
        if inside and not apart and theirs and name not in theirs and said not in known.results:
            found.fault((start, end), "wrong_method", f"the passage speaks of {min(theirs)}")


def _check_guarantee(
    view: View, stretch: Span, group: list[tuple[Span, CitablePassage]], found: Found
) -> None:
    """Refuse a guarantee of which the cited passage says that there is none."""
    said = phrase("guarantee").search(view.text, *stretch)
    if said is None or is_negated(view.text[stretch[0] : said.start()]):
        return
    for _, passage in group:
        if _denies_a_guarantee(passage):
            found.fault(said.span(), "miscited", f"{passage.anchor} says that it is not")


def _denies_a_guarantee(passage: CitablePassage) -> bool:
    theirs = list(phrase("guarantee").finditer(passage.text))
    ahead = [passage.text[: each.start()].rpartition(". ")[2] for each in theirs]
    return bool(theirs) and all(is_negated(words) for words in ahead)


def _check_guarantee_given(view: View, known: Shelf, found: Found) -> None:
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


def _check_authors(
    view: View, stretch: Span, group: list[tuple[Span, CitablePassage]], found: Found
) -> None:
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
    words = _WORD.findall(text.lower())
    return frozenset(w[:5] for w in words if w not in _COMMON and not w[0].isdigit())
