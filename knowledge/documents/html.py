"""Reads HTML with the standard library's parser: what a reader of the page would see."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from knowledge.documents.blocks import Block, Part
from knowledge.documents.wording import CAPTION, labelled

_SPACE = re.compile(r"\s+")
_UNSEEN = frozenset(
    ("script", "style", "template", "noscript", "svg", "nav", "head", "iframe", "object")
)
_VOID = frozenset(("br", "hr", "img", "input", "link", "meta", "source", "wbr", "col", "area"))
_BETWEEN = {"br": " ", "tr": "\n", "td": " | ", "th": " | "}
"""What stands for a tag within a table."""
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_PARTS = frozenset(
    ("p", "div", "section", "article", "main", "header", "footer", "aside", "blockquote", "ul",
     "ol", "dl", "figure", "details", "form", "body", "html")
)  # fmt: skip


def read_html(text: str) -> Iterator[Block]:
    """Give the blocks of an HTML page; scripts, styles and hidden parts are left out.

    >>> [(each.kind, each.text) for each in read_html("<h2>Leave</h2><p>Two <b>weeks</b>.")]
    [('heading', 'Leave'), ('text', 'Two weeks.')]
    """
    page = _Page()
    page.feed(text)
    page.close()
    page.end_block()
    yield from page.blocks


class _Page(HTMLParser):
    """Collects words until a block ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._words: list[str] = []
        self._unseen: list[str] = []
        self._keep_spaces = 0
        self._in_table = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._unseen:
            if tag not in _VOID:
                self._unseen.append(tag)
        elif tag in _UNSEEN or (_is_hidden(dict(attrs)) and tag not in _VOID):
            self._unseen.append(tag)
        else:
            self._open(tag)

    def _open(self, tag: str) -> None:
        if self._in_table or tag == "br":
            self._words.append(_BETWEEN.get(tag, "") if self._in_table else "\n")
        elif tag in ("table", "pre") or _ends_a_block(tag):
            self.end_block()
        if tag == "table":
            self._in_table += 1
        elif tag == "pre":
            self._keep_spaces += 1
        elif tag == "li" and not self._in_table:
            self._words.append("- ")

    def handle_endtag(self, tag: str) -> None:
        if self._unseen:
            if tag in self._unseen:
                del self._unseen[len(self._unseen) - 1 - self._unseen[::-1].index(tag) :]
            return
        if tag in _HEADINGS:
            self.end_block(_HEADINGS[tag])
        elif tag == "pre":
            self.end_block(kind="code")
            self._keep_spaces = max(0, self._keep_spaces - 1)
        elif tag == "table":
            self.end_block(kind="table")
            self._in_table = max(0, self._in_table - 1)
        elif tag in ("figcaption", "caption") and not self._in_table:
            self.end_block(kind="caption")
        elif not self._in_table and _ends_a_block(tag):
            self.end_block()

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._words.append(data if self._keep_spaces else _SPACE.sub(" ", data))

    def end_block(self, level: int = 0, kind: str = "text") -> None:
        """Make a block of the words so far."""
        whole = "".join(self._words)
        self._words = []
        text = whole.strip("\n") if self._keep_spaces else _one_space(whole, bool(self._in_table))
        if not text.strip(" -|\n"):
            return
        self.blocks.append(_block(text, level, kind))


def _block(text: str, level: int, kind: str) -> Block:
    known = labelled(text)
    if level:
        part: Part = known.part if known else "text"
        return Block("heading", text, level, part=part)
    if known and kind == "text":
        return known
    if kind == "code":
        return Block("code", text)
    if kind == "table":
        return Block("table", text)
    return Block("caption" if kind == "caption" or CAPTION.fullmatch(text) else "text", text)


def _ends_a_block(tag: str) -> bool:
    return tag in _PARTS or tag in _HEADINGS or tag in ("figcaption", "summary", "dt", "dd", "li")


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    style = (attributes.get("style") or "").replace(" ", "").lower()
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or "display:none" in style
        or "visibility:hidden" in style
    )


def _one_space(text: str, rows: bool) -> str:
    """Join white space; the rows of a table keep their lines."""
    if not rows:
        return "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())
    lines = (" ".join(line.split()).strip("| ") for line in text.split("\n"))
    joined = [line for line in lines if line]
    return "\n".join(f"| {line} |" for line in joined)
