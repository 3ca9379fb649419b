"""The form of the notes: a heading with an anchor, a line of fields, text, facts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tools.errors import InputError, unknown_word

_HEADING = re.compile(r"^(#+)\s+(.*?)\s*(?:\{#([^}]*)\})?\s*$")


@dataclass
class Entry:
    """One heading with what stands below it, as written."""

    place: str
    """File and line of the heading, for messages."""
    section: str
    title: str
    anchor: str
    fields: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)

    def wrong(self, message: str) -> InputError:
        """Make an error that names the file and the line."""
        return InputError(f"{self.place}: {message}")


def read_entries(file: str, text: str, known_fields: tuple[str, ...]) -> Iterator[Entry]:
    """Give the entries of one file in order; anything that doesn't fit is refused with its line.

    `# Section` names the section of what follows, `## Title {#anchor}` starts an entry, its first
    line holds `name: value` fields parted by ` · `, then come `? questions` that it answers, then
    paragraphs, then `- facts`.

    >>> note = "# Intro\\n\\n## Why {#14.1/0/why}\\nkind: rule\\n\\nBecause.\\n\\n- One fact\\n"
    >>> [(each.section, each.anchor, each.facts) for each in read_entries("x.md", note, ("kind",))]
    [('Intro', '14.1/0/why', ['One fact'])]
    """
    section, entry, gap = "", None, False
    for number, line in enumerate(text.splitlines(), 1):
        place = f"{file} line {number}"
        if heading := _HEADING.match(line):
            if entry:
                yield _complete(entry)
            section, entry = _open(place, heading, section)
        elif line.strip():
            if entry is None:
                raise InputError(f"{place}: text stands before the first note")
            _take(entry, line, gap, place, known_fields)
        gap = not line.strip()
    if entry:
        yield _complete(entry)


def _open(place: str, heading: re.Match[str], section: str) -> tuple[str, Entry | None]:
    marks, title, anchor = heading.groups()
    if marks == "#":
        return title, None
    if marks != "##":
        raise InputError(f"{place}: a heading is '# section' or '## note', not {marks!r}")
    if not anchor:
        raise InputError(
            f"{place}: note {title!r} needs an anchor, as in '## Title {{#14.1/1.2/x}}'"
        )
    if not section:
        raise InputError(f"{place}: note {title!r} stands before the first '# section'")
    return section, Entry(place, section, title, anchor)


def _take(entry: Entry, line: str, gap: bool, place: str, known_fields: tuple[str, ...]) -> None:
    if not entry.fields:
        entry.fields = _fields(line, place, known_fields)
    elif line.startswith("? ") and not entry.paragraphs:
        entry.asked.append(line[2:].strip())
    elif line.startswith("- "):
        entry.facts.append(line[2:].strip())
    elif entry.facts and line.startswith("  "):
        entry.facts[-1] += f" {line.strip()}"
    elif entry.facts:
        raise InputError(f"{place}: text comes before the facts, not after them")
    elif gap or not entry.paragraphs:
        entry.paragraphs.append(line.strip())
    else:
        entry.paragraphs[-1] += f" {line.strip()}"


def _fields(line: str, place: str, known: tuple[str, ...]) -> dict[str, str]:
    fields = {}
    for part in line.split(" · "):
        name, colon, value = part.partition(":")
        if not colon or not value.strip():
            raise InputError(f"{place}: expected 'name: value', found {part.strip()!r}")
        if name.strip() not in known:
            raise InputError(f"{place}: {unknown_word('field', name.strip(), list(known))}")
        fields[name.strip()] = value.strip()
    return fields


def _complete(entry: Entry) -> Entry:
    if not entry.fields:
        raise entry.wrong("the line below the heading must hold the fields")
    return entry
