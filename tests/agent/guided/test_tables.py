"""The word lists and rules that an expert can review line by line."""

import pytest

from agent.guided.reading import read_facts
from agent.guided.reading.impossible import COLUMNS as IMPOSSIBLE_COLUMNS
from agent.guided.reading.impossible import impossible_values
from agent.guided.reading.mentions import COLUMNS as MENTION_COLUMNS
from agent.guided.reading.mentions import TOPIC_COLUMNS, mentioned
from agent.guided.reading.patterns import COLUMNS, rules
from agent.guided.reading.slots import slots
from agent.guided.reading.tables import alternatives, word_table
from tools.errors import InputError
from tools.vocabulary import TaskProfile

RULES = word_table("rules", COLUMNS)
UNITS = {f"#{row[1]}" for row in word_table("units", ("words", "kind", "factor"))}
KINDS = UNITS | {
    "#count", "#alone", "#many-tokens", "#small-money", "#per-request", "#score", "#decimal",
    "#price", "#price-cached", "#price-input", "#price-output", "#year", "#parameters",
}  # fmt: skip


def _without_parts():
    return [row for row in word_table("mentions", MENTION_COLUMNS) if not row[0].startswith("=")]


def known_concepts():
    names = {row[0] for row in word_table("concepts", ("concept", "words", "note"))}
    return names | {name.split(".")[0] for name in names} | KINDS


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: f"{rule.field}: {rule.example}")
def test_every_rule_proves_itself_by_its_example(rule):
    reading = read_facts(rule.example)

    value = reading.value(rule.field)

    allowed = {"true": True, "false": False}
    expected = {allowed[each] for each in (rule.value, rule.negated) if each in allowed}
    assert value is not None
    assert not expected or value in expected


@pytest.mark.parametrize("row", RULES, ids=lambda row: row[3])
def test_every_rule_uses_known_fields_and_concepts(row):
    field, _, _, pattern, unless, _ = row

    elements = [
        each.strip("!?") for each in pattern.split() if not each.startswith((".", "^", "$"))
    ]
    used = {word for each in elements for word in each.split("|") if not word.startswith("'")}

    assert field in TaskProfile.model_fields
    assert used | set(alternatives(unless)) <= known_concepts()


@pytest.mark.parametrize(
    "row",
    [row for row in word_table("impossible", IMPOSSIBLE_COLUMNS) if not row[0].startswith("=")],
    ids=lambda row: row[2],
)
def test_every_value_that_cannot_be_is_refused(row):
    field, _, example = row

    assert field in impossible_values(example)


def test_every_field_of_the_profile_can_be_answered():
    readable = {"yes_no", "count", "rate", "tokens", "duration", "money", "tight", "share"} | {
        "verdict", "few_shot", "change", "entered", "parameters", "memory", "choice", "text"
    }  # fmt: skip

    assert {slot.kind for slot in slots().values()} <= readable
    assert set(slots()) == set(TaskProfile.model_fields)


@pytest.mark.parametrize("row", _without_parts(), ids=lambda row: f"{row[0]}: {row[3]}")
def test_every_mention_proves_itself_by_its_example(row):
    field, value, _, example = row

    found = mentioned(example)

    read = {**found.arguments, **found.model_dump()}
    read |= {
        "other_names": found.language_models,
        "memory_gb": found.gpus,
        "gpus_together": found.arguments.get("gpus"),
    }
    assert read[field] not in (None, ())
    if value[0] not in "#$":
        assert str(read[field]).lower() in (value, str(value.split("+")))


@pytest.mark.parametrize("row", word_table("set_up_topics", TOPIC_COLUMNS), ids=lambda row: row[2])
def test_every_topic_proves_itself_by_its_example(row):
    assert row[0] in mentioned(row[2]).topics


def test_a_table_with_other_columns_is_refused_by_name():
    with pytest.raises(InputError, match=r"numbers\.csv: the columns are"):
        word_table("numbers", ("word", "worth"))
