from knowledge import Knowledge, is_built


def test_a_question_finds_its_passage_first(knowledge: Knowledge) -> None:
    found = knowledge.search("What share of general data should I mix in?")

    assert found.passages[0].anchor == "14.1/4.2/data-mixing"
    assert found.coverage == "covered"


def test_a_far_question_is_outside_and_not_answerable(knowledge: Knowledge) -> None:
    found = knowledge.search("How do I change a flat tyre?")

    assert (found.coverage, found.answerable) == ("outside", False)


def test_a_built_index_is_known_as_such(knowledge: Knowledge, knowledge_folder, tmp_path) -> None:
    assert is_built(knowledge_folder)
    assert not is_built(tmp_path)


def test_a_passage_is_found_by_its_anchor(knowledge: Knowledge) -> None:
    passage = knowledge.passage("14.1/check/q1")

    assert passage is not None
    assert passage.section == "Self-check"
    assert knowledge.passage("14.1/nowhere") is None
