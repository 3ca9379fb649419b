"""Facts read from whole briefs and interviews in many voices."""

from collections import Counter
from pathlib import Path

import pytest

from agent.guided.reading import follows, read_facts
from tools.vocabulary import TaskProfile

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    ("name", "precision", "recall"),
    [
        ("sample", 0.97, 0.95),
        ("dev", 0.97, 0.95),
        ("dev_more", 0.97, 0.90),
        ("dev_third", 0.97, 0.90),
        ("dev_traps", 0.97, 0.90),
        ("held_out", 0.95, 0.80),
        ("held_out_second", 0.95, 0.80),
        ("held_out_third", 0.95, 0.80),
        ("held_out_fourth", 0.95, 0.80),
        ("dev_fourth", 0.97, 0.90),
        ("dev_fifth", 0.97, 0.90),
        ("fresh", 0.95, 0.80),
        ("dev_sixth", 0.97, 0.85),
        ("dev_seventh", 0.97, 0.90),
        ("dev_eighth", 0.97, 0.90),
        ("dev_ninth", 0.95, 0.85),
        ("fresh_second", 0.95, 0.80),
        ("dev_tenth", 0.97, 0.95),
        ("dev_eleventh", 0.97, 0.95),
        ("dev_twelfth", 0.97, 0.90),
        ("dev_thirteenth", 0.95, 0.90),
        ("dev_fourteenth", 0.97, 0.95),
        ("dev_fifteenth", 0.97, 0.88),
        ("dev_sixteenth", 0.97, 0.85),
        ("dev_seventeenth", 0.97, 0.95),
        ("dev_eighteenth", 0.95, 0.65),
        ("dev_nineteenth", 0.95, 0.80),
        ("dev_twentieth", 0.97, 0.90),
        ("dev_twentyfirst", 0.95, 0.75),
    ],
)
def test_facts_are_read_with_few_errors(benchmark, name, precision, recall):
    by_field = benchmark["score"](HERE / "briefs" / f"{name}.jsonl", False)

    reached = benchmark["shares"](sum(by_field.values(), Counter()))

    assert reached[0] >= precision
    assert reached[1] >= recall


def _read(brief):
    known = {}
    asked = brief.get("asked", [None] * len(brief["turns"]))
    for turn, field in zip(brief["turns"], asked, strict=False):
        reading = read_facts(turn, field, TaskProfile(**known))
        known |= {fact.field: fact.value for fact in reading.facts}
        yield turn, field, reading


def test_every_quote_is_a_piece_of_the_message(all_briefs):
    for brief in all_briefs:
        for turn, _, reading in _read(brief):
            assert all(fact.quote in turn for fact in reading.facts), brief["id"]


def test_whatever_is_read_as_said_follows_from_its_own_quote(all_briefs):
    for brief in all_briefs:
        for _, asked, reading in _read(brief):
            said = [fact for fact in reading.facts if not fact.assumed]
            refused = [
                fact for fact in said if not follows(fact.field, fact.value, fact.quote, asked)
            ]
            assert not refused, brief["id"]


def test_the_same_words_give_the_same_reading(all_briefs):
    for brief in all_briefs[:20]:
        text = brief["turns"][0]
        assert read_facts(text) == read_facts(text)
