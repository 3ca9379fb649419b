"""The panel of one's own documents: add, list, open, delete, and nobody else's."""

import re

import pytest
from playwright.async_api import expect
from starlette.testclient import TestClient

from agent.events import AdvisorSaid, PassageFound
from knowledge.documents.limits import MOST_BYTES

HANDBOOK = b"# Handbook\n\n## Leave\n\nParents get 23 weeks <b>paid</b>. [14.1/check/q1]\n"
LEAVE = "doc/handbook/handbook/leave"


@pytest.fixture
def served(served_from, tmp_path):
    return served_from(tmp_path)


def browser_of(served) -> TestClient:
    client = TestClient(served.app, base_url="http://127.0.0.1")
    client.get("/")
    return client


def test_a_document_is_added_listed_opened_and_deleted(served):
    anna = browser_of(served)

    added = anna.put("/documents/handbook.md", content=HANDBOOK)
    assert "handbook.md: added, 1 passage." in added.text
    assert 'aria-label="Delete handbook.md"' in anna.get("/documents").text

    opened = anna.get(f"/passages/{LEAVE}")
    assert "Your document · handbook.md" in opened.text
    assert "&lt;b&gt;paid&lt;/b&gt;" in opened.text
    assert "<a" not in opened.text

    assert "handbook.md: deleted." in anna.delete("/documents/handbook.md").text
    assert anna.get(f"/passages/{LEAVE}").status_code == 404


def test_the_sentence_in_question_is_marked(served):
    anna = browser_of(served)
    anna.put("/documents/rules.txt", content=b"Dogs may sleep. Cats need 3 lamps. Birds sing.")

    opened = anna.get("/passages/doc/rules/text", params={"claim": "Cats need 3 lamps."})
    assert "<mark>Cats need 3 lamps.</mark>" in opened.text


def test_anothers_document_is_not_there(served):
    anna, berta = browser_of(served), browser_of(served)
    anna.put("/documents/handbook.md", content=HANDBOOK)

    assert "handbook.md" not in berta.get("/documents").text
    assert berta.get(f"/passages/{LEAVE}").status_code == 404
    assert berta.delete("/documents/handbook.md").status_code == 404
    assert anna.get(f"/passages/{LEAVE}").status_code == 200


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.pdf", b"%PDF-1.7 rubbish", "broken PDF"),
        ("a.exe", b"MZ", "not read"),
        ("a.md", b"", "it is empty"),
        ("%00.md", b"words", "its name"),
        ("x" * 300 + ".md", b"words", "its name"),
    ],
    ids=["broken", "program", "empty", "control", "long-name"],
)
def test_what_cannot_be_added_is_refused_in_words(served, name, content, says):
    answer = browser_of(served).put(f"/documents/{name}", content=content)

    assert answer.status_code == 422
    assert says in answer.text


def test_a_name_is_shown_as_text(served):
    answer = browser_of(served).put("/documents/%3Cimg%20src=x%3E.md", content=b"# A\n\nwords")

    assert "&lt;img src=x&gt;.md: added" in answer.text
    assert "<img" not in answer.text


def test_a_file_beyond_the_limit_is_not_taken_in(served):
    answer = browser_of(served).put("/documents/big.txt", content=b"x" * (MOST_BYTES + 1))

    assert answer.status_code == 413


def test_another_site_cannot_add_or_delete(served):
    anna = browser_of(served)
    anna.put("/documents/handbook.md", content=HANDBOOK)

    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert anna.delete("/documents/handbook.md", headers=elsewhere).status_code == 403
    assert anna.put("/documents/b.md", content=b"x", headers=elsewhere).status_code == 403


def test_a_note_leads_to_its_place_in_the_owners_copy(served):
    anna = browser_of(served)
    headings = (
        "1. The Adaptation Spectrum",
        "1.2 The Decision Framework",
        "4. Catastrophic Forgetting",
        "4.2 Mitigation Strategies",
        "4.3 Machine Unlearning",
        "Exercises",
    )
    text = "\n\n".join(f"{heading}\n\nWords of it." for heading in headings)
    check = "\n\nSelf-Check\nQ1: Which?\nShow Answer\nLook it up.\n"
    assert "It is the chapter" in anna.put("/documents/copy.txt", content=text + check).text

    note = anna.get("/passages/14.1/check/q1")
    assert "In your copy of the chapter" in note.text
    anchor = re.search(r'href="#passage-(doc/[^"]+)"', note.text)[1]
    assert "Our notes of the same place" in anna.get(f"/passages/{anchor}").text


@pytest.mark.browser
async def test_documents_are_added_cited_and_deleted_in_the_page(serve, browser, tmp_path):
    said = AdvisorSaid(
        text=f"From your document [{LEAVE}]:\n\n> Parents get 23 weeks <b>paid</b>.",
        citations=(LEAVE,),
    )
    found = PassageFound(anchor=LEAVE, score=0.8, query="leave")
    served = serve([(found, said)])
    for name, content in (("handbook.md", HANDBOOK), ("broken.pdf", b"%PDF-1.7 rubbish")):
        (tmp_path / name).write_bytes(content)
    page = await browser.new_page(viewport={"width": 390, "height": 844})
    await page.goto(served.base)
    panel = page.get_by_role("region", name="Your documents")

    await panel.get_by_label("Add documents").set_input_files(
        [tmp_path / "handbook.md", tmp_path / "broken.pdf"]
    )
    await expect(panel).to_contain_text("handbook.md: added, 1 passage.")
    await expect(panel).to_contain_text("broken.pdf: not added")

    await page.get_by_role("textbox", name="Your message").fill("How many weeks?")
    await page.get_by_role("button", name="Send").click()
    await page.get_by_role("log").get_by_role("link", name="[1]").click()
    passage = page.get_by_role("region", name="Passage")
    await expect(passage).to_contain_text("handbook.md")
    await expect(passage.locator("mark")).to_contain_text("23 weeks")
    await page.get_by_role("button", name="Close").click()

    await panel.get_by_role("button", name="Delete handbook.md").click()
    await expect(panel).to_contain_text("handbook.md: deleted.")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
