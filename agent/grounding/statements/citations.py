"""Citations: each anchor was found, and speaks of what it is cited for."""

import re
from collections.abc import Iterator

from agent.grounding.known.shelf import Shelf
from agent.grounding.numbers.measures import unit_named
from agent.grounding.numbers.quantities import Span
from agent.grounding.sources import CitablePassage
from agent.grounding.statements.cited import (
    BRACKET,
    WORD,
    check_authors,
    check_cited,
    check_guarantee_given,
    content,
    named_by_a_tool,
)
from agent.grounding.statements.named_sources import LINK, PAPER, PLACE, names_a_source
from agent.grounding.view import Found, View

_BARE_ANCHOR = re.compile(
    r"(?<![\w/\[])(?:\d+\.\d+/[\w.+-]+(?:/[\w.+-]+)*|(?:doc|evidence)/[\w./+-]+\w)"
)


_ANCHOR = re.compile(r"[\w.+-]+(?:/[\w.+#:-]+)+|\d{1,2}(?:\.\d{1,2}){1,3}")


def read_citations(view: View, known: Shelf) -> None:
    """Find the unit's citations and mask what they and links hold."""
    text = view.text
    for match in BRACKET.finditer(text) if "[" in text else ():
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
        elif named_by_a_tool(anchor, known):
            found.traced((start, end), anchor)  # a tool names it as its source
        elif anchor in known.known_anchors:
            found.fault((start, end), "unretrieved_citation", f"{anchor} was not looked up here")
        else:
            found.fault((start, end), "forged_citation", f"there is no passage {anchor}")
    check_guarantee_given(view, known, found)
    for stretch, group in _stretches(view, cited):
        check_authors(view, stretch, group, found)
        if _holds_its_numbers(view, stretch, group, found):
            check_cited(view, stretch, group, known, whole, found)


def _stretches(
    view: View, cited: list[tuple[Span, CitablePassage]]
) -> Iterator[tuple[Span, list[tuple[Span, CitablePassage]]]]:
    """Give what each citation, or each row of them, vouches for: what stands since the last one."""
    groups: list[list[tuple[Span, CitablePassage]]] = []
    for each in sorted(cited, key=lambda c: c[0]):
        beside = groups and not WORD.search(view.text[groups[-1][-1][0][1] : each[0][0]].lower())
        groups[-1].append(each) if beside else groups.append([each])
    begin = 0
    for index, group in enumerate(groups):
        last = index == len(groups) - 1
        behind = not WORD.search(view.text[begin : group[0][0][0]].lower())
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
        bare = all(v.place == "passage" for v in held) or len(content(view, stretch)) < 2
        if inside and only and not only & anchors and bare:
            for span, _ in group:
                why = f"{sorted(only)[0]} has {view.text[slice(*each.span)]}, not what is cited"
                found.fault(span, "miscited", why)
            return False
    return True


def _find(anchor: str, known: Shelf) -> CitablePassage | None:
    if anchor in known.passages:
        return known.passages[anchor]
    number = anchor.lstrip("^")
    if number.isdigit() and 0 < int(number) <= len(known.passages):
        return list(known.passages.values())[int(number) - 1]
    return None
