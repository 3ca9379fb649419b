"""What a reader finds in a file: headings, paragraphs, code, tables, in order."""

from typing import Literal, NamedTuple

Part = Literal["text", "callout", "code", "table", "caption", "self-check", "exercise"]
"""What sort of text a passage of a document is."""

ASIDE = 9
"""Level of a heading that stands over a box or a question, below every heading of a section."""


class Block(NamedTuple):
    """One piece of a file, as its reader found it."""

    kind: Literal["heading", "text", "code", "table", "caption"]
    text: str
    level: int = 0
    """Depth of a heading, from 1."""
    page: int = 0
    """Page on which it begins, from 1; 0 where the file has no pages."""
    part: Part = "text"
    """For a heading: what sort of text stands under it."""
    runs: int = 0
    """For a heading: how many paragraphs belong to it; 0 for all up to the next heading."""


class Reading(NamedTuple):
    """All that was read from one file."""

    blocks: tuple[Block, ...]
    pages: int = 0
    """Pages of the file; 0 where it has none."""
