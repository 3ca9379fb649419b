"""Reads PDF with pypdf: lines with their size, pages, and headings by what stands out."""

import io
import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdf
from pypdf.errors import FileNotDecryptedError, LimitReachedError, PyPdfError

from knowledge.documents.blocks import Block, Reading
from knowledge.documents.limits import MOST_CHARACTERS, MOST_PAGES
from knowledge.documents.wording import CAPTION, NUMBERED, labelled
from tools.errors import InputError

_STANDS_OUT = 1.12
"""Times the size of most text, from which a line is a heading."""
_LONGEST_HEADING = 120
_ON_MOST_PAGES = 0.6
_LEFT_OVER = 0.7
"""Share of the text below which a page's edges are taken for text."""
_ENDS = (".", "!", "?", ":", ";", "”", '"')
_HYPHENATED = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
_BULLET = re.compile(r"[•▪◦‣–*-]\s|\(?\d{1,2}[.)]\s")


class Line(NamedTuple):
    """One line of a page."""

    text: str
    size: float
    """Height of its letters [points]."""
    page: int
    height: int
    """How high on the page it stands [points]."""


def read_pdf(content: bytes) -> Reading:
    """Give the blocks of a PDF.

    Raises InputError where it is broken, encrypted, too long, or holds no text.
    """
    try:
        reader = _opened(content)
        pages = [_lines(page, number) for number, page in enumerate(reader.pages, 1)]
    except LimitReachedError as trouble:
        raise InputError(
            "it unpacks to far more than its size: that is a decompression bomb, or damage."
        ) from trouble
    except FileNotDecryptedError as trouble:
        raise InputError(_ENCRYPTED) from trouble
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError) as trouble:
        if isinstance(trouble, InputError):
            raise
        raise InputError(
            "it is a broken PDF: open it, and save or print it as PDF anew."
        ) from trouble
    lines = _without_running_heads(pages)
    if not any(line.text for line in lines):
        raise InputError("its pages hold no text: scanned pages need text recognition (OCR) first.")
    return Reading(tuple(_blocks(lines)), len(pages))


_ENCRYPTED = "it is encrypted: save a copy without a password."


def _opened(content: bytes) -> pypdf.PdfReader:
    reader = pypdf.PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        try:
            opened = reader.decrypt("")
        except Exception as trouble:  # pypdf raises what its crypto parts raise
            raise InputError(_ENCRYPTED) from trouble
        if not opened:
            raise InputError(_ENCRYPTED)
    if len(reader.pages) > MOST_PAGES:
        raise InputError(
            f"it has {len(reader.pages)} pages; at most {MOST_PAGES} are read: split it."
        )
    return reader


def _lines(page: Any, number: int) -> list[Line]:
    """Give the lines of a page with the size of their letters."""
    sizes: Counter[float] = Counter()
    found: list[Line] = []
    words: list[str] = []
    heights: list[float] = []

    def end_line() -> None:
        text = " ".join("".join(words).split())
        size = sizes.most_common(1)[0][0] if sizes else 0.0
        if text:
            found.append(Line(text, size, number, round(max(heights, default=0))))
        words.clear()
        heights.clear()
        sizes.clear()

    def visit(text: str, cm: Any, tm: Any, _font: Any, font_size: float) -> None:
        size = round(abs(font_size) * math.hypot(tm[2], tm[3]) * math.hypot(cm[2], cm[3]), 1)
        for place, piece in enumerate(text.split("\n")):
            if place:
                end_line()
            words.append(piece)
            if piece.strip():
                sizes[size] += len(piece.strip())
                heights.append(cm[1] * tm[4] + cm[3] * tm[5] + cm[5])

    page.extract_text(visitor_text=visit)
    end_line()
    return found


def _without_running_heads(pages: list[list[Line]]) -> list[Line]:
    """Leave out lines that stand at the same edge of most pages, page numbers apart.

    Large letters are headings; and where little else would be left, nothing is left out.
    """
    lines = [line for page in pages for line in page]
    usual = _usual_size(lines)
    edges = Counter(
        shape
        for page in pages
        for shape in {_shape(line) for line in _edges(page) if line.size < _STANDS_OUT * usual}
    )
    often = max(3, _ON_MOST_PAGES * len(pages))
    running = {
        shape for shape, count in edges.items() if count >= often and not shape[0][0].islower()
    }
    kept = [
        line
        for page in pages
        for line in page
        if not (_shape(line) in running and line in _edges(page))
    ]
    return kept if _length(kept) >= _LEFT_OVER * _length(lines) else lines


def _edges(page: list[Line]) -> list[Line]:
    return [*page[:2], *page[-2:]]


def _length(lines: list[Line]) -> int:
    return sum(len(line.text) for line in lines)


def _shape(line: Line) -> tuple[str, int]:
    return re.sub(rf"\b{line.page}\b", "#", line.text, count=1), line.height


def _usual_size(lines: list[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _blocks(lines: list[Line]) -> Iterator[Block]:
    levels = _levels(lines, _usual_size(lines))
    told: list[Line] = []
    length = 0
    for line in lines:
        heading = _heading(line, levels)
        starts_anew = heading or _BULLET.match(line.text) or CAPTION.fullmatch(line.text)
        if told and (starts_anew or _ends_here(told)):
            yield from _paragraph(told)
            told = []
        if heading:
            yield heading
        else:
            told.append(line)
            length += len(line.text)
        if length > MOST_CHARACTERS:
            raise InputError(
                f"it holds more than {MOST_CHARACTERS:,} characters of text: split it."
            )
    yield from _paragraph(told)


def _levels(lines: list[Line], usual: float) -> dict[float, int]:
    """Give each size of letters that stands out its level, the largest first."""
    large = {
        line.size
        for line in lines
        if usual and line.size >= _STANDS_OUT * usual and len(line.text) <= _LONGEST_HEADING
    }
    return {size: min(level, 6) for level, size in enumerate(sorted(large, reverse=True), 1)}


def _heading(line: Line, levels: dict[float, int]) -> Block | None:
    if len(line.text) > _LONGEST_HEADING or not any(each.isalpha() for each in line.text):
        return None
    known = labelled(line.text)
    if line.size in levels:
        part = known.part if known else "text"
        return Block("heading", line.text, levels[line.size], line.page, part)
    if known:
        return known._replace(page=line.page)
    numbered = NUMBERED.fullmatch(line.text)
    if numbered and "." in numbered[1] and not line.text.endswith(_ENDS):
        return Block("heading", line.text, len(levels) + numbered[1].count("."), line.page)
    return None


def _ends_here(told: list[Line]) -> bool:
    """Say whether a paragraph ends: its last line ends a sentence short of the margin."""
    last = told[-1].text
    longest = max(len(line.text) for line in told)
    return len(told) > 40 or (last.endswith(_ENDS) and len(last) < 0.85 * longest)


def _paragraph(told: list[Line]) -> Iterator[Block]:
    if not told:
        return
    text = _HYPHENATED.sub("", "\n".join(line.text for line in told)).replace("\n", " ")
    yield Block("caption" if CAPTION.fullmatch(text) else "text", text, page=told[0].page)
