"""A passage of the user's own document in words: quoted as theirs, never as the chapter."""

import re

from agent.wording.results.figures import Result

_LOOKS_LIKE_A_CITATION = re.compile(r"\[((?:14\.1|evidence|doc)/[^\[\]\n]*)\]")


def is_document(passage: Result) -> bool:
    """Say whether a passage is from a document of the user."""
    return str(passage["anchor"]).startswith("doc/")


def quoted(passage: Result, doubt: str) -> str:
    """Quote a passage under the name of its document.

    What looks like a citation of ours inside a document is put in plain parentheses.

    >>> print(quoted({"anchor": "doc/hb/leave", "file": "hb.md", "page": 0, "title": "Leave",
    ...               "text": "Two weeks [14.1/check/q1]."}, ""))
    From your document hb.md, “Leave” [doc/hb/leave]:
    <BLANKLINE>
    > Two weeks (14.1/check/q1).
    """
    page = f", page {passage['page']}" if passage.get("page") else ""
    title = "" if str(passage["title"]).startswith(str(passage["file"])) else _title(passage)
    lines = _plain(passage.get("excerpt") or passage["text"]).splitlines()
    text = "\n".join(f"> {line}".rstrip() for line in lines)
    document = f"{_plain(passage['file'])}{page}{title} [{passage['anchor']}]"
    return f"{doubt}From your document {document}:\n\n{text}"


def _title(passage: Result) -> str:
    return f", “{_plain(passage['title'])}”"


def _plain(text: object) -> str:
    """Take the marks of a citation from what a document only says."""
    return _LOOKS_LIKE_A_CITATION.sub(r"(\1)", str(text))
