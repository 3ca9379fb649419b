"""Markdown of a reply as Slack's mrkdwn, escaped and cut into sections that Slack takes."""

import re

MOST_IN_SECTION = 2_900
"""Characters of one section; Slack takes 3,000."""

MOST_IN_MESSAGE = 12_000
"""Characters of one message; Slack refuses near 13,000 whatever the documented limits say."""

_CITATION = re.compile(r"\[(14\.1/[^\]\s]+|evidence/[^\]\s]+|doc/[^\]\s]+)\]")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")


def to_mrkdwn(markdown: str) -> str:
    """Turn the Markdown that we write into mrkdwn; what could be a command to Slack is escaped.

    >>> to_mrkdwn("**RAG** fits <!channel> [docs](http://example.com)")
    '*RAG* fits &lt;!channel&gt; docs'
    """
    text = markdown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _LINK.sub(r"\1", text)
    text = re.sub(r"^#{1,6}\s+(.+)$", r"*\1*", text, flags=re.MULTILINE)
    text = re.sub(r"\*\*(.+?)\*\*", r"*\1*", text)
    text = re.sub(r"^(\s*)[-*]\s+", r"\1• ", text, flags=re.MULTILINE)
    return _CITATION.sub(r"_[\1]_", text)


def sections(mrkdwn: str) -> list[str]:
    """Cut text at line ends into sections; what a message can't hold is left out and said.

    >>> [len(part) for part in sections("x" * 2_000 + "\\n" + "y" * 2_000)]
    [2000, 2000]
    """
    parts: list[str] = []
    for line in _short_lines(mrkdwn):
        if parts and len(parts[-1]) + 1 + len(line) <= MOST_IN_SECTION:
            parts[-1] = f"{parts[-1]}\n{line}"
        else:
            parts.append(line)
    kept = [part for part in _within(parts) if part.strip()]
    if len(kept) < len([part for part in parts if part.strip()]):
        kept.append("… the rest is in the transcript.")
    return kept


def _short_lines(text: str) -> list[str]:
    return [
        line[at : at + MOST_IN_SECTION]
        for line in text.split("\n")
        for at in range(0, max(len(line), 1), MOST_IN_SECTION)
    ]


def _within(parts: list[str]) -> list[str]:
    kept, length = [], 0
    for part in parts:
        length += len(part)
        if length > MOST_IN_MESSAGE:
            break
        kept.append(part)
    return kept
