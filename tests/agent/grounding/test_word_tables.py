"""Every row of the tables of sentences matches its own example, and is needed for it."""

import re
from collections.abc import Callable
from functools import cache

import pytest

from agent.grounding import Sources, verify
from agent.grounding.statements.asserting import goes_with_a_strategy, is_asserted, is_rejected
from agent.grounding.words import advising, claims, rows, words
from agent.grounding.words.frames import filled, parts_of
from agent.grounding.words.spoken import words_in
from tools.errors import InputError

FRAMES = {"advising.csv": advising.FRAMES, "claims.csv": claims.FRAMES}
ROWS = [(table, at) for table in FRAMES for at in range(len(rows(table)))]
NEVER = "(?!)"

each_row = pytest.mark.parametrize(
    ("table", "at"), ROWS, ids=lambda value: str(value).removesuffix(".csv")
)


def pieces(example: str) -> list[str]:
    """What stands before a name in brackets, the name, and what stands after it; or all."""
    return re.split(r"[\[\]]", example)


@cache
def pattern(table: str, frame: str, without: int | None = None) -> re.Pattern[str]:
    """The pattern of a frame, with one row that matches nothing or with none."""
    found = [
        {**row, "words": NEVER} if at == without else row for at, row in enumerate(rows(table))
    ]
    return re.compile(filled(frame, found), re.I)


def read(what: re.Pattern[str], example: str) -> list[object]:
    """What a pattern reads in the pieces of an example."""
    matches = [match for piece in pieces(example) for match in what.finditer(piece)]
    return [(match.span(), match.groupdict()) for match in matches]


@each_row
def test_every_row_matches_its_example(table: str, at: int) -> None:
    row = rows(table)[at]

    assert read(pattern(table, row["words"]), row["example"])


@each_row
def test_a_whole_pattern_needs_the_row_to_read_its_example(table: str, at: int) -> None:
    row = rows(table)[at]
    frames = [f for f in FRAMES[table].values() if row["part"] in parts_of(f, rows(table))]

    with_it = [read(pattern(table, frame), row["example"]) for frame in frames]
    without = [read(pattern(table, frame, at), row["example"]) for frame in frames]

    assert any(with_it)
    assert with_it != without


@pytest.mark.parametrize("row", rows("subjects.csv"), ids=lambda row: row["subject"])
def test_every_subject_is_spoken_of_in_its_example(row: dict[str, str]) -> None:
    assert words_in(row["example"]).intersection(words(row["words"]))


def test_no_alternative_is_written_twice() -> None:
    for table in FRAMES:
        found = [(row["part"], row["words"]) for row in rows(table)]

        assert len(found) == len(set(found))


def examples(table: str, *frames: str) -> set[str]:
    """The examples of all rows that these frames take in."""
    parts = {part for f in frames for part in parts_of(FRAMES[table][f], rows(table))}
    return {row["example"] for row in rows(table) if row["part"] in parts}


ADVISED = ("advises", "is advised", "opens", "ends", "orders", "second clause", "second order")
JUDGED = [
    (is_asserted, (*ADVISED, "advises in one breath")),
    (is_rejected, ("is turned down", "advises against", "leaves", "aside")),
    (goes_with_a_strategy, ("trains by", "for the training")),
]


@pytest.mark.parametrize(
    ("judge", "frames"), JUDGED, ids=lambda value: getattr(value, "__name__", "")
)
def test_a_name_is_judged_as_its_pattern_says(
    judge: Callable[[str, int, int], bool], frames: tuple[str, ...]
) -> None:
    for example in examples("advising.csv", *frames):
        before, name, after = pieces(example)

        assert judge(before + name + after, len(before), len(before + name)), example


def test_a_claim_is_false_where_nothing_ran() -> None:
    for example in examples("claims.csv", "claims"):
        kinds = {violation.kind for violation in verify(example, Sources()).violations}

        assert "false_tool_claim" in kinds, example


def test_every_part_is_taken_in_by_a_frame() -> None:
    for table, frames in FRAMES.items():
        taken_in = {part for frame in frames.values() for part in parts_of(frame, rows(table))}

        assert {row["part"] for row in rows(table)} == taken_in


def test_a_slot_without_a_part_is_refused() -> None:
    with pytest.raises(InputError, match="no row is of the part 'strongl'; there are advises"):
        filled("{strongl}", rows("advising.csv"))
