"""Text made inert: HTML escaped, images and foreign links dropped, our own citations linked."""

import html
import re
from collections.abc import MutableMapping, Sequence
from typing import Any, Protocol

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from knowledge.passages import Passage

LONGEST_MARKDOWN = 20_000
"""Characters up to which text is read as Markdown; anything longer is shown as plain text."""

_ANCHOR = r"(?:14\.1|evidence|doc)/[A-Za-z0-9._/+-]*[A-Za-z0-9]"
_CITATION = re.compile(rf"\[({_ANCHOR}(?:\s*[,;]\s*{_ANCHOR})*)\]")
_IN_PARENTHESES = re.compile(rf"(?<=\()({_ANCHOR})(?=\))")
_NOT_SHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Shelf(Protocol):
    """Where passages are kept."""

    def passage(self, anchor: str) -> Passage | None:
        """Give the passage at an anchor."""


class Citations:
    """Numbers the passages of one reply in the order in which they are cited."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self.passages: list[Passage] = []

    def link(self, anchor: str) -> str:
        """Link an anchor by its number; one that names no passage stays as it is written."""
        passage = self._shelf.passage(anchor)
        if passage is None:
            return escape(f"[{anchor}]")
        if passage not in self.passages:
            self.passages.append(passage)
        return passage_link(passage, f"[{self.passages.index(passage) + 1}]", "citation")


def passage_link(passage: Passage, text: str, look: str = "source") -> str:
    """Link a passage; the page opens it in its own region."""
    return (
        f'<a class="{look}" href="#passage-{escape(passage.anchor)}"'
        f' title="{escape(passage.title)}">{escape(text)}</a>'
    )


def escape(text: object) -> str:
    """Escape text for HTML; characters that no screen can show become a replacement mark.

    >>> escape("<b>\\x00")
    '&lt;b&gt;�'
    """
    return html.escape(_NOT_SHOWN.sub("\ufffd", str(text)))


def cited(text: object, shelf: Shelf | None) -> str:
    """Escape a tool's sentence; passages that it names in parentheses are links by their titles."""

    def titled(found: re.Match[str]) -> str:
        passage = shelf.passage(found[1]) if shelf else None
        return passage_link(passage, passage.title) if passage else found[0]

    return _IN_PARENTHESES.sub(titled, escape(text))


def paragraphs(text: str) -> str:
    """Show text as it was typed, line breaks included."""
    return f'<p class="typed" dir="auto">{escape(text)}</p>'


def markdown(text: str, citations: Citations) -> str:
    """Turn Markdown into inert HTML.

    Raw HTML is escaped, an image becomes its description, a link its text.
    """
    if len(text) > LONGEST_MARKDOWN:
        return paragraphs(text)
    return str(_MARKDOWN.render(_NOT_SHOWN.sub("\ufffd", text), {"citations": citations}))


def _read_citation(state: StateInline, silent: bool) -> bool:
    found = _CITATION.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.content = found.group(1)
    state.pos = found.end()
    return True


def _citation(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: Any,
    env: MutableMapping[str, Any],
) -> str:
    citations: Citations = env["citations"]
    return "".join(
        citations.link(anchor) for anchor in re.split(r"\s*[,;]\s*", tokens[index].content)
    )


def _only_its_words(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: Any,
    env: MutableMapping[str, Any],
) -> str:
    return escape(tokens[index].content)


def _inert() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
    reader.inline.ruler.before("link", "citation", _read_citation)
    reader.add_render_rule("citation", _citation)
    reader.add_render_rule("image", _only_its_words)
    for link in ("link_open", "link_close"):
        reader.add_render_rule(link, lambda *_: "")
    for fence in ("table_open", "table_close"):
        reader.add_render_rule(fence, _scrolling_table)
    return reader


def _scrolling_table(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: Any,
    env: MutableMapping[str, Any],
) -> str:
    return scrolling("<table>") if tokens[index].nesting == 1 else "</table></div>"


def scrolling(opening: str) -> str:
    """Open a box in which a wide table scrolls by itself, by keyboard too."""
    return f'<div class="wide" tabindex="0">{opening}'


_MARKDOWN = _inert()
