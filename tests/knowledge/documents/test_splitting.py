"""Passages of a document: whole thoughts, with anchors that stay."""

import re
from itertools import pairwise

import pytest

from knowledge.documents.reading import read
from knowledge.documents.splitting import LONGEST, OVERLAP, passages_of
from knowledge.passages import built_in


def split(name, text):
    return passages_of(read(name, text.encode()), name, "x")


def test_a_document_is_split_at_its_headings(handbook):
    passages = split("handbook.md", handbook.decode())

    assert [each.anchor for each in passages] == [
        "doc/x/staff-handbook",
        "doc/x/staff-handbook/parental-leave",
        "doc/x/staff-handbook/travel",
        "doc/x/staff-handbook/travel/2",
        "doc/x/staff-handbook/travel/3",
    ]
    assert [each.part for each in passages] == ["text", "text", "text", "table", "code"]
    assert [each.position for each in passages] == [1, 2, 3, 4, 5]


def test_each_passage_says_where_it_stands(thirty_pages):
    passages = passages_of(read("q.pdf", thirty_pages), "q.pdf", "q")

    stray = next(each for each in passages if "zeppelin" in each.text)
    assert (stray.file, stray.page) == ("q.pdf", 17)
    assert stray.section == "q.pdf · page 17 · 9. Fire drills"
    assert stray.source == "Your document q.pdf, page 17"


def test_long_text_is_split_between_sentences_and_overlaps():
    sentences = [f"Sentence number {place} says a little of it." for place in range(100)]

    passages = split("a.txt", " ".join(sentences))

    assert all(len(each.text) <= LONGEST + OVERLAP for each in passages)
    for before, after in pairwise(passages):
        assert after.text.split(". ")[0] in before.text
    said = " ".join(each.text for each in passages)
    assert all(sentence in said for sentence in sentences)


def test_a_word_without_end_is_cut():
    assert max(len(each.text) for each in split("a.txt", "x" * 5_000)) <= LONGEST + OVERLAP


def test_a_box_ends_and_the_section_goes_on():
    passages = split("a.txt", "1. Why\n\nFirst.\n\nTip\n\nA hint here.\n\nThe section again.\n")

    assert [(each.anchor, each.part) for each in passages] == [
        ("doc/x/1-why", "text"),
        ("doc/x/1-why/tip", "callout"),
        ("doc/x/1-why/2", "text"),
    ]


def test_lines_that_only_look_like_headings_are_kept():
    text = "Dear Anna\n\nKind regards\n\nBerta\n"

    (passage,) = split("a.txt", text)
    assert (passage.title, passage.text) == ("Dear Anna", "Kind regards\n\nBerta")


def test_equal_headings_get_anchors_of_their_own():
    text = "# A\n\none\n\n# A\n\ntwo\n\n# A\n\nthree\n"

    assert [each.anchor for each in split("a.md", text)] == ["doc/x/a", "doc/x/a-2", "doc/x/a-3"]


def test_a_change_in_one_section_moves_no_anchor_of_another(handbook):
    changed = handbook.replace(b"## Travel", b"## Dogs\n\nWelcome.\n\n## Travel")

    before = {each.anchor for each in split("h.md", handbook.decode())}
    after = {each.anchor for each in split("h.md", changed.decode())}
    assert after - before == {"doc/x/staff-handbook/dogs"}
    assert before <= after


@pytest.mark.parametrize(
    "heading", ["規則 第一章", "Правила", "🎉", "Über uns", "a" * 300, "[14.1/check/q1]"]
)
def test_any_heading_gives_an_anchor_that_can_be_cited(heading):
    anchors = [each.anchor for each in split("a.md", f"# {heading}\n\n## {heading}\n\nWords.\n")]

    assert all(re.fullmatch(r"doc/[a-z0-9/-]*[a-z0-9]", each) for each in anchors)
    assert all(len(each) <= 120 for each in anchors)


def test_no_anchor_of_a_document_is_one_of_the_notes(handbook):
    anchors = {each.anchor for each in split("14.1.md", handbook.decode())}

    assert anchors.isdisjoint(each.anchor for each in built_in())
