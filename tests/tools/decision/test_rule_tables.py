"""Every rule table: rows that can win, both sides of bounds, sources that exist, strict reading."""

import re
from itertools import product
from pathlib import Path

import pytest

from tools.decision.advice import read_advice
from tools.decision.chapter import chapter_table
from tools.decision.effective import contradictions
from tools.decision.flips import BOUNDS
from tools.decision.methods import method_rows
from tools.decision.ours import our_priors, our_table, prior_rows
from tools.decision.questions import question_rows
from tools.decision.reading import read_rules
from tools.decision.render import rule_tables
from tools.decision.rules import Rule, RuleTable
from tools.errors import InputError
from tools.vocabulary import TaskProfile

NOTES = Path(__file__).parents[3] / "knowledge" / "notes"
ADVICE = ("plans", "advisories", "dissent", "differences", "rechecks", "experiments")
TABLES = pytest.mark.parametrize("table", [chapter_table(), our_table()], ids=lambda t: t.name)


def facts_where(table: RuleTable, wanted: Rule) -> dict[int, int] | None:
    """Look for facts that satisfy a row while every row above it fails."""
    above = [conditions for conditions, rule in table.rows]
    place = [rule.id for _, rule in table.rows].index(wanted.id)
    start = {column: sorted(parts) for column, parts in above[place].items()}
    for chosen in product(*start.values()):
        known = dict(zip(start, chosen, strict=True))
        if (found := fail_all(table, above[:place], known)) is not None:
            return found
    return None


def fail_all(table, rows, known):
    if not rows:
        return known
    conditions, *rest = rows
    if any(column in known and known[column] not in parts for column, parts in conditions.items()):
        return fail_all(table, rest, known)
    for column, parts in conditions.items():
        for part in range(len(table.columns[column].parts)):
            if column not in known and part not in parts:
                found = fail_all(table, rest, {**known, column: part})
                if found is not None:
                    return found
    return None


@TABLES
def test_every_row_wins_somewhere(table):
    for rule in table.rules:
        known = facts_where(table, rule)
        assert known is not None, f"{rule.id} can never win"
        complete = {number: 0 for number, _ in table.numbered} | known
        assert table.first(complete).id == rule.id


@TABLES
def test_nothing_is_left_undecided(table):
    assert not table.rules[-1].conditions


@TABLES
def test_the_parts_of_a_column_lie_on_both_sides_of_every_bound(table):
    for column in table.columns:
        assert len(column.parts) >= 2, column.name


def test_what_would_change_it_knows_both_sides_of_every_bound():
    for column in our_table().columns:
        if column.name in BOUNDS:
            parts = {column.part_of(value) for value in BOUNDS[column.name]}
            assert parts == set(range(len(column.parts))), column.name


def test_every_fact_that_can_decide_has_priors_and_a_question_or_says_nothing():
    asked = {row.fact for row in question_rows()}
    silent = {column.name for column in our_table().columns} - asked

    assert len(our_priors()) == len(our_table().columns)
    assert silent == {"data_type", "automatic_grader"}, "these choose the plan and no strategy"


def test_every_prior_names_its_reason():
    assert all(row.because for _, row in prior_rows())


def anchors() -> set[str]:
    notes = (path.read_text(encoding="utf-8") for path in NOTES.glob("*.md"))
    return {anchor for note in notes for anchor in re.findall(r"\{#([^}]+)\}", note)}


def cited() -> list[str]:
    rules = [rule.source for table in (chapter_table(), our_table()) for rule in table.rules]
    advice = [row.source for name in ADVICE for row in read_advice(f"{name}.csv")]
    rest = [row.source for row in (*question_rows(), *method_rows(), *contradictions())]
    return rules + advice + rest


def test_every_row_cites_a_passage_that_exists():
    assert sorted(set(cited()) - anchors()) == []


@pytest.mark.parametrize("name", ADVICE)
def test_texts_have_ids_of_their_own(name):
    ids = [row.id for row in read_advice(f"{name}.csv")]

    assert len(ids) == len(set(ids))


HEADER = "rule,needs_style,labelled_examples,strategy,plan,because,source\n"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("R-1,yess,-,rag,standard,why,s", "line 2: needs_style cannot be 'yess'; known: yes, no"),
        ("R-1,yes,-,rga,standard,why,s", "line 2: Unknown strategy 'rga'. Did you mean rag?"),
        ("R-1,yes,-,rag,slow,why,s", "line 2: Unknown plan 'slow'"),
        ("R-1,yes,-,rag,standard,why,", "line 2: source is missing"),
        ("R-1,yes,-,rag,standard,,s", "line 2: because is missing"),
        ("R-1,yes,many,rag,standard,why,s", "line 2: labelled_examples needs a bound"),
        ("R-1,< 5,-,rag,standard,why,s", "line 2: needs_style needs words"),
        ("R-1,yes,50-90,rag,standard,why,s", "line 2: labelled_examples: a cell cannot be"),
        ("R-1,?,-,rag,standard,why,s", "line 2: needs_style: a rule cannot ask for what is unk"),
        ("R-1,yes,-,rag,standard,why,s\nR-1,no,-,rag,standard,why,s", "line 3: the rule R-1 occ"),
        ("R-1,yes,-,rag", "line 2: 4 cells under 7 columns"),
    ],
)
def test_a_row_that_is_not_understood_is_refused_by_file_and_line(tmp_path, rows, message):
    table = tmp_path / "approach.csv"
    table.write_text(HEADER + rows + "\n", encoding="utf-8")

    with pytest.raises(InputError) as refused:
        read_rules(table, TaskProfile)

    assert f"approach.csv {message}" in str(refused.value)


def test_an_unknown_column_is_refused(tmp_path):
    table = tmp_path / "approach.csv"
    table.write_text("rule,mood,strategy,plan,because,source\nR-1,-,rag,standard,w,s\n", "utf-8")

    with pytest.raises(InputError, match=r"approach\.csv line 2: there is no fact 'mood'"):
        read_rules(table, TaskProfile)


def test_the_readme_shows_the_rules_as_they_are():
    readme = (NOTES.parents[1] / "tools" / "README.md").read_text(encoding="utf-8")

    assert rule_tables() in readme, "run `python -m tools.decision.render` and paste what it prints"
