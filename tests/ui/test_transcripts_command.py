"""Transcripts on the command line: damaged ones, imported ones, and two side by side."""

import json
import sqlite3

import pytest
from click.testing import CliRunner

from ui.cli import main

WORDS = "HR rewrites our policies every quarter"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a command on a data folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FINETUNE_ADVISOR_DATA_DIR", str(tmp_path / "data"))

    def invoke(*arguments):
        return CliRunner().invoke(main, ["transcripts", *arguments])

    return invoke


@pytest.fixture
def imported(run, tmp_path):
    """A consultation that was imported, and its id."""
    return run("import", str(written(tmp_path, "whole"))).stdout.strip()


def written(folder, name, fact="quarterly", broken=""):
    lines = [
        {"kind": "session_started", "channel": "browser", "app": "0.1.0"},
        {"kind": "user_said", "turn": 1, "text": WORDS},
        {"kind": "fact_noted", "turn": 1, "field": "knowledge_changes", "value": fact},
        {"kind": "turn_ended", "turn": 1},
    ]
    file = folder / f"{name}.jsonl"
    written = [
        json.dumps({"schema": 1, "session": name, "number": number, **line})
        for number, line in enumerate(lines, 1)
    ]
    file.write_text("\n".join(written) + "\n" + broken, encoding="utf-8")
    return file


def damage(folder, session, number):
    kept = sqlite3.connect(folder / "data" / "transcripts.sqlite3")
    kept.execute("UPDATE events SET line = 'x' WHERE session = ? AND number = ?", (session, number))
    kept.commit()
    kept.close()


def test_a_list_marks_what_was_imported(run, imported):
    assert f"imported: {WORDS}" in run("list").stdout


def test_of_a_damaged_file_whole_lines_can_be_taken_in(run, tmp_path):
    file = written(tmp_path, "cut", broken='{"schema": 1, "ki')

    refused = run("import", str(file))
    taken = run("import", str(file), "--whole-lines")

    assert refused.exit_code == 1
    assert taken.exit_code == 0
    assert "Left out, line 5" in taken.stderr
    assert WORDS in run("show", taken.stdout.strip()).stdout


@pytest.mark.parametrize("command", [("show",), ("export",), ("export", "--format", "html")])
def test_a_damaged_consultation_is_shown_as_far_as_it_is_whole(run, tmp_path, imported, command):
    damage(tmp_path, imported, 3)

    result = run(*command, imported)

    assert result.exit_code == 1
    assert WORDS in result.stdout
    assert "Left out, event 3" in result.stderr


def test_what_is_whole_is_recovered_into_a_new_file(run, tmp_path, imported):
    damage(tmp_path, imported, 3)

    result = run("recover", "saved.sqlite3")
    again = run("recover", "saved.sqlite3")

    assert "Saved in saved.sqlite3: consultations 1, events 3." in result.stdout
    assert f"Events are missing in {imported}." in result.stdout
    assert "exists already" in again.stderr


def test_a_difference_names_what_two_consultations_came_to(run, tmp_path, imported):
    other = written(tmp_path, "other", fact="daily")

    differing = run("diff", imported, str(other))
    equal = run("diff", imported, imported)

    assert differing.stdout == 'fact knowledge_changes: "quarterly" → "daily"\n'
    assert differing.exit_code == 1
    assert (equal.stdout, equal.exit_code) == ("", 0)
