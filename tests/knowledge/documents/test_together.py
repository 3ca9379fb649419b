"""Notes and documents searched as one: what the words name comes first."""

import pytest

from knowledge.documents.together import Material

RULES = b"""# Team rules

## Training

Our team trains every adapter with a learning rate of 0.0007 and four epochs.

## Travel

Trains are the first choice below 500 km.
"""


@pytest.fixture
def material(knowledge, documents):
    documents.add([("playbook.md", RULES)])
    return Material(knowledge, documents)


@pytest.mark.parametrize(
    "question",
    ["Which learning rate does the playbook give?", "Which learning rate do our documents name?"],
)
def test_a_document_that_the_words_name_comes_first(material, question):
    assert material.search(question).passages[0].anchor == "doc/playbook/team-rules/training"


def test_the_chapter_comes_first_where_the_words_name_it(material):
    found = material.search("Which learning rate does the chapter give, unlike our documents?")

    assert found.passages[0].anchor == "14.1/4.2/learning-rate"
