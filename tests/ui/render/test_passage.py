"""An opened passage marks the sentence in question, and nothing else."""

import pytest

from knowledge.passages import Passage, built_in
from ui.render import passage_panel

PASSAGES = {each.anchor: each for each in built_in()}


class Notes:
    def passage(self, anchor: str) -> Passage | None:
        return PASSAGES.get(anchor)


def marked(anchor: str, claim: str) -> list[str]:
    shown = passage_panel(PASSAGES[anchor], Notes(), claim=claim)
    return [each.split("</mark>")[0] for each in shown.split("<mark>")[1:]]


def test_sentences_that_the_reply_quotes_are_marked() -> None:
    claim = "The saved checkpoint holds just the adapter, about 0.1 GB. "

    assert marked("14.1/1.2/lora-memory", claim) == [
        "The saved checkpoint holds just the adapter, about 0.1 GB."
    ]


def test_of_a_paraphrase_the_nearest_sentence_is_marked() -> None:
    found = marked("14.1/4/definition", "Updating on new data overwrites general knowledge")

    assert len(found) == 1
    assert "overwrite weights" in found[0]


@pytest.mark.parametrize("claim", ["", "Bananas are yellow", "<mark>", "\ue000\ue001"])
def test_a_claim_that_is_not_in_it_marks_nothing(claim: str) -> None:
    assert marked("14.1/4/definition", claim) == []


def test_section_and_kind_are_said() -> None:
    shown = passage_panel(PASSAGES["14.1/4.2/five-percent"], Notes())

    assert "warning" in shown


@pytest.mark.parametrize("anchor", sorted(PASSAGES))
def test_marking_changes_no_word(anchor: str) -> None:
    passage = PASSAGES[anchor]
    shown = passage_panel(passage, Notes(), claim=passage.prose)

    plain = shown.replace("<mark>", "").replace("</mark>", "")

    assert "<mark>" in shown
    assert plain == passage_panel(passage, Notes())
