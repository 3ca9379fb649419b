"""A line of `chat --json` that can't be taken in changes nothing, and the next one is answered."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from agent.said import LONGEST_MESSAGE
from ui.cli import main

ROWS = [
    json.loads(line)
    for line in Path(__file__).with_name("bad_lines.jsonl").read_text("utf-8").splitlines()
]


@pytest.fixture(scope="module")
def answered(tmp_path_factory):
    """Every bad line, and a good one after it, in one process."""
    lines = [
        *(row["line"] for row in ROWS),
        {"message": "b" * (LONGEST_MESSAGE + 1)},
        {"message": "hi"},
    ]
    environment = {"FINETUNE_ADVISOR_DATA_DIR": str(tmp_path_factory.mktemp("data"))}
    result = CliRunner(env=environment).invoke(
        main, ["chat", "--json"], input="".join(f"{json.dumps(line)}\n" for line in lines)
    )
    assert (result.exit_code, "Traceback" in result.output) == (1, False)
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize("at", range(len(ROWS)), ids=[row["id"] for row in ROWS])
def test_a_bad_line_is_answered_by_field_and_way_out(answered, at):
    error = answered[at]["error"]

    assert error["field"] == ROWS[at]["field"]
    assert all(each in error["message"] for each in ROWS[at]["says"]), error["message"]


def test_a_message_that_is_too_long_is_refused_with_its_length_and_the_limit(answered):
    assert "has 100,001 characters; at most 100,000" in answered[-2]["error"]["message"]


def test_nothing_of_the_bad_lines_was_taken_in(answered):
    assert (answered[-1]["turn"], answered[-1]["facts"]) == (1, {})
