"""Conversations about a training set-up: what is computed, what is changed, what is said of it."""

import json

import pytest

from agent.events import AdvisorSaid, Asked, FactNoted, ToolCalled, ToolReturned
from agent.guided.reading.mentions import mentioned, only_set_ups
from agent.transcripts import fold
from agent.transcripts.set_ups import last_set_up
from tools.estimate.catalogue import find_language_model, rows

CONFIG = {
    "architectures": ["LlamaForCausalLM"], "hidden_size": 4096, "intermediate_size": 14336,
    "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8,
    "vocab_size": 128256, "tie_word_embeddings": False, "max_position_embeddings": 131072,
    "rope_theta": 500000.0, "model_type": "llama", "torch_dtype": "bfloat16",
}  # fmt: skip
STARTS = "How much memory does LoRA on a 7B need?"


@pytest.fixture
def talk(advisor, everything):
    """Say several things in one consultation; give the events of the last turn."""

    async def say(*messages):
        events = []
        for message in messages:
            events = await everything(advisor.reply("s", message))
        return events

    return say


def calls(events, tool="estimate"):
    return [each.args for each in events if isinstance(each, ToolCalled) and each.tool == tool]


def words(events):
    return fold.reply_of(events)


def errors(events):
    return [each.error for each in events if isinstance(each, ToolReturned) and each.error]


async def test_what_can_i_train_names_the_largest_for_each_method(talk):
    events = await talk("what can I train on a 4090?")

    assert calls(events, "what_fits") == [{"on": "4090", "gpus": 1}]
    for method in ("QLoRA", "LoRA", "full fine-tuning"):
        assert f"The largest with {method}: " in words(events)


async def test_a_size_on_two_cards_is_judged_for_each_method(talk):
    events = await talk("70B on two A100")

    assert [args["method"] for args in calls(events)] == ["full", "lora", "qlora"]
    assert {(args["params_b"], args["gpus"], args["on"]) for args in calls(events)} == {
        (70.0, 2, "A100")
    }
    assert "too large for A100-80GB, instead 16 × A100-80GB" in words(events)


async def test_time_without_a_language_model_is_given_for_three_sizes(talk):
    events = await talk("how long for 8,000 pairs on one A100?")

    assert len(calls(events)) == 3
    assert {args["examples"] for args in calls(events)} == {8000}
    assert "hours on 1 × A100-80GB" in words(events)
    assert "Assumed: 3 epochs, sequence length 1,024" in words(events)


@pytest.mark.parametrize(
    "around", ["{}", "Our config.json: {} How much for LoRA?", "```json\n{}\n```"]
)
async def test_a_pasted_configuration_is_computed_and_no_fact_is_read_in_it(talk, around):
    events = await talk(around.replace("{}", json.dumps(CONFIG, indent=2)))

    assert all(args["config"] == CONFIG for args in calls(events))
    assert calls(events) and not errors(events)
    assert not [each for each in events if isinstance(each, FactNoted) and each.quote]


async def test_a_configuration_that_breaks_off_is_told(talk):
    events = await talk('{"hidden_size": 4096, "num_hidden_layers":')

    assert not calls(events)
    assert "can't be read" in words(events)


async def test_an_unknown_name_gets_the_nearest_and_an_estimate_by_its_size(talk):
    events = await talk("how much memory for LoRA on FooBar-9000-13B?")

    assert "Nearest known: Llama-2-13B" in errors(events)[0]
    assert calls(events)[-1] == {"model": "FooBar-9000-13B", "method": "lora", "params_b": 13.0}
    assert "'FooBar-9000-13B' is not in the table; only a size is known" in words(events)


async def test_before_a_stand_in_no_size_is_asked_for_that_was_said(talk):
    said = words(await talk("how much memory does llama 8b need?"))

    assert said.startswith("Unknown language model 'llama 8b'. Nearest known: Llama-3.1-8B")
    assert "say its size" not in said
    assert "stand-in of 8 billion parameters" in said


async def test_an_unknown_name_without_a_size_is_never_guessed(talk):
    events = await talk("LoRA on Zorblax?")

    assert "unknown language model 'Zorblax'" in words(events)
    assert "GB" not in words(events)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (STARTS, {"params_b": 7.0, "method": "lora"}),
        (
            "fine-tune a 13B with QLoRA at 4k context on a 3090",
            {"params_b": 13.0, "method": "qlora", "sequence_length": 4096, "on": "3090", "gpus": 1},
        ),
        (
            "llama 3.1 8b full fine-tune, 8xH100 zero3",
            {"model": "llama 3.1 8b", "method": "full", "gpus": 8, "on": "H100",
             "sharding": "zero3"},
        ),
    ],
)  # fmt: skip
async def test_a_set_up_in_a_sentence_is_computed_as_said(talk, said, expected):
    events = await talk(said)

    assert calls(events) == [expected]


@pytest.mark.parametrize(
    ("said", "change"),
    [
        ("does it fit on a 24 GB card?", {"on": "24 GB", "gpus": 1}),
        ("and with rank 64?", {"lora_rank": 64}),
        ("and with batch 8?", {"batch_size": 8}),
        ("and in 4 bit?", {"method": "qlora"}),
        ("what about 4k context?", {"sequence_length": 4096}),
        ("without gradient checkpointing?", {"gradient_checkpointing": False}),
        ("and with 8-bit Adam", {"optimizer": "adamw_8bit"}),
        ("and for Llama 3.1 8B?", {"model": "Llama 3.1 8B"}),
        ("I measured 21.4 GB", {"measured_peak_gb": 21.4}),
    ],
)
async def test_a_follow_up_changes_just_that(talk, said, change):
    events = await talk(STARTS, said)

    expected = {"params_b": 7.0, "method": "lora"} | change
    if "model" in change:
        del expected["params_b"]
    assert calls(events) == [expected]


async def test_changes_add_up_and_a_measured_peak_holds_for_its_own_set_up_only(talk):
    events = await talk(STARTS, "and with rank 64?", "I measured 21.4 GB", "and with batch 8?")

    assert calls(events) == [{"params_b": 7.0, "method": "lora", "lora_rank": 64, "batch_size": 8}]


async def test_a_measured_peak_is_shown_as_a_personal_correction_and_no_fact(talk):
    events = await talk("QLoRA on Llama 3.1 8B", "nvidia-smi shows 13.4 GB")

    assert calls(events)[0]["measured_kind"] == "device"
    assert "You measured 13.4 GB" in words(events)
    assert "personal correction" in words(events)
    assert not [each for each in events if isinstance(each, FactNoted) and each.quote]


async def test_what_would_save_memory_is_told_largest_first(talk):
    events = await talk(STARTS, "what would save memory?")

    result = next(
        each.result
        for each in events
        if isinstance(each, ToolReturned) and "switches" in each.result
    )
    saving = [each["text"] for each in result["switches"] if each["saves_gb"] > 0.05]
    told = [line for line in words(events).split("\n") if ": saves " in line]
    assert [line[2:].split(":")[0].lower() for line in told] == [
        each.lower() for each in saving[: len(told)]
    ]


async def test_why_others_say_more_shows_the_rules_for_full_training_too(talk):
    events = await talk(STARTS, "why do others say 112 GB?")

    assert [args["method"] for args in calls(events, "explain_estimate")] == ["lora", "full"]
    assert "| Stanford Alpaca README | 112 |" in words(events)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("and with batch 0?", "Batch size: 0 is outside 1 to 65,536"),
        ("and with rank 9000?", "LoRA rank: 9000 is larger than the hidden size"),
        ("batch 10^18", "Batch size: 1,000,000,000,000,000,000 is outside"),
        ("batch NaN", "Batch size: 'nan' is no finite number"),
        ("does it fit on an 81920 GB card?", "did you mean MiB (80 GiB)?"),
        ("in int8 with full fine-tuning?", "can't be trained in full"),
        ("on an RTX 9999?", "Unknown GPU"),
    ],
)
async def test_what_cannot_be_is_told_and_the_talk_goes_on(talk, said, told):
    events = await talk(STARTS, said)

    assert told in words(events)

    events = await talk("and with batch 4 on one GPU?")

    expected = {"params_b": 7.0, "method": "lora", "batch_size": 4, "gpus": 1}
    assert calls(events) == [expected]
    assert not errors(events)


async def test_questions_about_figures_leave_the_open_question_open(talk, advisor):
    events = await talk("We draft replies to support mails.")
    asked = next(each.field for each in events if isinstance(each, Asked))

    for said in (STARTS, "and with rank 64?", "and with batch 8?", "does it fit on a 24 GB card?"):
        events = await talk(said)

    assert [each.field for each in events if isinstance(each, Asked)] == [asked]
    assert fold.profile_of(advisor.store.events("s")).prompting_tried is None


async def test_every_figure_said_of_a_set_up_stands_without_repair(talk, advisor):
    await talk(
        "what can I train on a 4090?", "70B on two A100", "how long for 8,000 pairs on one A100?",
        json.dumps(CONFIG), "how much memory for LoRA on FooBar-9000-13B?", STARTS,
        "does it fit on a 24 GB card?", "what would save memory?", "why do others say 112 GB?",
        "what did you assume?", "I measured 21.4 GB", "how much memory to serve it?",
        "how big is the adapter?", "what would it cost for 20k examples on an L4?",
    )  # fmt: skip

    said = [each for each in advisor.store.events("s") if isinstance(each, AdvisorSaid)]

    assert len(said) == 14
    assert [each.repaired for each in said if each.repaired] == []


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
def test_every_name_of_the_table_is_read_in_a_sentence(row):
    for name in (row.name, *row.aliases):
        for written in (name, name.replace("-", " ").lower(), f"org/{name}", f"{name}-Instruct"):
            found = mentioned(f"How much memory for LoRA on {written} with batch 4?")

            assert [find_language_model(each).name for each in found.language_models] == [row.name]
            assert found.params_b is None


@pytest.mark.parametrize(
    "said",
    ["Seconds are fine, on our A100", "our prompt is 3000 tokens long", "8,000 pairs", "7 %"],
)
def test_an_answer_that_names_a_card_or_a_count_is_still_an_answer(said):
    assert not only_set_ups(said)


def test_no_set_up_was_computed_in_an_empty_transcript():
    assert last_set_up([]) == {}


@pytest.mark.parametrize(
    "said", ["what is LoRA rank?", "What's the difference between LoRA and QLoRA?"]
)
async def test_a_question_for_knowledge_is_looked_up_not_computed(talk, said):
    events = await talk(STARTS, said)

    assert not calls(events)
