"""Checked words as a terminal shows them: bold, wrapped between words, tables in columns, inert."""

import re
import sys
from collections.abc import Iterator, Sequence
from shutil import get_terminal_size
from unicodedata import east_asian_width

BOLD, PLAIN = "\x1b[1m", "\x1b[22m"
_WIDEST = 100
_GAP = "  "
_MARK = re.compile(r"(?<!\w)\*\*(?=\S)|(?<=\S)\*\*(?!\w)")
_HANGING = re.compile(r"\s*(?:[-*•]|\d+[.)])\s+")
_HEADING = re.compile(r"#{1,6}\s+")
_RULE = re.compile(r"[\s|:-]+")
_ACTIVE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Characters that steer a terminal, or the order in which it shows the others."""


def inert(text: str) -> str:
    r"""Show characters that steer a terminal as their escapes.

    >>> inert("\x1b[2J and \u202egnp.exe")
    '\\x1b[2J and \\u202egnp.exe'
    """
    return _ACTIVE.sub(lambda found: ascii(found[0])[1:-1], text)


def terminal_width() -> int | None:
    """Give the columns to set text in; None where nobody reads it on a terminal."""
    return min(get_terminal_size().columns, _WIDEST) if sys.stdout.isatty() else None


def for_terminal(text: str) -> str:
    """Set a whole text as wide as the terminal is."""
    return typeset(text, terminal_width())


def typeset(text: str, width: int | None) -> str:
    """Set a whole text, without a line's end after it.

    >>> print(typeset("1. two words, and more", 14))
    1. two words,
       and more
    """
    setter = Typesetter(width)
    return (setter.add(text) + setter.end()).removesuffix("\n")


class Typesetter:
    """Sets a text that comes in pieces; what could still become another word waits."""

    def __init__(self, width: int | None) -> None:
        self._width = width
        self._waiting = ""
        self._table: list[str] = []
        self._starts = True
        self._column = 0
        self._space = ""
        self._indent = 0
        self._bold = False

    def add(self, piece: str) -> str:
        """Take in the next piece; give what can be shown now."""
        *lines, self._waiting = (self._waiting + inert(piece)).split("\n")
        shown = "".join(self._line(line) for line in lines)
        if self._table or self._waiting.lstrip().startswith("|"):
            return shown
        whole = self._waiting.rfind(" ") + 1
        ready, self._waiting = self._waiting[:whole], self._waiting[whole:]
        return shown + self._words(ready)

    def end(self) -> str:
        """Give what was still waiting, with a line's end where one is open."""
        last = self._line(self._waiting) if self._waiting or not self._starts else ""
        self._waiting = ""
        return last + self._laid_out()

    def _line(self, line: str) -> str:
        if self._starts and line.lstrip().startswith("|"):
            self._table.append(line)
            return ""
        shown = self._laid_out() + self._words(line)
        if self._bold:
            shown += PLAIN
        self._starts, self._column, self._space, self._bold = True, 0, "", False
        return f"{shown}\n"

    def _words(self, text: str) -> str:
        if not text:
            return ""
        heading = ""
        if self._starts:
            found = _HANGING.match(text)
            self._indent = len(found[0]) if found else 0
            text, headings = _HEADING.subn("", text, count=1) if _HEADING.match(text) else (text, 0)
            heading, self._bold = (BOLD, True) if headings else ("", False)
        self._starts = False
        return heading + "".join(map(self._word, re.findall(r"\s+|\S+", text)))

    def _word(self, word: str) -> str:
        if word.isspace():
            self._space = word
            return ""
        wide = columns(_MARK.sub("", word))
        before, self._space = self._space, ""
        full = self._width is not None and self._column + len(before) + wide > self._width
        if full and self._column > self._indent:
            before, self._column = "\n" + " " * self._indent, self._indent + wide
        else:
            self._column += len(before) + wide
        return before + _MARK.sub(self._switched, word)

    def _switched(self, _: re.Match[str]) -> str:
        self._bold = not self._bold
        return BOLD if self._bold else PLAIN

    def _laid_out(self) -> str:
        rows, self._table = [cells_of(line) for line in self._table], []
        return "".join(f"{line}\n" for line in table_lines(rows, self._width))


def cells_of(line: str) -> list[str]:
    """Give the cells of a table's line.

    >>> cells_of("| a | **b** |")
    ['a', 'b']
    """
    inside = line.strip().removeprefix("|").removesuffix("|")
    return [_MARK.sub("", cell.strip()) for cell in inside.split("|")]


def table_lines(rows: Sequence[Sequence[str]], width: int | None) -> Iterator[str]:
    """Lay out a table in columns, or where it is too wide, one value a line."""
    if not rows:
        return
    head, *body = [row for row in rows if not _RULE.fullmatch("|".join(row))]
    widths = [
        max(columns(row[at]) for row in (head, *body) if at < len(row)) for at in range(len(head))
    ]
    if width is None or sum(widths) + len(_GAP) * (len(widths) - 1) <= width:
        yield f"{BOLD}{_padded(head, widths)}{PLAIN}"
        yield from (_padded(row, widths) for row in body)
        return
    for row in body:
        for at, (name, cell) in enumerate(zip(head, row, strict=False)):
            yield typeset(
                f"{'-' if at == 0 else ' '} {name}: {cell}" if name else f"- {cell}", width
            )


def _padded(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = zip(row, widths, strict=False)
    return _GAP.join(cell + " " * (width - columns(cell)) for cell, width in cells).rstrip()


def columns(text: str) -> int:
    """Count the columns that a text takes; some letters take two.

    >>> columns("GPU"), columns("微调")
    (3, 4)
    """
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
