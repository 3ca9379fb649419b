"""Right replies pass and wrong ones are found, each fault where it stands."""

from typing import Any

import pytest

from agent.grounding import Sources, verify
from benchmarks.bench_grounding import rows

ROWS = rows()
CLEAN = [row for row in ROWS if not (row["violations"] or row.get("missed"))]
WRONG = [row for row in ROWS if row["violations"] and not row.get("missed")]
MISSED = [row for row in ROWS if row.get("missed")]


def sources_of(row: dict[str, Any]) -> Sources:
    return Sources.model_validate({k: row[k] for k in ("tool_results", "passages", "user")})


def name(row: dict[str, Any]) -> str:
    return f"{row['id']}-{row['reply'][:40]}"


@pytest.mark.parametrize("row", CLEAN, ids=name)
def test_a_right_reply_passes(row: dict[str, Any]) -> None:
    assert verify(row["reply"], sources_of(row)).violations == ()


@pytest.mark.parametrize("row", WRONG, ids=name)
def test_every_fault_is_found_where_it_stands(row: dict[str, Any]) -> None:
    found = verify(row["reply"], sources_of(row)).violations

    for fault in row["violations"]:
        assert any(v.start < fault["end"] and fault["start"] < v.end for v in found), found


def test_what_is_known_to_be_missed_is_little() -> None:
    assert len(MISSED) <= 0.03 * len(WRONG)


def test_most_faults_are_called_by_their_kind() -> None:
    right = total = 0
    for row in WRONG:
        found = verify(row["reply"], sources_of(row)).violations
        for fault in row["violations"]:
            total += 1
            right += any(v.start < fault["end"] and v.kind == fault["kind"] for v in found)

    assert right / total >= 0.85


@pytest.mark.parametrize("row", WRONG[:40], ids=name)
def test_offsets_are_those_of_the_reply(row: dict[str, Any]) -> None:
    for violation in verify(row["reply"], sources_of(row)).violations:
        assert row["reply"][violation.start : violation.end] == violation.span
