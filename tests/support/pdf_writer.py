"""Writes small PDFs by hand: what a test needs of the format, and nothing else."""

import zlib
from collections.abc import Sequence

Line = tuple[int, str]
"""Height of the letters [points], and the words."""


def pdf(pages: Sequence[Sequence[Line]], *, foot: str = "") -> bytes:
    """Write a PDF whose pages hold these lines from top to bottom; `foot` may name the `{page}`."""
    return pdf_of_streams(
        [_stream(lines, foot.format(page=page)) for page, lines in enumerate(pages, 1)]
    )


def pdf_of_streams(streams: Sequence[bytes], *, packed: bool = True, encrypt: bytes = b"") -> bytes:
    """Write a PDF with these content streams, one a page."""
    first = 4
    kids = b" ".join(b"%d 0 R" % (first + 2 * place) for place in range(len(streams)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(streams)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for place, stream in enumerate(streams):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (first + 2 * place + 1)
        )
        data = zlib.compress(stream) if packed else stream
        unpack = b" /Filter /FlateDecode" if packed else b""
        objects.append(b"<< /Length %d%s >>\nstream\n%s\nendstream" % (len(data), unpack, data))
    return _file(objects, encrypt)


def _stream(lines: Sequence[Line], foot: str) -> bytes:
    drawn = [b"BT 1 0 0 1 60 790 Tm"]
    for size, text in lines:
        drawn.append(b"/F1 %d Tf 0 -%d Td (%s) Tj" % (size, round(size * 1.4), _words(text)))
    drawn.append(b"1 0 0 1 60 40 Tm /F1 9 Tf (%s) Tj ET" % _words(foot))
    return b"\n".join(drawn)


def _words(text: str) -> bytes:
    words = text.encode("cp1252", "replace")
    return words.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _file(objects: Sequence[bytes], encrypt: bytes) -> bytes:
    written = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return written + (
        b"xref\n0 %d\n0000000000 65535 f \n%s"
        b"trailer << /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, table, len(objects) + 1, encrypt, len(written))
    )
