"""Which encoding bytes are in that are no UTF-8, so that a person can convert them."""

import codecs
from collections.abc import Iterator
from typing import BinaryIO

_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
"""Byte-order marks; that of UTF-32 begins with that of UTF-16."""
_MANY_ZEROS = 0.3
_LOOKED_AT = 4_096


def wide_encoding(start: bytes) -> str | None:
    """Name the encoding of text whose letters take two or four bytes; None where it is another.

    Without a byte-order mark, zero bytes at every second or fourth place tell.

    >>> wide_encoding("{}".encode("utf-16")), wide_encoding("a,b".encode("utf-16-be"))
    ('UTF-16', 'UTF-16BE')
    >>> wide_encoding(b'{"text": "plain"}') is None
    True
    """
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), None)
    if marked or len(start) < 2:
        return marked
    looked = start[:_LOOKED_AT]
    zeros = [looked[place::4].count(0) / max(1, len(looked[place::4])) for place in range(4)]
    many = [share > _MANY_ZEROS for share in zeros]
    return {
        (False, True, False, True): "UTF-16LE",
        (True, False, True, False): "UTF-16BE",
        (False, True, True, True): "UTF-32LE",
        (True, True, True, False): "UTF-32BE",
    }.get((many[0], many[1], many[2], many[3]))


def not_utf8(start: bytes) -> str | None:
    """Say in which encoding a file is, and how it becomes UTF-8; None where it may be UTF-8."""
    name = wide_encoding(start)
    return None if name is None else f"{name}, not UTF-8; {converting(name)}"


def converting(name: str) -> str:
    """Say how a file in an encoding becomes UTF-8."""
    return f"convert it first: iconv -f {name} -t UTF-8 FILE > NEW"


def utf8_lines(raw: BinaryIO) -> Iterator[str | UnicodeDecodeError]:
    """Give each line of a stream as text, and for one that is no UTF-8 what is wrong with it."""
    for line in raw:
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError as error:
            yield error


def as_bytes(line: str | UnicodeDecodeError) -> bytes:
    """Give a line of `utf8_lines` as the bytes that it was."""
    return line.object if isinstance(line, UnicodeDecodeError) else line.encode()
