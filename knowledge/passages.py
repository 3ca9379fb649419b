"""The passages: the chapter in our own words, outside evidence, and what the chapter gets wrong."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal, get_args

from knowledge.markdown import Entry, read_entries
from tools.errors import unknown_word
from tools.vocabulary import Record

Kind = Literal[
    "advice", "case", "cause", "caveat", "comparison", "concept", "estimate", "evidence",
    "exercise", "figure", "formula", "fun-fact", "fun-note", "key-insight", "legal", "limit",
    "method", "misconception", "overview", "pointer", "quote", "reference", "research-frontier",
    "rule", "self-check", "setting", "symptom", "table", "tip", "warning", "document",
]  # fmt: skip
"""What sort of statement a passage is."""

ANNOTATIONS = "annotations.md"

_ANCHOR = re.compile(r"(14\.1|evidence)(/[a-z0-9][a-z0-9.+-]*)+")
_ITEM = re.compile(r"F\d{1,3}")


class Annotation(Record):
    """What one should know when reading a passage: a contradiction, a defect, a drifted fact."""

    id: str
    """Number in the register of contradictions, `X1` onwards."""
    title: str
    text: str


class Passage(Record):
    """One note: a place of the chapter, or one piece of outside evidence."""

    anchor: str
    """Stays for good: `14.1/1.2/step1-prompting`, `evidence/ovadia-2024`."""
    title: str
    section: str
    kind: Kind
    text: str
    """The whole note, prose and then its facts as a list; quotes are checked against this."""
    facts: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    """Questions that it answers, in everyday words; searched, not shown."""
    source: str = ""
    """Where outside evidence was published; empty for the chapter."""
    covers: tuple[str, ...] = ()
    """Items of the chapter that this note carries, `F1` onwards."""
    annotations: tuple[Annotation, ...] = ()

    @property
    def prose(self) -> str:
        """The note without its list of facts."""
        return self.text.split("\n\n- ", 1)[0]

    @property
    def is_evidence(self) -> bool:
        """True for outside evidence, which is never cited as the chapter."""
        return self.anchor.startswith("evidence/")


@cache
def built_in() -> tuple[Passage, ...]:
    """Read the notes that ship with the package, in the order of the chapter."""
    return read_notes(files("knowledge") / "notes")


def read_notes(folder: Traversable) -> tuple[Passage, ...]:
    """Read every note of a folder, with the annotations that concern it.

    Raises InputError, naming file and line, where a note does not fit the form.
    """
    names = sorted(each.name for each in folder.iterdir() if each.name.endswith(".md"))
    notes = [name for name in names if name not in (ANNOTATIONS, "README.md")]
    entries = [
        entry
        for name in notes
        for entry in read_entries(name, _text(folder, name), ("kind", "covers", "source"))
    ]
    _refuse_repeats(entries)
    remarks = _annotations(folder, {each.anchor for each in entries}, ANNOTATIONS in names)
    return tuple(_passage(each, remarks.get(each.anchor, ())) for each in entries)


def _text(folder: Traversable, name: str) -> str:
    return folder.joinpath(name).read_text(encoding="utf-8")


def _refuse_repeats(entries: Iterable[Entry]) -> None:
    places: dict[str, str] = {}
    for entry in entries:
        if entry.anchor in places:
            raise entry.wrong(f"anchor {entry.anchor!r} is taken by {places[entry.anchor]}")
        places[entry.anchor] = entry.place


def _passage(entry: Entry, annotations: tuple[Annotation, ...]) -> Passage:
    kind = entry.fields.get("kind", "")
    covers = tuple(entry.fields.get("covers", "").split())
    if not _ANCHOR.fullmatch(entry.anchor):
        raise entry.wrong(f"anchor {entry.anchor!r} must start with '14.1/' or 'evidence/'")
    if kind not in get_args(Kind):
        raise entry.wrong(unknown_word("kind", kind, list(get_args(Kind))))
    if not entry.paragraphs:
        raise entry.wrong(f"note {entry.anchor!r} has no text")
    if strange := [each for each in covers if not _ITEM.fullmatch(each)]:
        raise entry.wrong(f"covers names items such as F12, not {strange[0]!r}")
    if entry.anchor.startswith("evidence/") != bool(entry.fields.get("source")):
        raise entry.wrong("outside evidence, and nothing else, names its source")
    return Passage(
        anchor=entry.anchor,
        title=entry.title,
        section=entry.section,
        kind=kind,
        text=whole_text(entry.paragraphs, entry.facts),
        facts=tuple(entry.facts),
        asked=tuple(entry.asked),
        source=entry.fields.get("source", ""),
        covers=covers,
        annotations=annotations,
    )


def whole_text(paragraphs: Iterable[str], facts: Iterable[str]) -> str:
    """Join prose and facts to the text that is shown and quoted."""
    listed = "\n".join(f"- {fact}" for fact in facts)
    return "\n\n".join([*paragraphs, *([listed] if listed else [])])


def _annotations(
    folder: Traversable, anchors: set[str], present: bool
) -> dict[str, tuple[Annotation, ...]]:
    remarks: dict[str, tuple[Annotation, ...]] = {}
    entries = (
        read_entries(ANNOTATIONS, _text(folder, ANNOTATIONS), ("concerns",)) if present else ()
    )
    for entry in entries:
        remark = Annotation(id=entry.anchor, title=entry.title, text="\n\n".join(entry.paragraphs))
        for anchor in entry.fields["concerns"].split():
            if anchor not in anchors:
                raise entry.wrong(f"annotation {remark.id} concerns {anchor!r}, which is no note")
            remarks[anchor] = (*remarks.get(anchor, ()), remark)
    return remarks
