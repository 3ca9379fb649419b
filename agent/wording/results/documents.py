"""A passage of the user's own document in words: quoted as theirs, never as the chapter."""

import re

from agent.wording.results.figures import Result
from knowledge.pertinent import answering_part

_LOOKS_LIKE_A_CITATION = re.compile(r"\[((?:14\.1|evidence|doc)/[^\[\]\n]*)\]")
_SHORT = 420
"""Length up to which a passage is quoted whole [characters]."""


def is_document(passage: Result) -> bool:
    """Say whether a passage is from a document of the user."""
    return str(passage["anchor"]).startswith("doc/")


def quoted(passage: Result, question: str, doubt: str) -> str:
    """Quote the part of a passage that answers, under the name of its document.

    What looks like a citation of ours inside a document is put in plain parentheses.

    >>> print(quoted({"anchor": "doc/hb/leave", "file": "hb.md", "page": 0, "title": "Leave",
    ...               "part": "text", "text": "Two weeks [14.1/check/q1]."}, "how long?", ""))
    From your document hb.md, “Leave” [doc/hb/leave]:
    <BLANKLINE>
    > Two weeks (14.1/check/q1).
    """
    page = f", page {passage['page']}" if passage.get("page") else ""
    untitled = str(passage["title"]).startswith(str(passage["file"]))
    title = "" if untitled else f", “{_plain(passage['title'])}”"
    place = f"{_plain(passage['file'])}{page}{title} [{passage['anchor']}]"
    lines = "\n".join(f"> {line}".rstrip() for line in _part(passage, question).splitlines())
    return f"{doubt}From your document {place}:\n\n{lines}"


def _part(passage: Result, question: str) -> str:
    text = _plain(passage["text"])
    if len(text) <= _SHORT or passage.get("part") in ("code", "table"):
        return text
    return answering_part(text, question)


def _plain(text: object) -> str:
    """Take the marks of a citation from what a document only says."""
    return _LOOKS_LIKE_A_CITATION.sub(r"(\1)", str(text))
