"""Documents are added, changed, listed and deleted, each owner's apart."""

import re
from pathlib import Path

import pytest

from knowledge.documents import Library
from knowledge.documents.library import OPERATOR
from knowledge.documents.limits import MOST_BYTES
from knowledge.documents.reading import read
from tools.errors import InputError


def test_a_document_is_added_found_and_opened(documents, handbook):
    (outcome,) = documents.add([("handbook.md", handbook)])

    found = documents.search("how many weeks of paid leave do parents get?")
    assert outcome.in_words() == "handbook.md: added, 5 passages."
    assert found.coverage == "covered"
    assert found.passages[0].anchor == "doc/handbook/staff-handbook/parental-leave"
    assert documents.passage(found.passages[0].anchor).text.startswith("Every parent gets 23 weeks")


def test_thirty_pages_are_indexed_found_and_deleted(documents, thirty_pages):
    (outcome,) = documents.add([("quorvex.pdf", thirty_pages)])

    best = documents.search("who must be called about a zeppelin?").passages[0]
    assert (outcome.pages, best.page) == (30, 17)
    assert "extension 7741" in best.text

    assert documents.delete("quorvex.pdf")
    assert documents.search("who must be called about a zeppelin?") is None
    assert documents.passage(best.anchor) is None


def test_what_was_deleted_is_gone_from_the_disk(documents, library, handbook, tmp_path):
    documents.add([("handbook.md", handbook), ("other.md", b"# Other\n\nWords of another kind.")])
    documents.search("leave")

    documents.delete("handbook.md")

    held = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()]
    assert not any(b"23 weeks" in each or b"parental-leave" in each for each in held)
    assert [each.name for each in documents.listed()] == ["other.md"]


def test_an_unchanged_file_is_left_and_a_changed_one_keeps_its_anchors(documents, handbook):
    documents.add([("handbook.md", handbook)])
    again = documents.add([("handbook.md", handbook)])
    changed = documents.add([("handbook.md", handbook.replace(b"23 weeks", b"31 weeks"))])

    assert [each.what for each in (*again, *changed)] == ["unchanged", "changed"]
    assert again[0].passages == 5
    passage = documents.passage("doc/handbook/staff-handbook/parental-leave")
    assert "31 weeks" in passage.text
    assert len(documents.listed()) == 1


def test_one_bad_file_does_not_keep_the_others_out(documents, handbook, tmp_path):
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(200_000_000)

    outcomes = documents.add(
        [
            ("broken.pdf", b"%PDF-1.7 rubbish"),
            ("empty.txt", b""),
            ("huge.txt", huge),
            ("gone.txt", tmp_path / "gone.txt"),
            ("handbook.md", handbook),
            ("handbook.md", b"another"),
        ]
    )

    assert {each.name: each.what for each in outcomes}["handbook.md"] == "added"
    words = " ".join(each.in_words() for each in outcomes)
    assert re.search(r"huge.txt: not added, it has 200 MB; at most 25 MB", words)
    assert "gone.txt: not added, it can't be opened: No such file" in words
    assert sum(each.what == "refused" for each in outcomes) == 4


def test_a_file_at_the_limit_is_looked_at_and_one_byte_more_is_not(documents):
    at, beyond = documents.add([("a.pdf", b" " * MOST_BYTES), ("b.pdf", b" " * (MOST_BYTES + 1))])

    assert "empty" in at.why
    assert "split it" in beyond.why


def test_nobody_sees_the_documents_of_another(library, handbook):
    library.of("browser:anna").add([("handbook.md", handbook)])
    other = library.of("browser:berta")

    assert other.listed() == ()
    assert other.search("parental leave") is None
    assert other.passage("doc/handbook/staff-handbook/parental-leave") is None
    assert not other.delete("handbook.md")
    assert len(library.of("browser:anna").listed()) == 1


def test_the_terminal_is_the_operators(library, handbook):
    library.of(OPERATOR).add([("handbook.md", handbook)])

    assert library.of("terminal").passage("doc/handbook/staff-handbook/travel")


def test_another_process_sees_a_change_at_once(tmp_path, handbook):
    here, there = (Library(tmp_path / "documents", read).of("a") for _ in range(2))
    here.add([("handbook.md", handbook)])
    assert there.search("parental leave").passages

    here.add([("more.md", b"# Lunch\n\nThe canteen serves gazpacho on Fridays.")])
    assert "gazpacho" in there.search("when is gazpacho served?").passages[0].text

    there.delete("handbook.md")
    assert here.passage("doc/handbook/staff-handbook/travel") is None


def test_names_that_spell_alike_get_anchors_of_their_own(documents):
    documents.add([("Hand book.md", b"# A\n\none"), ("hand-book.txt", b"Two words.")])

    assert sorted(each.slug for each in documents.listed()) == ["hand-book", "hand-book-2"]


def test_a_question_that_documents_do_not_answer_finds_nothing_in_them(documents, handbook):
    documents.add([("handbook.md", handbook)])

    assert documents.search("what is the boiling point of ethanol?").coverage == "outside"


def test_damaged_vectors_leave_the_words(documents, library, handbook, tmp_path):
    documents.add([("handbook.md", handbook)])
    documents.close()
    for file in tmp_path.rglob("chroma.sqlite3"):
        file.write_bytes(b"rubbish")

    assert "23 weeks" in documents.search("paid parental leave weeks").passages[0].text

    documents.add([("more.md", b"# Lunch\n\nGazpacho on Fridays.")])
    assert len(documents.listed()) == 2


def test_a_damaged_list_says_where_and_what_to_do(documents, handbook, tmp_path):
    documents.add([("handbook.md", handbook)])
    documents.close()
    for file in tmp_path.rglob("documents.json"):
        file.write_text("{", encoding="utf-8")

    with pytest.raises(InputError, match="damaged: remove"):
        documents.listed()


def test_a_change_that_was_cut_off_leaves_what_was_there(documents, handbook, monkeypatch):
    documents.add([("handbook.md", handbook)])
    monkeypatch.setattr("shutil.rmtree", lambda *_, **__: None)
    monkeypatch.setattr(Path, "replace", _cut_off)

    with pytest.raises(KeyboardInterrupt):
        documents.add([("more.md", b"# Lunch\n\nGazpacho on Fridays.")])

    assert [each.name for each in documents.listed()] == ["handbook.md"]


def _cut_off(*_):
    raise KeyboardInterrupt


def test_a_private_key_with_blank_lines_in_it_is_masked_to_its_end(documents):
    edge, body = "-" * 5, "MIIEowIBAAKCAQEA0Z3VS5JJcds3xfn"
    key = f"{edge}BEGIN RSA PRIVATE KEY{edge}\nProc-Type: 4,ENCRYPTED\n\n{body}\n\n{body}\n"
    end = f"{edge}END RSA PRIVATE KEY{edge}"

    (outcome,) = documents.add([("keys.txt", f"Keys\n\n{key}{end}\n\nThe end.".encode())])

    kept = " ".join(documents.passage(anchor).text for anchor in documents.anchors)
    assert body not in kept
    assert "The end." in kept
    assert "Secrets in it were masked (private key): if they are real" in outcome.in_words()


def test_words_at_the_border_of_two_paragraphs_are_no_secret(documents):
    text = (
        "The password is:\n\ngpt-4o-mini-2024 is what we tune.\n\nToken\n\nllama-3.1-8b-instruct-q4"
    )

    (outcome,) = documents.add([("words.md", text.encode())])

    assert outcome.masked == ()
