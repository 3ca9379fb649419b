"""A unit is shown as it is, put right, or replaced; nothing wrong is shown."""

import pytest

from agent.grounding import Released, Sources, Splitter, ToolResult, release, units

RUN = ToolResult(
    tool="estimate",
    result={
        "total_gb": 28.0,
        "weights_gb": 26.0,
        "overhead_gb": 2.0,
        "cards": [
            {"gpu": "A100 40GB", "memory_gb": 40, "fits": True, "headroom_gb": 12.0},
            {"gpu": "RTX 4090 24GB", "memory_gb": 24, "fits": False, "headroom_gb": -4.0},
        ],
    },
)
SOURCES = Sources(tool_results=(RUN,))
REPLY = (
    "## Memory\n\nIt needs 28.0 GB, approx. 26 GB of it weights. It fits. [14.1/x]\n\n"
    "- Weights: 26.0 GB\n- Overhead: 2.0 GB\n  on top\n\n"
    "| GPU | Memory |\n|---|---|\n| A100 40GB | 40 GB |\n\n"
    "```\ntotal: 28\n\nweights: 26\n```\nDone."
)


def only(text: str) -> Released:
    (unit,) = units(text)
    return release(unit, SOURCES)


def test_a_traced_unit_is_shown_as_it_is_with_its_origins() -> None:
    released = only("In total it needs 28.0 GB.")

    assert released.text == "In total it needs 28.0 GB."
    assert [p.origin for p in released.pointers] == ["estimate.total_gb"]
    assert released.repaired is None


def test_a_number_whose_label_leaves_one_value_is_put_right() -> None:
    released = only("In total it needs 38.0 GB.")

    assert released.text == "In total it needs 28.0 GB."
    assert released.repaired is not None
    assert released.repaired.said == "In total it needs 38.0 GB."


def test_what_cannot_be_put_right_is_replaced_by_our_own_words() -> None:
    (unit,) = units("I advise fine-tuning.\n\n")

    released = release(unit, SOURCES, fallback=lambda: "The weights take 26.0 GB.")

    assert released.text == "The weights take 26.0 GB.\n\n"


def test_without_our_own_words_it_is_left_out_and_the_paragraph_stays() -> None:
    (unit,) = units("I advise fine-tuning.\n\n")

    assert release(unit, SOURCES).text == "\n\n"


def test_a_table_row_keeps_its_place() -> None:
    table = units("| GPU | Price |\n|---|---|\n| A100 40GB | $2.40 |\n")

    assert release(table[-1], SOURCES).text == "| A100 40GB | – |\n"


def test_a_slot_is_filled_with_value_and_unit() -> None:
    assert only("The weights take {{estimate.weights_gb}}.").text == "The weights take 26.0 GB."


def test_a_slot_that_leads_nowhere_is_not_shown() -> None:
    assert "{{" not in only("The weights take {{estimate.colour}}.").text


def test_units_together_are_the_reply() -> None:
    assert "".join(unit.text for unit in units(REPLY)) == REPLY


def test_headings_items_rows_and_code_are_units_of_their_own() -> None:
    kinds = [unit.kind for unit in units(REPLY)]

    assert kinds == [
        "heading", "sentence", "sentence", "item", "item", "row", "row", "row", "code", "sentence",
    ]  # fmt: skip


def test_a_row_stands_under_its_header() -> None:
    row = next(unit for unit in units(REPLY) if "| 40 GB" in unit.text)

    assert row.header == ("GPU", "Memory")


@pytest.mark.parametrize("step", [1, 2, 3, 7, 20])
def test_streaming_gives_the_same_units_and_never_half_a_sentence(step: int) -> None:
    splitter = Splitter()
    found = []
    for at in range(0, len(REPLY), step):
        found += splitter.feed(REPLY[at : at + step])
    found += splitter.finish()

    assert [unit.text for unit in found] == [unit.text for unit in units(REPLY)]
    assert [unit.start for unit in found] == [unit.start for unit in units(REPLY)]


def test_the_only_share_at_hand_is_not_put_in_the_place_of_another_one() -> None:
    run = ToolResult(tool="decide", result={"strategy": "rag", "kept_share": 0.47})
    (unit,) = units("We guarantee 99.9% accuracy.")

    released = release(unit, Sources(tool_results=(run,)))

    assert "47" not in released.text
