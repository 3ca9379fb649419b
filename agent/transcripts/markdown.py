"""A transcript as Markdown for people to read."""

from collections.abc import Sequence

from agent.events import Event
from agent.transcripts.inert import inert, inert_cell, visible, without_links
from agent.transcripts.lines import pretty
from agent.transcripts.story import Block, Card, Grid, Heading, Note, Words, tell

_SHORT_PART = 1_000
"""Characters of a tool's arguments or result that are shown unfolded."""


def to_markdown(events: Sequence[Event]) -> str:
    """Write the whole conversation; what people said can neither format nor fetch anything."""
    return "\n\n".join(_block(each) for each in tell(events)) + "\n"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table whose cells are just text.

    >>> print(table(("fact", "value"), [("cost", "a|b")]))
    | fact | value |
    | --- | --- |
    | cost | a\\|b |
    """
    lines = [header, ["---"] * len(header), *([inert_cell(each) for each in row] for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def quoted(markdown: str) -> str:
    """Put Markdown into a block quote."""
    return "\n".join(f"> {line}" if line.strip() else ">" for line in markdown.split("\n"))


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"{'#' * block.level} {inert_cell(block.text)}"
        case Words():
            words = without_links(block.text) if block.markdown else inert(block.text)
            return f"**{inert_cell(block.who)}**\n\n{quoted(words)}"
        case Note():
            return f"*{inert_cell(block.text)}*"
        case Grid():
            title = f"**{inert_cell(block.title)}**\n\n" if block.title else ""
            return title + table(block.header, block.rows)
        case Card():
            return "\n\n".join([f"**Tool: {inert_cell(block.title)}**", *map(_part, block.parts)])


def _part(part: tuple[str, object]) -> str:
    label, value = part
    written = f"```json\n{visible(pretty(value))}\n```"
    if len(written) <= _SHORT_PART:
        return f"{label}:\n\n{written}"
    return f"<details><summary>{label}</summary>\n\n{written}\n\n</details>"
