"""Markdown of a reply as Slack's mrkdwn, escaped and cut into sections that Slack takes."""

import re

MOST_IN_SECTION = 2_900
"""Characters of one section; Slack takes 3,000."""

MOST_IN_MESSAGE = 12_000
"""Characters of one message; Slack refuses near 13,000 whatever the documented limits say."""

_ANCHOR = r"(?:14\.1|evidence|doc)/[^\]\s,;]+"
_CITATION = re.compile(rf"\[({_ANCHOR}(?:[,;]\s*{_ANCHOR})*)\]")
_ROW = re.compile(r"^\|.*\|[ \t]*$")
_RULE = re.compile(r"^\|[\s|:-]+\|[ \t]*$")
_CELLS = re.compile(r"(?<!\\)\|")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")


def to_mrkdwn(markdown: str) -> str:
    """Turn the Markdown that we write into mrkdwn; what could be a command to Slack is escaped.

    >>> to_mrkdwn("**RAG** fits <!channel> [docs](http://example.com)")
    '*RAG* fits &lt;!channel&gt; docs'
    """
    text = _without_tables(markdown).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _LINK.sub(r"\1", text)
    text = re.sub(r"^#{1,6}\s+(.+)$", r"*\1*", text, flags=re.MULTILINE)
    text = re.sub(r"\*\*(.+?)\*\*", r"*\1*", text)
    return re.sub(r"^(\s*)[-*]\s+", r"\1• ", text, flags=re.MULTILINE)


def _without_tables(markdown: str) -> str:
    """Write each row of a table as an item, its cells by the names of their columns.

    >>> print(_without_tables("| set-up | peak, GB |\\n| --- | --- |\\n| LoRA | 19.0 |\\n\\nSo."))
    - **LoRA**: peak: 19.0 GB
    <BLANKLINE>
    So.
    """
    lines = markdown.split("\n")
    heads: list[str] = []
    written: list[str] = []
    for at, line in enumerate(lines):
        is_row = _ROW.match(line) is not None
        if is_row and not heads and at + 1 < len(lines) and _RULE.match(lines[at + 1]):
            heads = _cells(line)
        elif is_row and heads and not _RULE.match(line):
            written.append(_item(heads, _cells(line)))
        elif not (is_row and heads):
            heads = []
            written.append(line)
    return "\n".join(written)


def _cells(row: str) -> list[str]:
    return [each.strip() for each in _CELLS.split(row.strip().strip("|"))]


def _item(heads: list[str], cells: list[str]) -> str:
    rest = [
        _named(head, cell)
        for head, cell in zip(heads[1:], cells[1:], strict=False)
        if cell not in {"", "-"}
    ]
    return f"- **{cells[0]}**: {'; '.join(rest)}"


def _named(head: str, cell: str) -> str:
    name, _, unit = head.partition(", ")
    return f"{name}: {cell} {unit}".rstrip()


def numbered(markdown: str) -> tuple[str, list[str]]:
    """Number citations in the order in which they come; gives the text and the anchors.

    >>> numbered("It changes [14.1/a, evidence/b]. So [14.1/a].")
    ('It changes [1][2]. So [1].', ['14.1/a', 'evidence/b'])
    """
    anchors: list[str] = []

    def number(found: re.Match[str]) -> str:
        here = re.split(r"[,;]\s*", found[1])
        anchors.extend(each for each in here if each not in anchors)
        return "".join(f"[{anchors.index(each) + 1}]" for each in here)

    return _CITATION.sub(number, markdown), anchors


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
