"""An open question is asked again once; questions, asides and clicks don't count."""

import pytest

from agent.events import Action, AdvisorSaid, Asked, FactSkipped
from agent.grounding import Sources, verify
from agent.said import Said
from tools.decision.questions import meaning, question_rows

BRAND = "Our support bot should sound like our brand. We have 400 example replies."
UNREADABLE = "x' OR '1'='1"
TRAFFIC = "We run 900 requests a day."


def asked_in(events):
    return [event.field for event in events if isinstance(event, Asked)]


def skipped_in(events):
    return [event.field for event in events if isinstance(event, FactSkipped)]


def said_in(events):
    return "\n".join(event.text for event in events if isinstance(event, AdvisorSaid))


async def test_an_answer_that_cannot_be_read_is_asked_for_once_more(advisor, everything):
    asked = asked_in(await everything(advisor.reply("s", BRAND)))

    again = await everything(advisor.reply("s", UNREADABLE))
    given_up = await everything(advisor.reply("s", UNREADABLE))

    assert asked_in(again) == asked
    assert "say it in other words" in said_in(again)
    assert not skipped_in(again)
    assert skipped_in(given_up) == asked
    assert "go on without it" in said_in(given_up)
    assert asked_in(given_up) != asked


@pytest.mark.parametrize(
    "beside",
    ["thanks", "What is LoRA?", "how much memory does Llama-3.1-8B need?", "why do you ask?"],
)
async def test_what_is_said_beside_a_question_is_no_answer_to_it(advisor, everything, beside):
    asked = asked_in(await everything(advisor.reply("s", BRAND)))

    await everything(advisor.reply("s", beside))
    await everything(advisor.reply("s", beside))
    events = await everything(advisor.reply("s", TRAFFIC))

    assert asked_in(events) == asked
    assert not skipped_in(events)


async def test_a_fact_that_is_set_by_a_click_is_no_answer_to_the_question(advisor, everything):
    asked = asked_in(await everything(advisor.reply("s", BRAND)))

    await everything(advisor.reply("s", Said("", action=Action(set={"labelled_examples": 500}))))
    events = await everything(advisor.reply("s", TRAFFIC))

    assert asked_in(events) == asked


@pytest.mark.parametrize("words", ["what do you mean?", "huh?", "I don't understand"])
async def test_what_a_question_means_is_told_in_other_words(advisor, everything, words):
    asked = asked_in(await everything(advisor.reply("s", BRAND)))

    events = await everything(advisor.reply("s", words))

    assert said_in(events).startswith("Take the best instructions that you have written so far")
    assert asked_in(events) == asked


@pytest.mark.parametrize("row", question_rows(), ids=lambda row: f"{row.field}-{row.needs}")
def test_every_question_can_be_said_in_other_words_that_claim_nothing(row):
    said = meaning({"field": row.field, "text": row.text})

    assert said.endswith(".")
    assert said != row.why
    assert not verify(said, Sources()).violations
