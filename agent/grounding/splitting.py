"""Units of release: the sentence, the list item, the table row, the code block."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from agent.grounding.numbers.dates import CALENDAR

UnitKind = Literal["sentence", "item", "row", "code", "heading"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of a reply that is checked and shown as a whole; all pieces make up the reply."""

    text: str
    start: int
    """Where it begins in the reply (code points)."""
    kind: UnitKind = "sentence"
    header: tuple[str, ...] = ()
    """The cells of the table's header row, for rows below it."""
    lead: str = ""
    """The heading, or the words with a colon, that it stands under."""


@dataclass(slots=True)
class _Above:
    """What stands above the next line."""

    header: tuple[str, ...] = ()
    heading: str = ""
    lead: str = ""


_FENCE = re.compile(r"[ \t]*(```|~~~)")
_ROW = re.compile(r"[ \t]*\|.*|[^|\n]+\|[^|\n]*\|.*")
_RULE = re.compile(r"[ \t]*\|?[ \t:|-]*-{2,}[ \t:|-]*\|?[ \t]*$")
_ITEM = re.compile(r"[ \t>]*(?:[-*+•–]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])[ \t]+\S?")
_HEADING = re.compile(r"[ \t]*#{1,6}[ \t]")
_BOLD = re.compile(r"[ \t]*\*\*[^*\n]+\*\*:?[ \t]*$")
"""A line in bold alone; above a list it is a heading."""
_ENDING = re.compile(r"[.!?…]+[\"'”’»)*_\]]*(?=\s)(?:\s+\[[^\]\n]*(?:\]|\Z))*\s*|\n[ \t]*\n\s*")
_ABBREVIATED = re.compile(
    r"(?:\b(?:e\.g|i\.e|approx|ca|cf|vs|fig|figs|no|nos|sec|eq|dr|mr|ms|prof|etc|al|incl|resp|z\.b|d\.h|bzw|vgl"
    r"|mio|mrd|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|p\.ej|env|usw|st|min|max|avg|est)"
    r"|(?:^|[\s(])[A-Za-z])\.$",
    re.I,
)
_UNIT = re.compile(r"\d\s?(?:ms|min|sec|s|h)\.$")
_ANSWER = re.compile(r"(?:^|[.!?:]\s)[Nn]o\.$")
_ORDINAL = re.compile(r"(?:^|\s)\d{1,2}\.$")
_MONTH = re.compile(CALENDAR, re.I)
_CONTINUES = re.compile(r"[a-zäöüßéèà]")


def units(text: str) -> list[Unit]:
    """Cut a reply into its units of release; together they are the reply.

    >>> [unit.text for unit in units("It needs 28.0 GB. Approx. 2 GB are overhead. [14.1/x]")]
    ['It needs 28.0 GB. ', 'Approx. 2 GB are overhead. [14.1/x]']
    """
    return _units(text, 0, _Above())


LONGEST = 600
"""Characters that are read at once: what is said further off is no part of the same claim."""
_PIECE = re.compile(rf"[\s\S]{{1,{LONGEST}}}(?:(?<=\s)|\Z)|[\s\S]{{1,{LONGEST}}}")


def in_pieces(unit: Unit) -> list[Unit]:
    """Cut a unit that is too long to be read at once, between words where there are any."""
    if len(unit.text) <= LONGEST:
        return [unit]
    return [
        replace(unit, text=match.group(), start=unit.start + match.start())
        for match in _PIECE.finditer(unit.text)
    ]


def cells(row: str) -> tuple[str, ...]:
    """Give the cells of a table row."""
    return tuple(cell.strip() for cell in row.strip().strip("|").split("|"))


def _units(text: str, offset: int, above: _Above) -> list[Unit]:
    found: list[Unit] = []
    lines = text.splitlines(keepends=True)
    at, index = 0, 0
    while index < len(lines):
        kind, last = _block(lines, index)
        block = "".join(lines[index:last])
        found.extend(_of_block(block, kind, offset + at, above, lines[last : last + 1]))
        at, index = at + len(block), last
    return _without_empty(found)


def _block(lines: list[str], index: int) -> tuple[UnitKind, int]:
    """Find what begins at a line, and the line it ends before."""
    line = lines[index]
    last = index + 1
    if not line.strip():
        return "sentence", _end_of_blanks(lines, last)
    if _FENCE.match(line):
        return "code", _end_of_code(lines, last)
    if _HEADING.match(line):
        return "heading", last
    if _ROW.match(line):
        return "row", last
    if _is_bold_heading(lines, index):
        return "heading", last
    if _ITEM.match(line):
        return "item", _end_of_item(lines, last)
    while last < len(lines) and not _starts(lines[last]) and not _is_bold_heading(lines, last):
        last += 1
    return "sentence", last


def _is_bold_heading(lines: list[str], at: int) -> bool:
    """Whether a line is in bold as a whole, and a list follows."""
    return bool(_BOLD.match(lines[at])) and any(_ITEM.match(x) for x in lines[at + 1 : at + 3])


def _end_of_item(lines: list[str], last: int) -> int:
    while last < len(lines) and lines[last][:1] in " \t" and not _starts(lines[last]):
        last += 1
    return last


def _end_of_blanks(lines: list[str], last: int) -> int:
    while last < len(lines) and not lines[last].strip():
        last += 1
    return last


def _end_of_code(lines: list[str], last: int) -> int:
    while last < len(lines) and not _FENCE.match(lines[last]):
        last += 1
    return min(last + 1, len(lines))


def _starts(line: str) -> bool:
    return any(each.match(line) for each in (_FENCE, _HEADING, _ROW, _ITEM))


def _of_block(
    block: str, kind: UnitKind, start: int, above: _Above, following: list[str]
) -> list[Unit]:
    if kind == "row":
        unit = Unit(block, start, kind, above.header, above.heading)
        if not above.header or (following and _RULE.match(following[0])):
            above.header = cells(block)
        return [unit]
    if block.strip():
        above.header = ()
    if kind == "heading":
        above.heading = above.lead = block.strip("# \n")
        return [Unit(block, start, kind)]
    if kind == "sentence":
        return _sentences(block, start, above)
    return [Unit(block, start, kind, (), above.lead)]


def _sentences(block: str, start: int, above: _Above) -> list[Unit]:
    found: list[Unit] = []
    begin = 0
    for match in _ENDING.finditer(block):
        if match.start() < begin or _goes_on(block, match):
            continue
        found.append(Unit(block[begin : match.end()], start + begin, "sentence", (), above.heading))
        begin = match.end()
    if begin < len(block):
        found.append(Unit(block[begin:], start + begin, "sentence", (), above.heading))
    last = block.rstrip()
    above.lead = last.rsplit("\n", 1)[-1] if last.endswith(":") else above.heading
    return found


def _goes_on(block: str, match: re.Match[str]) -> bool:
    """Whether the stop belongs to an abbreviation or the sentence goes on behind it."""
    if not match.group().strip():
        return False
    stop = match.start() + 1
    following = block[match.end() : match.end() + 1]
    ahead = block[max(0, stop - 8) : stop]
    if not ahead[:-1].isalpha() or len(ahead) < 8:
        if _ORDINAL.search(ahead) and _MONTH.match(block, match.end()):
            return True
        if _ABBREVIATED.search(ahead) and not _UNIT.search(ahead):
            return not _ANSWER.search(ahead) or following.isdigit()
    return bool(_CONTINUES.match(following)) and match.group().strip() == "."


def _without_empty(found: list[Unit]) -> list[Unit]:
    """Give white space that stands alone to the unit before it."""
    kept: list[Unit] = []
    for unit in found:
        if not unit.text.strip() and kept:
            last = kept.pop()
            unit = Unit(last.text + unit.text, last.start, last.kind, last.header, last.lead)
        kept.append(unit)
    return kept


class Splitter:
    """Takes a reply as it streams in and gives its units once they are whole."""

    def __init__(self) -> None:
        self._waiting = ""
        self._start = 0
        self._above = _Above()

    def feed(self, piece: str) -> list[Unit]:
        """Take more text; give the units that no further text can change."""
        self._waiting += piece
        if not re.search(r"\s", piece) and len(piece) < 24 and "\n" not in self._waiting:
            return []
        found = _units(self._waiting, self._start, self._copy())
        return self._release(found[:-1])

    def finish(self) -> list[Unit]:
        """Give what is left when the reply has ended."""
        return self._release(_units(self._waiting, self._start, self._copy()))

    def _copy(self) -> _Above:
        return _Above(self._above.header, self._above.heading, self._above.lead)

    def _release(self, whole: list[Unit]) -> list[Unit]:
        if whole:
            length = sum(len(unit.text) for unit in whole)
            _units(self._waiting[:length], self._start, self._above)
            self._waiting, self._start = self._waiting[length:], self._start + length
        return whole
