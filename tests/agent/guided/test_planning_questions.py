"""Planning tools in the chat: asked for plainly, changed by a follow-up, due after the decision."""

import pytest

from agent.events import AdvisorSaid, FactNoted, ToolCalled, ToolReturned, UserSaid
from agent.guided.plans.said import said_of
from agent.transcripts import fold

SCORES = """which checkpoint should we keep?
step,task,mmlu,hellaswag
base,0.60,0.62,0.79
500,0.81,0.61,0.785
1000,0.86,0.60,0.78
1500,0.88,0.55,0.75"""
INTENTS = (
    "We classify support emails into 12 intents. Prompting gets 88 %, we need 95 %. We have 5,000 "
    "labelled examples and 100 test items. 100,000 requests a day, the prompt is 3,000 tokens. "
    "Few-shot doesn't work, the style is fixed. Labels never change. No outside knowledge needed. "
    "Just answer now."
)
HARNESS = """base: {"results": {"mmlu": {"acc,none": 0.62}}}
step 500: {"results": {"mmlu": {"acc,none": 0.55}}}
Did it forget too much?"""
MARKDOWN = """| step | task | mmlu |
|---|---|---|
| base | 55 | 62 |
| 100 | 70 | 61 |
| 200 | 80 | 57 |
which checkpoint is best? We saved every 200 steps"""
MIX = "what general data must I mix in for 5,000 samples?"
PAYS = "we send 100,000 requests a day with a 3,000-token prompt; when does tuning pay?"


def calls_of(events):
    return [
        (event.tool, event.args)
        for event in events
        if isinstance(event, ToolCalled) and event.tool not in ("record_facts", "search")
    ]


def said_in(events):
    return "\n".join(event.text for event in events if isinstance(event, AdvisorSaid))


def has(args, wanted):
    return {name: args.get(name) for name in wanted} == wanted


@pytest.fixture
def talk(advisor, everything):
    """Hold a conversation; give the events of its last turn, with nothing repaired in any."""

    async def held(*messages):
        for message in messages:
            events = await everything(advisor.reply("s", message))
            assert all(not e.repaired for e in events if isinstance(e, AdvisorSaid))
            assert all(e.error is None for e in events if isinstance(e, ToolReturned))
        return events

    return held


@pytest.mark.parametrize(
    ("words", "tool", "wanted", "figure"),
    [
        (MIX, "mix", {"task_samples": 5000}, "2,143"),
        (PAYS, "cost", {"monthly_requests": 3_000_000, "priced_as": "gpt-6-luna"}, "900 USD"),
        ("how many test items to tell 88 % from 95 %?", "power", {"baseline": 0.88}, "248"),
        ("480 of 500 right, how sure is that?", "power", {"successes": 480}, "93.9 %"),
        ("96.2 % on 500 questions, how sure is that?", "power", {"successes": 481}, "94.1 %"),
        (
            "my LoRA forgets general knowledge, what should I change?",
            "forgetting",
            {"method": "lora", "symptoms": ["knowledge_lost"]},
            "1e-4 to 3e-4",
        ),
        (SCORES, "forgetting", {}, "Keep step 1,000"),
        (
            "How much replay data when we continue pre-training on 200,000 German documents?",
            "mix",
            {"task_samples": 200_000, "method": "continual_pretraining"},
            "10,526",
        ),
        (
            "We tested on 200 questions and got 91%. Is that significantly better than 85%?",
            "power",
            {"successes": 182, "samples": 200, "target": 0.85},
            "86.2 %",
        ),
        (
            "200 test questions, at 80 %, want 90 %: enough to tell?",
            "power",
            {"baseline": 0.8, "target": 0.9, "samples": 200},
            "199 items",
        ),
        (
            "100 test items, 88 right. How sure is that?",
            "power",
            {"successes": 88, "samples": 100},
            "80.2 %",
        ),
        (
            "Base MMLU 62. At step 500 MMLU is 61.5, at step 1000 60.1, at step 1500 57. "
            "Which checkpoint?",
            "forgetting",
            {"base": {"mmlu": 62}},
            "Alarm at step 1,500",
        ),
        (
            "HellaSwag was 79 for the base. Step 500: HellaSwag 78, task 81. Step 1000: "
            "HellaSwag 70, task 88.",
            "forgetting",
            {"base": {"hellaswag": 79}},
            "Keep step 500",
        ),
        (
            "What would it cost: 100000 requests a month, 2000 prompt tokens, 300 output tokens, "
            "input costs 2.5 USD per million tokens, output 10?",
            "cost",
            {"input_usd_per_million": 2.5, "output_usd_per_million": 10, "output_tokens": 300},
            "800 USD",
        ),
        (
            "Before tuning HellaSwag was 0.79 and MMLU 0.62; checkpoint 500 has HellaSwag 0.785 "
            "and MMLU 0.61, checkpoint 1000 has 0.77 and 0.55. Did it forget too much?",
            "forgetting",
            {"base": {"hellaswag": 0.79, "mmlu": 0.62}},
            "mmlu went from 0.62 to 0.55",
        ),
        (
            "With 300 test questions we're at 85 % and need 88 %. Is that enough?",
            "power",
            {"baseline": 0.85, "target": 0.88, "samples": 300},
            "2,",
        ),
        (
            "Is 88 out of 100 better than 80 %?",
            "power",
            {"successes": 88, "samples": 100, "target": 0.8},
            "80.2 %",
        ),
        (
            "MMLU fell from 68 to 64 after our fine-tune, bad?",
            "forgetting",
            {"base": {"mmlu": 68}},
            "Over the line of 5 %",
        ),
        ("is 70/30 right for us? 5000 task samples, LoRA", "mix", {"task_ratio": 0.7}, "2,143"),
        (
            "500k calls/month, 2k tokens in, 200 out, gpt-6-luna. whats that cost",
            "cost",
            {"monthly_requests": 500_000, "prompt_tokens": 2000},
            "150 USD",
        ),
        (HARNESS, "forgetting", {}, "11.3 %"),
        (MARKDOWN, "forgetting", {"save_steps": 200}, "Keep step 100"),
        (
            "a customer wants his data removed from our tuned model",
            "unlearn",
            {"data_entered_via": "fine_tuning"},
            "exact for this stage",
        ),
    ],
)  # fmt: skip
async def test_a_plain_question_is_answered_by_its_tool(talk, words, tool, wanted, figure):
    events = await talk(words)

    found = [args for name, args in calls_of(events) if name == tool]
    assert len(found) == 1
    assert has(found[0], wanted)
    assert figure in said_in(events)


@pytest.mark.parametrize(
    ("first", "then", "wanted"),
    [
        (
            "what general data must I mix in for 5,000 samples?",
            "and with 20 % general data?",
            {"task_samples": 5000, "general_ratio": 0.2},
        ),
        (PAYS, "and at 10,000 requests?", {"monthly_requests": 300_000, "prompt_tokens": 3000}),
        (PAYS, "and with gpt-6-sol?", {"priced_as": "gpt-6-sol", "monthly_requests": 3_000_000}),
        (
            PAYS,
            "what if training costs $500 and hosting is $1,500 a month?",
            {"training_usd": 500, "hosting_usd_per_month": 1500, "prompt_tokens": 3000},
        ),
        (
            "how many test items to tell 88 % from 95 %?",
            "and with 100 items?",
            {"baseline": 0.88, "target": 0.95, "samples": 100},
        ),
        (
            "my LoRA forgets general knowledge, what should I change?",
            "and for full fine-tuning?",
            {"method": "full", "symptoms": ["knowledge_lost"]},
        ),
        (
            "a customer wants his data removed from our tuned model",
            "and with 20 shards and 10 records, served at 4 bits?",
            {"data_entered_via": "fine_tuning", "shards": 20, "deletions": 10, "serving_bits": 4},
        ),
    ],
)
async def test_a_follow_up_changes_just_that_argument(talk, first, then, wanted):
    events = await talk(first, then)

    _, args = calls_of(events)[0]
    assert has(args, wanted)
    assert not [event for event in events if isinstance(event, FactNoted)]


@pytest.mark.parametrize(
    "messages",
    [
        (MIX, "and with 150 % general data?"),
        ("We tune a 7B.", "Can I fine-tune a -7B model on a 24 GB card?"),
        ("We tune a 7B.", "Can I fine-tune a NaN B model on a 24 GB card?"),
    ],
)
async def test_what_cannot_be_is_asked_about_and_nothing_else_computed_instead(talk, messages):
    events = await talk(*messages)

    assert "can't be right" in said_in(events)
    assert not calls_of(events)


@pytest.mark.parametrize(
    ("first", "then", "tool", "wanted"),
    [
        (
            "a customer wants his data removed from our tuned model",
            "20 shards, 3 deletions",
            "unlearn",
            {"data_entered_via": "fine_tuning", "shards": 20, "deletions": 3},
        ),
        (MIX, "6,000 samples", "mix", {"task_samples": 6000}),
        (MIX, "800 tokens each", "mix", {"task_samples": 5000, "task_tokens": 800}),
    ],
)
async def test_bare_arguments_change_the_call_before_them(talk, first, then, tool, wanted):
    events = await talk(first, then)

    assert [name for name, _ in calls_of(events)] == [tool]
    assert has(calls_of(events)[0][1], wanted)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (
            "input tokens cost $2 per million and output tokens cost $8 per million",
            {"input": 2, "output": 8},
        ),
        ("input $2.50 / output $10 per 1M tokens", {"input": 2.5, "output": 10}),
        ("2 USD per million tokens in, 8 out", {"input": 2, "output": 8}),
        ("output costs 10 USD per million tokens", {"output": 10}),
        ("output 200 tokens, input costs 2 USD per million tokens", {"input": 2}),
        ("it costs 3 dollars per million tokens", {}),
    ],
)
def test_a_price_in_words_goes_to_its_side(words, wanted):
    read = {name: value for name, value in said_of("cost", words).items() if "million" in name}

    assert read == {f"{side}_usd_per_million": value for side, value in wanted.items()}


async def test_a_follow_up_is_no_answer_to_the_open_question(talk, advisor):
    await talk("what general data must I mix in for 5,000 samples?", "and with 20 % general data?")

    assert "prompting_quality" not in fold.facts_of(advisor.store.events("s"))


async def test_after_the_decision_the_tools_run_by_themselves(talk):
    events = await talk(INTENTS)

    tools = [tool for tool, _ in calls_of(events)]
    assert {"mix", "forgetting", "cost", "power", "plan_check"} <= set(tools)
    assert tools[-1] == "plan_check"


async def test_the_check_of_the_plan_sees_facts_and_calls(talk):
    events = await talk(INTENTS)

    facts = calls_of(events)[-1][1]
    assert has(facts, {"test_items": 100, "quality_target": 0.95, "method": "lora"})
    assert facts["general_row_share"] == pytest.approx(0.3, abs=0.001)
    assert "so few test items" in said_in(events)


async def test_after_the_decision_a_question_gets_figures_and_not_the_decision_again(talk):
    events = await talk(INTENTS, "and at 10,000 requests?")

    assert calls_of(events)[0][0] == "cost"
    assert "What to do" not in said_in(events)


async def test_what_ran_already_is_not_run_again(talk):
    events = await talk(INTENTS, "Just answer now.")

    assert not {"mix", "cost", "power"} & {tool for tool, _ in calls_of(events)}


async def test_a_data_file_is_checked_by_a_command(talk):
    events = await talk("can you check our training data file for duplicates?")

    assert "finetune-advisor dataset" in said_in(events)
    assert [event.text for event in events if isinstance(event, UserSaid)]


@pytest.mark.parametrize(
    ("words", "asked_back"),
    [
        ("at what volume is fine-tuning worth it?", "how many requests you send"),
        ("how big must the test set be?", "today's score and the one you need"),
        ("how do we handle an erasure request?", "how the data came in"),
    ],
)
async def test_what_is_missing_for_a_tool_is_asked_for(talk, words, asked_back):
    events = await talk(words)

    assert asked_back in said_in(events) or calls_of(events)
    assert not [tool for tool, _ in calls_of(events) if tool in ("cost", "power")]


async def test_a_comparison_of_methods_is_looked_up(talk):
    events = await talk("does LoRA forget less than full fine-tuning?")

    assert calls_of(events) == []


async def test_saved_tokens_and_a_price_without_a_currency_change_the_comparison(talk):
    brief = "prompt 1,300 tokens, 60 out, 2 million requests a month"
    pays = "how long until a tune pays off? training 500 bucks, saves 200 prompt tokens"

    ((_, first),) = calls_of(await talk(brief, pays))
    ((_, then),) = calls_of(await talk("what if hosting is 1.2k/month"))

    assert has(first, {"prompt_tokens": 1300, "tuned_prompt_tokens": 1100, "training_usd": 500})
    assert has(then, {"monthly_requests": 2_000_000, "hosting_usd_per_month": 1200})


async def test_a_measured_share_below_the_chapters_says_how_the_two_go_together(talk):
    lora = said_in(await talk("what general data must I mix in for 5,000 samples with LoRA?"))
    full = said_in(await talk("and for full fine-tuning?"))

    assert "go up towards the chapter's share only while a general benchmark falls" in lora
    assert "go up towards" not in full
