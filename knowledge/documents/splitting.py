"""Splits a document at its headings into passages that an embedding can take in whole."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from knowledge.documents.blocks import ASIDE, Block, Part, Reading
from knowledge.documents.passages import ANCHOR, DocumentPassage
from knowledge.documents.slugs import Names, slug

LONGEST = 1_000
"""Length up to which a section stays one passage [characters]; the embedding reads 256 tokens."""
OVERLAP = 160
"""Longest end of a piece that its next one begins with, so that no thought is cut [characters]."""
_SENTENCE_END = re.compile(r"(?<=[.!?:;])\s+|\n")


@dataclass(eq=False)
class Heading:
    """A heading that is open, and whether anything stands under it."""

    title: str
    level: int
    part: Part
    place: str = ""
    """What stands for it in anchors."""
    passages: int = 0
    """How many passages it has so far."""
    has_body: bool = False


@dataclass
class Section:
    """Text in a row under one heading; a box in between parts it in two."""

    above: tuple[Heading, ...]
    blocks: list[Block] = field(default_factory=list)

    @property
    def part(self) -> Part:
        return self.above[-1].part if self.above else "text"


def passages_of(reading: Reading, name: str, file_slug: str) -> tuple[DocumentPassage, ...]:
    """Split what was read; anchors are unique, and stay while headings and their order do."""
    names = Names()
    made: list[DocumentPassage] = []
    for section in _joined(_sections(reading.blocks)):
        for text, block in _pieces(section.blocks):
            title = section.above[-1].title if section.above else _page_title(block, name)
            made.append(
                DocumentPassage(
                    anchor=f"{ANCHOR}{file_slug}/{_place(section, block, names)}",
                    title=title,
                    section=_way(name, section, block.page),
                    text=text,
                    source=_source(name, block.page),
                    file=name,
                    page=block.page,
                    position=len(made) + 1,
                    part=section.part if section.part != "text" else _part(block),
                )
            )
    return tuple(made)


def _place(section: Section, block: Block, names: Names) -> str:
    """Give a passage its place: the slugs of the last two headings, and its number under them."""
    if not section.above:
        return names.unique(_page(block))
    heading = section.above[-1]
    heading.passages += 1
    if not heading.place:
        path = "/".join(slug(each.title) for each in section.above[-2:])
        heading.place = names.unique(path)
        return heading.place
    return names.unique(f"{heading.place}/{heading.passages}")


def _page(block: Block) -> str:
    return f"page-{block.page}" if block.page else "text"


def _page_title(block: Block, name: str) -> str:
    return f"{name}, page {block.page}" if block.page else name


def _source(name: str, page: int) -> str:
    return f"Your document {name}" + (f", page {page}" if page else "")


def _way(name: str, section: Section, page: int) -> str:
    """Say where a passage stands: file, page, headings."""
    titles = [each.title for each in section.above]
    return " · ".join([name, *([f"page {page}"] if page else []), *titles])


def _part(block: Block) -> Part:
    return block.kind if block.kind in ("code", "table", "caption") else "text"


def _sections(blocks: Iterable[Block]) -> Iterator[Section]:
    """Gather blocks under their headings; a box ends after as many paragraphs as it runs.

    A line that looked like a heading and has nothing under it is text of the heading above.
    """
    section, left = Section(()), 0
    for block in blocks:
        if block.kind == "heading":
            yield section
            yield from _without_body(section, block.level)
            section, left = _opened(section, block), block.runs
            continue
        section.blocks.append(block)
        for heading in section.above:
            heading.has_body = True
        if left and (left := left - 1) == 0:
            yield section
            section = Section(section.above[:-1])
    yield section
    yield from _without_body(section, 0)


def _joined(sections: Iterable[Section]) -> Iterator[Section]:
    """Join what stands in a row under the same heading."""
    held = Section(())
    for section in sections:
        if section.above == held.above:
            held.blocks += section.blocks
        elif section.blocks:
            yield held
            held = section
    yield held


def _opened(before: Section, block: Block) -> Section:
    above = tuple(each for each in before.above if each.level < block.level)
    inherited = above[-1].part if above and block.level == ASIDE else "text"
    part: Part = block.part if block.part != "text" else inherited
    return Section((*above, Heading(block.text, block.level, part)))


def _without_body(section: Section, level: int) -> Iterator[Section]:
    lost = [each for each in section.above if not each.has_body and each.level >= level]
    if lost:
        above = section.above[: section.above.index(lost[0])]
        for heading in above:
            heading.has_body = True
        yield Section(above, [Block("text", "\n".join(each.title for each in lost))])


def _pieces(blocks: Sequence[Block]) -> Iterator[tuple[str, Block]]:
    """Give the texts of a section, each with the block that it begins in."""
    held: list[str] = []
    first: Block | None = None
    for block in blocks:
        for text in _short_enough(block):
            apart = first is not None and _part(first) != _part(block)
            if held and first and (apart or _length(held) + len(text) > LONGEST):
                yield "\n\n".join(held), first
                end = "" if apart or block.kind == "code" else _end_of(held[-1])
                held, first = ([end] if end else []), None
            first = first or block
            held.append(text)
    if held and first:
        yield "\n\n".join(held), first


def _length(texts: Sequence[str]) -> int:
    return sum(len(each) + 2 for each in texts)


def _end_of(text: str) -> str:
    """Give the last sentences that fit into the overlap; none where one alone is longer."""
    kept = ""
    for sentence in reversed([each for each in _SENTENCE_END.split(text) if each]):
        longer = f"{sentence} {kept}".strip()
        if len(longer) > OVERLAP:
            break
        kept = longer
    return kept


def _short_enough(block: Block) -> Iterator[str]:
    """Part a block that is longer than a passage: code and tables by lines, text by sentences."""
    if len(block.text) <= LONGEST:
        yield block.text
        return
    by_lines = block.kind in ("code", "table")
    units = block.text.split("\n") if by_lines else _SENTENCE_END.split(block.text)
    between = "\n" if by_lines else " "
    held = ""
    for unit in (short for each in units for short in _cut(each)):
        if held and len(held) + len(unit) + 1 > LONGEST:
            yield held
            end = "" if by_lines else _end_of(held)
            held = f"{end} {unit}" if end else unit
        else:
            held = f"{held}{between}{unit}" if held else unit
    if held:
        yield held


def _cut(unit: str) -> Iterator[str]:
    """Cut what has no sentence and no line to part it at."""
    for start in range(0, max(len(unit), 1), LONGEST):
        yield unit[start : start + LONGEST]
