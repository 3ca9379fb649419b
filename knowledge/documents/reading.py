"""Reads one file: finds out what it is, and whether that is what its name says."""

from pathlib import PurePath

from knowledge.documents.blocks import Block, Reading
from knowledge.documents.limits import MOST_CHARACTERS, SUFFIXES
from tools.errors import InputError

_MAGIC = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a ZIP archive or an Office file",
    b"\x1f\x8b": "a gzip archive",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
}
_MOST_CONTROLS = 0.01
"""Share of control characters above which a file is no text."""


def format_of(name: str) -> str:
    """Give the format that a file's name says.

    Raises InputError for a name that says none of ours.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        known = ", ".join(SUFFIXES)
        raise InputError(f"files of the kind {suffix or 'without ending'} are not read: {known}.")
    return SUFFIXES[suffix]


def read(name: str, content: bytes) -> Reading:
    """Give the blocks of a file.

    Raises InputError, without the file's name, where it can't be read.
    """
    kind = format_of(name)
    if not content.strip():
        raise InputError("it is empty.")
    found = next((what for magic, what in _MAGIC.items() if content.startswith(magic)), "")
    if kind == "PDF":
        return _pdf(content, found)
    if found:
        raise InputError(f"its name says {kind}, its content is {found}.")
    return Reading(tuple(_told(kind, _decoded(content))))


def _pdf(content: bytes, found: str) -> Reading:
    if b"%PDF-" not in content[:1024]:
        raise InputError(f"its name says PDF, its content is {found or 'something else'}.")
    from knowledge.documents.pdf import read_pdf  # pypdf takes a third of a second

    return read_pdf(content)


def _decoded(content: bytes) -> str:
    """Decode text: UTF-8, UTF-16 with its mark, else Western European."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(text):
            return _within_length(text)
    raise InputError("its content is no text: it is binary, or its encoding is unknown.")


def _is_text(text: str) -> bool:
    controls = sum(each < " " and each not in "\t\n\r\f" for each in text)
    return "\x00" not in text and controls <= _MOST_CONTROLS * len(text)


def _within_length(text: str) -> str:
    if len(text) > MOST_CHARACTERS:
        raise InputError(
            f"it holds {len(text):,} characters of text; at most {MOST_CHARACTERS:,} are read: "
            "split it."
        )
    if not text.strip():
        raise InputError("it is empty.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _told(kind: str, text: str) -> list[Block]:
    from knowledge.documents.html import read_html
    from knowledge.documents.markdown import read_markdown
    from knowledge.documents.text import read_text

    read_as = {"Markdown": read_markdown, "HTML": read_html, "text": read_text}
    blocks = list(read_as[kind](text))
    if not any(each.text.strip() for each in blocks):
        raise InputError("there is nothing to read in it.")
    return blocks
