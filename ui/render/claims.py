"""Claims of a reply that open what they trace to: found in its words, marked as inert links."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from agent.events import AdvisorSaid, Pointer
from ui.render.inert import Citations, markdown

_OPEN, _CLOSE, _ZERO = "\ue000", "\ue001", 0xE010
_OURS = re.compile("[\ue000-\ue01f]")
"""Characters of the private use area that mark claims while Markdown is read; no text has them."""
_MARKED = re.compile(f"{_OPEN}([\ue010-\ue019]+)([^{_OPEN}{_CLOSE}<>]+){_CLOSE}")
_BEGINS_BLOCK = re.compile(r"[-*+#>|=~`]|\d+[.)]\s")
_SHORT = 40
"""Characters of a claim that is underlined; of a longer one, a sentence, only the figures are."""
_FIGURE = re.compile(r"(?<![\w&#.,-])\d(?:[\d.,]*\d)?(?:e-?\d+)?")
_UNIT = re.compile(r"(</span>)( ?(?:GB|GiB|%|USD|hours|ms)(?!\w))")


class Claim(NamedTuple):
    """A claim in a text, and the place of its pointer."""

    start: int
    end: int
    pointer: int


def reply_markdown(said: AdvisorSaid, citations: Citations) -> str:
    """Turn a reply into inert HTML in which each claim links to where it comes from."""
    text = _OURS.sub("\ufffd", said.text)
    marked = text
    for claim in sorted(claims(text, said.checked), reverse=True):
        number = "".join(chr(_ZERO + int(digit)) for digit in str(claim.pointer))
        words = text[claim.start : claim.end]
        marked = f"{marked[: claim.start]}{_OPEN}{number}{words}{_CLOSE}{marked[claim.end :]}"
    shown = _MARKED.sub(lambda found: _link(said.number, found), markdown(marked, citations))
    return _OURS.sub("", shown)


def claims(text: str, pointers: Sequence[Pointer]) -> list[Claim]:
    """Find each pointer's words, in the order of the text; what is not found is left out.

    Pointers come line by line, in any order within a line; equal words stand for each other in
    their order.

    >>> here = [Pointer(span="7", origin="c1.a"), Pointer(span="7", origin="c1.b")]
    >>> claims("7 of 17: 7", here)
    [Claim(start=0, end=1, pointer=0), Claim(start=9, end=10, pointer=1)]
    """
    found: list[Claim] = []
    line = 0
    for place, pointer in enumerate(pointers):
        if not _opens(pointer):
            continue
        free = (at for begin in (line, 0) for at in _places(text, pointer.span, begin, found))
        start = next(free, None)
        if start is not None:
            found.append(Claim(start, start + len(pointer.span), place))
            line = max(line, text.rfind("\n", 0, start) + 1)
    return found


def _opens(pointer: Pointer) -> bool:
    """Tell whether there is something to open: a citation is a link already."""
    words = pointer.span.strip()
    return bool(words) and pointer.origin != "advisor" and not words.startswith("[")


def _places(text: str, span: str, begin: int, taken: Sequence[Claim]) -> Iterator[int]:
    """List where a span stands as whole words that no other claim has."""
    at = text.find(span, begin)
    while at >= 0:
        end = at + len(span)
        if all(end <= each.start or each.end <= at for each in taken) and _is_whole(text, at, end):
            yield at
        at = text.find(span, at + 1)


def _is_whole(text: str, start: int, end: int) -> bool:
    if "\n" in text[start:end]:
        return False
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    begins_line = not text[text.rfind("\n", 0, start) + 1 : start].strip()
    if begins_line and _BEGINS_BLOCK.match(text[start:]):
        return False
    return not (_runs_on(before[::-1], text[start]) or _runs_on(after, text[end - 1]))


def _runs_on(beside: str, edge: str) -> bool:
    """Tell whether a word or a figure goes on beyond the edge of a span."""
    if not beside or not edge.isalnum():
        return False
    figure_goes_on = beside[0] in ".,:" and edge.isdigit() and beside[1:].isdigit()
    return beside[0].isalnum() or figure_goes_on


def _link(event: int, found: re.Match[str]) -> str:
    place = "".join(str(ord(each) - _ZERO) for each in found[1])
    short = len(found[2]) <= _SHORT
    look, words = ("claim", found[2]) if short else ("claim sentence", _with_figures(found[2]))
    return (
        f'<a class="{look}" href="#claim-{event}-{place}" title="Where this comes from">{words}</a>'
    )


def _with_figures(words: str) -> str:
    """Mark the figures of a sentence, with their units, so that they show as links.

    >>> _with_figures("of 25.8 GB that")
    'of <span class="claim-figure">25.8 GB</span> that'
    >>> _with_figures("from 1e-4")
    'from <span class="claim-figure">1e-4</span>'
    """
    marked = _FIGURE.sub(lambda each: f'<span class="claim-figure">{each[0]}</span>', words)
    return _UNIT.sub(r"\2\1", marked)
