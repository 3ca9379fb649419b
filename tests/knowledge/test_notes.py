import csv
import re
from pathlib import Path

import pytest

from knowledge.glossary import glossary, signs_of_the_field, thesaurus
from knowledge.passages import built_in
from knowledge.words import words_of

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ORIGINAL = ROOT.parent / "shared" / "chapter-14-1.txt"
DRAFTS = [
    anchor for anchor in (HERE / "anchors.txt").read_text(encoding="utf-8").splitlines() if anchor
]
NO_TWIN = 8
"""Words in a row that our text must not share with the original."""


def items() -> list[dict[str, str]]:
    with (HERE / "items.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def test_an_anchor_once_given_stays() -> None:
    assert set(DRAFTS) <= {each.anchor for each in built_in()}


@pytest.mark.parametrize("item", items(), ids=lambda item: item["item"])
def test_every_item_of_the_chapter_is_covered_and_carries_its_contradictions(
    item: dict[str, str],
) -> None:
    covering = [each for each in built_in() if item["item"] in each.covers]

    assert covering, item["says"]
    assert not any(each.is_evidence for each in covering)
    shown = {remark.id for each in covering for remark in each.annotations}
    assert set(item["annotations"].split()) <= shown


def test_notes_cover_no_item_that_the_chapter_does_not_have() -> None:
    assert {item for each in built_in() for item in each.covers} == {
        f"F{number}" for number in range(1, 152)
    }


def test_every_contradiction_is_shown_with_a_passage() -> None:
    shown = {remark.id for each in built_in() for remark in each.annotations}

    assert shown == {f"X{number}" for number in range(1, 42)}


def test_evidence_names_its_paper_and_the_chapter_does_not_pretend_to() -> None:
    for passage in built_in():
        assert passage.is_evidence == bool(passage.source) == (passage.kind == "evidence")
        assert passage.section.startswith("Evidence: ") == passage.is_evidence


def test_every_evidence_that_a_text_points_to_exists() -> None:
    anchors = {each.anchor for each in built_in()}
    texts = [each.text + "".join(a.text for a in each.annotations) for each in built_in()]

    named = {found for text in texts for found in re.findall(r"evidence/[a-z0-9-]+", text)}

    assert named
    assert named <= anchors


def test_every_anchor_that_the_tools_cite_exists() -> None:
    anchors = {each.anchor for each in built_in()}
    files = [file for kind in ("*.py", "*.csv") for file in (ROOT / "tools").rglob(kind)]
    cited = {
        (anchor.rstrip("./"), file.name)
        for file in files
        for anchor in re.findall(
            r"\b(?:14\.1|evidence)/[a-z0-9][a-z0-9./-]*", file.read_text("utf-8")
        )
    }

    assert [each for each in sorted(cited) if each[0] not in anchors] == []


def test_every_note_says_what_it_answers() -> None:
    assert [each.anchor for each in built_in() if not each.asked] == []


def test_every_term_leads_to_a_passage() -> None:
    anchors = {each.anchor for each in built_in()}

    assert [each.term for each in glossary() if each.anchor not in anchors] == []
    assert {"lora", "gpu", "unlearning"} <= signs_of_the_field()
    assert thesaurus()["vram"] == ("gpu", "memory")


def test_no_eight_words_in_a_row_are_the_chapters() -> None:
    if not ORIGINAL.exists():
        pytest.skip("the original chapter is not at hand: its wording can't be compared")
    original = runs(ORIGINAL.read_text(encoding="utf-8"))
    ours = [
        file
        for folder in ("knowledge", "tests/knowledge")
        for kind in ("*.md", "*.csv", "*.py")
        for file in (ROOT / folder).rglob(kind)
    ]

    shared = {
        (file.name, " ".join(run))
        for file in ours
        for run in runs(file.read_text(encoding="utf-8")) & original
    }

    assert shared == set()


def runs(text: str) -> set[tuple[str, ...]]:
    words = words_of(text)
    return {tuple(words[at : at + NO_TWIN]) for at in range(len(words) - NO_TWIN + 1)}
