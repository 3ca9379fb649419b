"""Numbers are read in any script, in words, and under their hedges."""

import pytest

from agent.grounding.numbers.characters import fold
from agent.grounding.numbers.quantities import quantities


def read(text: str, decimal_comma: bool = False) -> list[float]:
    found = quantities(fold(text).text, decimal_comma=decimal_comma)
    return [each.base for each in found if not each.structure]


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("28.0 GB", 28e9),
        ("２８ ＧＢ", 28e9),
        ("٢٨ GB", 28e9),
        ("2\u200b8 GB", 28e9),
        ("**2**8 GB", 28e9),
        ("_28_ GB", 28e9),
        ("&#50;8&nbsp;GB", 28e9),
        ("$28.0\\,\\text{GB}$", 28e9),
        ("2.8 × 10¹⁰ bytes", 28e9),
        ("28 GВ", 28e9),
        ("twenty-eight gigabytes", 28e9),
        ("26.1 GiB", 26.1 * 2**30),
        ("a hundred and thirty million parameters", 130e6),
        ("70M parameters", 70e6),
        ("half an hour", 1800.0),
        ("2½ hours", 9000.0),
        ("two dozen samples", 24.0),
        ("€1,200", 1200.0),
        ("1 714 samples", 1714.0),
        ("45¢", 0.45),
        ("two thirds", 2 / 3),
        ("2e-5", 2e-5),
    ],
)
def test_one_amount_however_it_is_written(text: str, base: float) -> None:
    assert read(text) == [pytest.approx(base)]


def test_the_comma_is_decimal_where_the_language_says_so() -> None:
    assert read("28,5 GB und 1.714 Beispiele", decimal_comma=True) == [28.5e9, 1714.0]


@pytest.mark.parametrize(
    "text",
    [
        "1. First",
        "section 14.1.3",
        "Two reasons speak for it",
        "step 3",
        "GPT-4",
        "fp16",
        "one of them",
    ],
)
def test_what_orders_the_text_claims_nothing(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("about 28 GB", "about"), ("just over 28 GB", "over"), ("nearly 28 GB", "under"),
        ("at most 28 GB", "at_most"), ("no more than 28 GB", "at_most"), ("rund 28 GB", "about"),
        ("28 GB or more", "at_least"), ("28 GB", ""),
    ],
)  # fmt: skip
def test_a_hedge_is_read_with_its_direction(text: str, hedge: str) -> None:
    (quantity,) = quantities(text)

    assert quantity.hedge == hedge


def test_offsets_lead_back_to_what_was_written() -> None:
    text = "It needs &#50;**8**.0 GB."
    folded = fold(text)
    (quantity,) = quantities(folded.text)

    start, end = folded.origin(quantity.start, quantity.end)

    assert text[start:end] == "&#50;**8**.0 GB"
