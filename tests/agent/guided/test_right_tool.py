"""The natural next question reaches the tool that answers it."""

import pytest

from agent.events import AdvisorSaid, ToolCalled, ToolReturned

BRAND = "Our support bot should sound like our brand. We have 400 example replies."


def called(events):
    return [event for event in events if isinstance(event, ToolCalled)]


def tools(events):
    return [each.tool for each in called(events) if each.tool != "record_facts"]


def said_in(events):
    return "\n".join(event.text for event in events if isinstance(event, AdvisorSaid))


@pytest.mark.parametrize(
    "question",
    [
        "what memory does LoRA on Llama 3.1 8B need?",
        "how much VRAM does QLoRA on Llama 3.1 8B take?",
        "and Llama 3.1 8B with QLoRA?",
        "would LoRA on Mistral-7B fit on a 24 GB card?",
    ],
)
async def test_a_question_of_memory_is_an_estimate_whatever_was_planned_before(
    advisor, everything, question
):
    await everything(advisor.reply("s", BRAND))
    await everything(advisor.reply("s", "Answer now"))

    events = await everything(advisor.reply("s", question))

    assert tools(events) == ["estimate"]


async def test_another_method_behind_an_estimate_is_told_with_its_memory(advisor, everything):
    await everything(advisor.reply("s", BRAND))
    await everything(advisor.reply("s", "what memory does LoRA on Llama 3.1 8B need?"))

    events = await everything(advisor.reply("s", "and with QLoRA?"))

    assert tools(events) == ["estimate"]
    assert "**Memory with QLoRA**" in said_in(events)


async def test_a_price_in_a_follow_up_stays_with_the_cost(advisor, everything):
    asked = "where is the break-even at 100k requests a month with a 3000 token prompt?"
    await everything(advisor.reply("s", asked))

    events = await everything(advisor.reply("s", "and on gpt-6-luna?"))

    assert tools(events) == ["cost"]


async def test_what_requests_cost_with_a_prompt_and_a_tuned_one_is_computed(advisor, everything):
    events = await everything(
        advisor.reply(
            "s",
            "what would 100k requests a month cost with a 3000 token prompt vs 500 tuned, "
            "300 output tokens, $0.15 in and $0.60 out?",
        )
    )

    assert tools(events) == ["cost"]
    (result,) = [
        e.result for e in events if isinstance(e, ToolReturned) and "monthly_usd" in e.result
    ]
    # (3,000 or 500 tokens x 0.15 + 300 x 0.60) USD per million, times 100,000
    assert result["monthly_usd"]["prompting"] == pytest.approx(63.0)
    assert result["monthly_usd"]["tuned"] == pytest.approx(25.5)


@pytest.mark.parametrize(
    "question",
    [
        "explain what moves the estimate for Mistral 7B qlora",
        "what drives the memory of Mistral 7B?",
    ],
)
async def test_what_moves_an_estimate_is_explained(advisor, everything, question):
    events = await everything(advisor.reply("s", question))

    assert tools(events) == ["explain_estimate"]
    assert "What was assumed" in said_in(events)
