"""A file of training data, opened once: what is no UTF-8 text is refused by name."""

import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from io import BufferedReader, RawIOBase, TextIOWrapper
from pathlib import Path
from typing import cast

from tools.dataset.rows import LONGEST_LINE
from tools.encodings import not_utf8
from tools.errors import InputError, shown

_OTHER_FORMS = {
    b"PAR1": "Parquet",
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"PK\x03\x04": "ZIP or Excel",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word file",
    b"ARROW1": "Arrow",
    b"%PDF-": "PDF",
    b"SQLite format 3": "an SQLite database",
}
"""First bytes of files that are no lines of text, with their names."""
_LOOKED_AT = 4_096
_SPAN = 1_000

STDIN = Path("-")


def lines_of(file: Path, told: Callable[[int], object]) -> Iterator[str]:
    """Give a file's lines, telling how many bytes were read; a longer line than can be is cut.

    Bytes that are no UTF-8 become lone surrogates (`surrogateescape`).
    Raises InputError, before the first line, for what is no UTF-8 text.
    """
    with closing(_opened(file)) as raw:
        _refuse_what_is_no_text(file.name, raw.peek(_LOOKED_AT))
        text = TextIOWrapper(raw, encoding="utf-8", errors="surrogateescape")
        before, number = 0, 0
        while line := text.readline(LONGEST_LINE + 1):
            end = line
            while len(end) > LONGEST_LINE and not end.endswith("\n"):
                end = text.readline(LONGEST_LINE + 1)
            yield line
            number += 1
            if number % _SPAN == 0 and raw.seekable():
                told(raw.tell() - before)
                before = raw.tell()


def _opened(file: Path) -> BufferedReader:
    if file == STDIN:
        return BufferedReader(cast(RawIOBase, sys.stdin.buffer))
    return file.open("rb")


def _refuse_what_is_no_text(name: str, start: bytes) -> None:
    if wide := not_utf8(start):
        raise InputError(f"{shown(name)} is {wide}", "file")
    form = next((form for mark, form in _OTHER_FORMS.items() if start.startswith(mark)), None)
    if form is None and b"\0" in start:
        form = "no text (it holds zero bytes)"
    if form is not None:
        raise InputError(
            f"{shown(name)} is {form}, which is not read here: write it as JSON Lines or CSV.",
            "file",
        )
