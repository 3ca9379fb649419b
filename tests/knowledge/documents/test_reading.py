"""What each kind of file gives: its structure, its pages, and nothing that a reader can't see."""

import pytest
from support.pdf_writer import pdf

from knowledge.documents.reading import read
from tools.errors import InputError


def kinds(name, content):
    blocks = read(name, content if isinstance(content, bytes) else content.encode()).blocks
    return [(block.kind, block.text) for block in blocks]


def headings(name, content):
    blocks = read(name, content if isinstance(content, bytes) else content.encode()).blocks
    return [(block.level, block.text) for block in blocks if block.kind == "heading"]


def test_markdown_gives_headings_tables_and_code(handbook):
    found = kinds("handbook.md", handbook)

    assert ("heading", "Parental leave") in found
    assert [kind for kind, _ in found][-2:] == ["table", "code"]


def test_front_matter_is_no_text():
    assert kinds("a.md", "---\ntitle: x\n---\nWords.") == [("text", "Words.")]


def test_html_gives_what_a_reader_sees():
    page = (
        "<html><head><title>T</title><style>p{}</style></head><body><nav>Menu</nav>"
        "<h1>Leave</h1><p>Two\n <b>weeks</b><br>a year.</p><script>evil()</script>"
        "<p hidden>unseen</p><p style='display: none'>unseen</p><ul><li>one<li>two</ul>"
        "<table><tr><th>A<th>B<tr><td>1<td>2<br>3</table><pre>x = 1\ny = 2</pre>"
        "<figure><figcaption>Figure 1: Weeks</figcaption></figure></body></html>"
    )

    assert kinds("leave.html", page) == [
        ("heading", "Leave"),
        ("text", "Two weeks\na year."),
        ("text", "- one"),
        ("text", "- two"),
        ("table", "| A | B |\n| 1 | 2 3 |"),
        ("code", "x = 1\ny = 2"),
        ("caption", "Figure 1: Weeks"),
    ]


def test_unclosed_html_ends_with_the_file():
    assert kinds("a.html", "<div><p>One<p>Two<table><tr><td>cell") == [
        ("text", "One"),
        ("text", "Two"),
        ("text", "| cell |"),
    ]


def test_plain_text_shows_its_structure():
    text = (
        "2. Costs\n\nWhat it costs.\n\n2.1 Hosting\n\nA server a month.\n\nKey Insight\n\n"
        "It adds up.\n\ndef f(x):\n return x\n\ny = f(2)\nCode Fragment 2.1: A function\n\n"
        "a\tb\n1\t2\n3\t4\n\nFigure 2.1: Costs over time\n\nSelf-Check\n"
        "Q1: Why?\nBecause it is dear.\n"
    )

    assert headings("costs.txt", text) == [
        (1, "2. Costs"),
        (2, "2.1 Hosting"),
        (9, "Key Insight"),
        (1, "Self-Check"),
        (9, "Q1: Why?"),
    ]
    found = kinds("costs.txt", text)
    assert ("code", "def f(x):\n return x\n\ny = f(2)") in found
    assert ("caption", "Code Fragment 2.1: A function") in found
    assert ("table", "a\tb\n1\t2\n3\t4") in found


def test_numbered_lines_in_a_row_are_a_list_and_no_headings():
    assert headings("a.txt", "1. Wash hands\n2. Cut bread\n3. Serve\n") == []


def test_a_pdf_gives_headings_by_their_size_and_pages(thirty_pages):
    reading = read("quorvex.pdf", thirty_pages)

    found = [(block.text, block.page) for block in reading.blocks if block.kind == "heading"]
    assert reading.pages == 30
    assert found[:2] == [("1. Expenses", 1), ("2. Holidays", 3)]
    assert len(found) == 15


def test_running_heads_and_page_numbers_are_left_out(thirty_pages):
    text = " ".join(block.text for block in read("quorvex.pdf", thirty_pages).blocks)

    assert "internal" not in text
    assert "of 30" not in text


def test_a_word_that_a_line_end_parts_is_joined():
    made = pdf([[(11, "The depart-"), (11, "ment decides."), (11, "A longer last line here.")]])

    assert "department decides." in read("a.pdf", made).blocks[0].text


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("naïve café".encode("utf-8-sig"), "naïve café"),
        ("naïve café".encode("cp1252"), "naïve café"),
        ("naïve café".encode("utf-16"), "naïve café"),
        (b"Zeile\r\nzwei", "Zeile\nzwei"),
    ],
    ids=["utf-8", "cp1252", "utf-16", "windows-lines"],
)
def test_text_is_decoded(content, says):
    assert read("a.txt", content).blocks[0].text == says


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.md", b"", "empty"),
        ("a.txt", b" \n ", "empty"),
        ("a.txt", bytes(range(256)) * 9, "binary"),
        ("a.md", b"PK\x03\x04rest", "ZIP"),
        ("a.html", b"%PDF-1.7", "its content is a PDF"),
        ("a.pdf", b"Only words.", "its name says PDF"),
        ("a.pdf", b"%PDF-1.7\nbroken " * 40, "broken PDF"),
        ("a.docx", b"words", ".docx are not read"),
        ("README", b"words", "without ending"),
        ("a.txt", b"word " * 500_000, "at most 2,000,000"),
    ],
    ids=["empty", "blank", "binary", "zip", "pdf-as-html", "text-as-pdf", "broken-pdf", "docx",
         "no-ending", "too-long"],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_the_reason(name, content, says):
    with pytest.raises(InputError, match=says):
        read(name, content)


def test_a_pdf_without_text_says_so():
    with pytest.raises(InputError, match="OCR"):
        read("scan.pdf", pdf([[], []]))


def test_a_pdf_of_too_many_pages_is_refused():
    with pytest.raises(InputError, match="501 pages"):
        read("long.pdf", pdf([[(11, "x")]] * 501))
