"""Quotes: what stands in quotation marks stands so in a source."""

import re

from agent.grounding.known.shelf import Shelf, plain
from agent.grounding.view import Found, View

_QUOTE = re.compile(r'"([^"\n]{2,500})"')


_SINGLE = re.compile(r"(?<![\w])'([^'\n]{10,400}?(?:n't[^'\n]*)?)'(?![\w])")


_EXAMPLE = re.compile(
    r"(?:such as|like|e\.g\.,?|for (?:example|instance),?|try|type|ask|click|press|choose"
    r"|answer(?: with)?|reply(?: with)?|called|named|labelled|label|instruction)\s*:?\s*$",
    re.I,
)


_INTRODUCED = re.compile(
    r"\b(?:says?|said|states?|stated|writes?|wrote|calls? (?:it|this|that|them)|puts? it|quotes?"
    r"|reads?|words|advises|warns?|notes?|according to[^.]{0,40})[ :,]*(?:a |an |the )?$",
    re.I,
)


_SETS_OFF = re.compile(r"\s*>\s?(?P<words>[^\n]+)")


def _check_set_off(view: View, known: Shelf, found: Found) -> None:
    """Refuse a line that is set off as a quotation and is nearly, not quite, a passage's."""
    line = _SETS_OFF.match(view.text)
    said = frozenset(_LETTERS.findall(line["words"].lower())) if line else frozenset[str]()
    if line is None or len(said) < 5 or _verbatim(line["words"], known):
        return
    for passage in known.passages.values():
        theirs = frozenset(_LETTERS.findall(passage.text.lower()))
        if len(said & theirs) >= 0.7 * len(said):
            found.fault(line.span("words"), "misquote", f"{passage.anchor} says it otherwise")
            return


_LETTERS = re.compile(r"[^\W\d_]+")


def check_quotes(view: View, known: Shelf, found: Found) -> None:
    """Check that what stands in quotation marks stands so in a source."""
    _check_set_off(view, known, found)
    if '"' not in view.text and "'" not in view.text:
        return
    for match in [*_QUOTE.finditer(view.text), *_SINGLE.finditer(view.text)]:
        before = view.text[max(0, match.start() - 60) : match.start()]
        words = len(match[1].split())
        if words < 3 and not (_INTRODUCED.search(before) and words):
            continue
        if _EXAMPLE.search(before) or match[1].rstrip().endswith("?"):
            continue
        if not _verbatim(match[1], known):
            found.fault(match.span(), "misquote", "no source says it in these words")


def _verbatim(quote: str, known: Shelf) -> bool:
    pieces = re.split(r"\s*(?:\.\.\.|…|\[[^\]]*\])\s*", plain(quote))
    clean = [piece.strip(" .,;:!?'\"") for piece in pieces]
    return all(piece in known.corpus for piece in clean if piece)
