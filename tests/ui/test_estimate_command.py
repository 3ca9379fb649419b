"""`estimate` and `what-fits` as people and scripts see them."""

import json
import re

import pytest
from click.testing import CliRunner

from ui.cli import main

LORA = '{"model": "Llama-3.1-8B", "method": "lora"}'


def run(*arguments, words=None):
    return CliRunner().invoke(main, arguments, input=words)


def test_the_parts_that_are_printed_add_up_to_the_peak():
    printed = run("estimate", LORA).output

    parts = dict(re.findall(r"^  ([a-z]+) +([\d,.]+) GB", printed, re.MULTILINE))
    peak = float(parts.pop("peak"))
    assert sum(map(float, parts.values())) == pytest.approx(peak, abs=1e-6)


def test_what_is_printed_names_the_range_the_rule_the_cards_and_the_assumptions():
    printed = run("estimate", LORA).output

    for piece in ("possible", "The chapter's rule says", "the cheapest 6 of", "Assumed:"):
        assert piece in printed


def test_one_measured_peak_is_printed_as_a_personal_correction():
    printed = run("estimate", '{"params_b": 7, "measured_peak_gb": 21.4}').output

    assert "Your own correction: 21.4 GB measured" in printed


def test_an_explanation_gives_switches_assumptions_and_published_rules():
    answered = run("estimate", LORA, "--explain", "--json")

    explained = json.loads(answered.output)
    assert {"switches", "assumptions", "published"} <= explained.keys()
    assert "One change at a time" in run("estimate", LORA, "--explain").output


def test_an_explanation_on_a_card_says_how_far_it_goes():
    assert "on the card" in run("estimate", LORA, "--explain", "--on", "RTX 4090").output


@pytest.mark.parametrize("request_", ["RTX 4090", "24 GB", '{"on": "RTX 4090"}'])
def test_what_fits_takes_a_name_a_size_or_an_object(request_):
    answered = run("what-fits", request_)

    assert answered.exit_code == 0
    assert "largest with qlora" in answered.output


def test_what_fits_answers_lines_in_order_and_names_what_is_wrong():
    answered = run("what-fits", "-", "--json", words='{"on": "nonsense"}\n{"on": "A100-80GB"}\n')

    first, second = map(json.loads, answered.output.splitlines())
    assert first["error"]["field"] == "on"
    assert second["card"] == "A100-80GB"
    assert answered.exit_code == 1


def test_a_card_in_megabytes_is_told():
    answered = run("what-fits", "81920 GB")

    assert answered.exit_code == 1
    assert "did you mean MiB" in answered.stderr


@pytest.mark.parametrize("command", ["estimate", "what-fits"])
def test_help_shows_examples(command):
    assert "Example" in run(command, "--help").output
