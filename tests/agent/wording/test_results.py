"""Results in words: whoever reads them sees no card, no name of a field, no letter too small."""

import re

import pytest

import tools
from agent.guided.asides import kind_of
from agent.wording.results import result_lines
from agent.wording.results.passages import passages_in_words

FIELD = re.compile(r"(?<![\w/])[a-z]+_[a-z_]+\b")
REQUESTS = {
    "mix": {"task_samples": 3_000},
    "unlearn": {"data_entered_via": "fine_tuning", "serving_bits": 4},
    "cost": {
        "monthly_requests": 50_000,
        "prompt_tokens": 1_800,
        "tuned_prompt_tokens": 300,
        "output_tokens": 250,
        "hosting_usd_per_month": 1_500,
        "priced_as": "gpt-6-luna",
    },
    "what_fits": {"on": "16 GB", "sequence_length": 4_096},
}


def said(tool, args):
    request = tools.CATALOGUE[tool].request.model_validate(args)
    return result_lines(tool, args, tools.CATALOGUE[tool].function(request).model_dump(mode="json"))


@pytest.mark.parametrize("tool", REQUESTS)
def test_a_result_is_said_without_names_of_fields(tool):
    assert not FIELD.findall(re.sub(r"\[[^\]]+\]", "", said(tool, REQUESTS[tool])))


@pytest.mark.parametrize("tool", ["mix", "unlearn"])
def test_what_slack_and_a_terminal_do_not_show_is_not_pointed_to(tool):
    assert "the card" not in said(tool, REQUESTS[tool])


def test_a_corpus_comes_with_its_licence():
    assert "OpenAssistant/oasst1 (Apache-2.0)" in said("mix", REQUESTS["mix"])


def test_the_removal_plan_asks_for_words_that_are_understood():
    invited = re.search(r"Ask “(.*?)” for the other tests", said("unlearn", REQUESTS["unlearn"]))

    assert kind_of(invited[1]) == "proof"


def test_changes_after_alarms_stand_under_a_head_of_their_own():
    base, tuned = ({"mmlu": 0.65, "hellaswag": 0.8}, {"mmlu": 0.58, "hellaswag": 0.75})
    checkpoints = [{"step": 1, "task": 0.8, "general": tuned}]

    assert "\n\n**What to change next**" in said(
        "forgetting", {"base": base, "checkpoints": checkpoints}
    )


def test_a_result_with_nothing_above_it_has_its_own_head():
    lines = said("power", {"baseline": 0.88, "samples": 100})

    assert lines.startswith("**Test set**: 100 items for each can tell 88 % from ")


def test_on_several_gpus_a_rule_for_the_whole_is_not_compared_unsaid():
    lines = said("explain_estimate", {"params_b": 7, "gpus": 4, "sharding": "fsdp"})

    assert "The rules count one copy of the whole" in lines


def test_a_name_with_capitals_keeps_them_in_a_meaning():
    found = {
        "coverage": "covered",
        "passages": [{"anchor": "14.1/a", "text": "It trains adapters."}],
        "term": {"term": "QLoRA", "meaning": "LoRA over a base in 4 bits."},
    }

    assert passages_in_words(found, "what is qlora").startswith("**QLoRA**: LoRA over")
