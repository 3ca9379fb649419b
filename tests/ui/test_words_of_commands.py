"""Without --json a command says what a conversation would; a person reads no keys of JSON."""

import json
import re

import pytest
from click.testing import CliRunner

from ui.cli import main
from ui.commands.search import as_object, in_words
from ui.commands.tools import EXAMPLES

CODE = re.compile(r"\b[a-z]+_[a-z_]+: ")


def run(*arguments):
    return CliRunner().invoke(main, arguments)


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_a_planning_tool_answers_in_sentences(name):
    result = run(name, EXAMPLES[name])

    assert result.exit_code == 0
    assert not CODE.search(result.stdout)
    assert "**" not in result.stdout
    assert len(result.stdout.splitlines()) < 15


def test_money_ends_with_no_stray_point():
    said = run("cost", EXAMPLES["cost"]).stdout

    assert "63 USD by prompting, 25.5 USD tuned" in said


def test_what_the_material_does_not_cover_is_said_before_what_comes_nearest():
    passage = {"title": "Spices", "anchor": "14.1/x", "text": "…", "annotations": [], "source": ""}
    found = {"coverage": "outside", "answerable": False, "passages": [passage]}

    said = in_words(found)

    assert said.startswith("The material does not cover this.")
    assert said.endswith("- Spices [14.1/x]")


@pytest.mark.parametrize("given", ["[]", "null", "42", "true", "-", "{"])
def test_what_is_json_and_no_object_is_no_question(given):
    assert as_object(given) == given


def test_a_fault_is_said_with_its_place():
    request = {
        "reply": "It needs 29 GB.",
        "tool_results": [{"tool": "estimate", "result": {"peak_gb": 28.0}}],
    }

    said = run("verify", json.dumps(request)).stdout

    assert said.startswith("“29 GB” (letters 9 to 14, wrong_number): ")
