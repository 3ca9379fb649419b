"""Reads Markdown with the parser that the page shows it with."""

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from knowledge.documents.blocks import Block
from knowledge.documents.wording import CAPTION, labelled


def read_markdown(text: str) -> Iterator[Block]:
    """Give the blocks of a Markdown text, as they are written.

    >>> [(each.kind, each.text) for each in read_markdown("# Leave\\n\\n- two weeks\\n")]
    [('heading', 'Leave'), ('text', '- two weeks')]
    """
    body = _without_front_matter(text)
    lines = body.splitlines()
    tokens = MarkdownIt("commonmark").enable("table").parse(body)
    for place, token in enumerate(tokens):
        if token.level or token.map is None:
            continue
        if token.type == "heading_open":
            yield _heading(tokens[place + 1].content, int(token.tag[1]))
        elif token.nesting >= 0:
            yield from _block(token, "\n".join(lines[slice(*token.map)]).strip("\n"))


def _heading(title: str, level: int) -> Block:
    words = title.strip() or "Untitled"
    known = labelled(words)
    return Block("heading", words, level, part=known.part if known else "text")


def _block(token: Token, written: str) -> Iterator[Block]:
    if token.type in ("fence", "code_block"):
        yield Block("code", token.content.strip("\n"))
    elif token.type == "table_open":
        yield Block("table", written)
    elif token.type != "hr" and written.strip():
        plain = written.strip().strip("*_").strip()
        if token.type == "paragraph_open" and (known := labelled(plain)):
            yield known
        else:
            yield Block("caption" if CAPTION.fullmatch(plain) else "text", written)


def _without_front_matter(text: str) -> str:
    """Leave out the fields that some editors put between two lines of dashes at the start."""
    if not text.startswith("---\n"):
        return text
    head, end, body = text[4:].partition("\n---\n")
    return body if end and ":" in head else text
