from pathlib import Path

import pytest

from knowledge.passages import read_notes
from tools.errors import InputError

GOOD = """# Intro

## Why {#14.1/0/why}
kind: rule · covers: F1
? Why at all?

Because it is
so.

- One fact
"""


def written(folder: Path, text: str, name: str = "01-intro.md") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_note_is_read_whole(tmp_path: Path) -> None:
    (note,) = read_notes(written(tmp_path, GOOD))

    assert (note.section, note.title, note.kind) == ("Intro", "Why", "rule")
    assert note.text == "Because it is so.\n\n- One fact"
    assert (note.prose, note.facts) == ("Because it is so.", ("One fact",))
    assert (note.asked, note.covers) == (("Why at all?",), ("F1",))


def test_an_annotation_is_shown_with_the_passage_it_concerns(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    written(tmp_path, "# C\n\n## Odd {#X1}\nconcerns: 14.1/0/why\n\nIt is.\n", "annotations.md")

    (note,) = read_notes(tmp_path)

    assert [(each.id, each.title, each.text) for each in note.annotations] == [
        ("X1", "Odd", "It is.")
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{#14.1/0/why}", "", "01-intro.md line 3: note 'Why' needs an anchor"),
        ("{#14.1/0/why}", "{#15/0/why}", "01-intro.md line 3: anchor '15/0/why' must start"),
        ("# Intro\n", "", "line 2: note 'Why' stands before the first '# section'"),
        ("# Intro", "Hello", "01-intro.md line 1: text stands before the first note"),
        ("kind: rule", "kind: rool", "line 3: Unknown kind 'rool'. Did you mean rule?"),
        ("kind: rule", "sort: rule", "line 4: Unknown field 'sort'."),
        ("kind: rule", "rule", "line 4: expected 'name: value', found 'rule'"),
        ("F1", "fact 1", "line 3: covers names items such as F12, not 'fact'"),
        ("Because it is\nso.\n", "", "line 3: note '14.1/0/why' has no text"),
        ("- One fact", "- One fact\n\nMore.", "line 12: text comes before the facts"),
        ("## Why", "### Why", "line 3: a heading is '# section' or '## note', not '###'"),
        ("covers: F1", "source: A book", "line 3: outside evidence, and nothing else, names"),
        ("- One fact\n", f"- One fact\n\n{GOOD[9:]}", "anchor '14.1/0/why' is taken by 01-intro"),
    ],
)
def test_what_does_not_fit_is_refused_with_file_and_line(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in GOOD

    with pytest.raises(InputError) as refused:
        read_notes(written(tmp_path, GOOD.replace(old, new, 1)))

    assert message in str(refused.value)


def test_an_annotation_of_no_note_is_refused(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    written(tmp_path, "# C\n\n## Odd {#X1}\nconcerns: 14.1/none\n\nIt is.\n", "annotations.md")

    with pytest.raises(InputError, match=r"line 3: annotation X1 concerns '14.1/none'"):
        read_notes(tmp_path)
