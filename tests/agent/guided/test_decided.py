"""Questions about the decision, and what is said once it was given in full."""

import pytest

from agent.events import AdvisorSaid, Asked, Decided, FactSkipped, ToolCalled

POLICIES = "A bot answers questions about our policies, which HR rewrites every quarter"


def said_in(events):
    return "\n".join(event.text for event in events if isinstance(event, AdvisorSaid))


def of_kind(events, kind):
    return [event for event in events if isinstance(event, kind)]


@pytest.mark.parametrize("words", ["why?", "why not fine-tuning?", "How did you get to that?"])
async def test_why_is_answered_by_what_the_decision_rests_on(advisor, everything, words):
    before = await everything(advisor.reply("s", POLICIES))
    (decided,) = of_kind(before, Decided)

    events = await everything(advisor.reply("s", words))

    assert decided.decision["rules"][0]["because"][1:] in said_in(events)
    assert not [each for each in of_kind(events, ToolCalled) if each.tool == "search"]
    assert of_kind(events, Asked)[0].field == of_kind(before, Asked)[0].field


async def test_why_not_another_way_says_what_would_lead_there(advisor, everything):
    await everything(advisor.reply("s", POLICIES))
    await everything(advisor.reply("s", "What is catastrophic forgetting?"))

    said = said_in(await everything(advisor.reply("s", "why not fine-tuning?")))

    assert "**Retrieval (RAG)**, because:" in said
    assert "If the latency budget is 300 ms or less: retrieval and fine-tuning" in said


async def test_a_note_on_the_source_text_answers_only_what_is_asked_of_that(advisor, everything):
    asked = said_in(await everything(advisor.reply("s", "Do we need to cite sources?")))
    of_text = said_in(
        await everything(advisor.reply("s", "what about the sections 2 and 3 of the chapter?"))
    )

    assert "14.1/meta" not in asked
    assert "14.1/meta/editorial" in of_text


async def test_how_one_knows_that_it_works_is_answered_by_the_plans_tests(advisor, everything):
    await everything(advisor.reply("s", POLICIES))
    await everything(advisor.reply("s", "What is LoRA?"))

    said = said_in(await everything(advisor.reply("s", "And how would we know that it works?")))

    assert "Evaluate retrieval separately from answers" in said
    assert "how many test items" in said


@pytest.mark.parametrize("words", ["How do I test it?", "How should we evaluate that?"])
async def test_how_to_test_it_is_answered_by_the_plans_tests(advisor, everything, words):
    await everything(advisor.reply("s", POLICIES))

    events = await everything(advisor.reply("s", words))

    assert "Evaluate retrieval separately from answers" in said_in(events)
    assert not [each for each in of_kind(events, ToolCalled) if each.tool == "search"]


async def test_what_would_change_it_is_answered_by_the_decision(advisor, everything):
    await everything(advisor.reply("s", POLICIES))

    events = await everything(advisor.reply("s", "what would change your mind?"))

    assert "What would change this" in said_in(events)
    assert not of_kind(events, FactSkipped)


async def test_an_answer_that_was_given_in_full_is_not_repeated(advisor, everything):
    await everything(advisor.reply("s", "We must delete a customer's data from our index"))

    asked = said_in(await everything(advisor.reply("s", "What is catastrophic forgetting?")))
    thanked = said_in(await everything(advisor.reply("s", "thanks")))

    assert "forgetting" in asked.lower()
    assert "What to do" not in asked
    assert "What to do" not in thanked


async def test_the_last_question_given_up_leads_to_the_answer(advisor, everything):
    await everything(advisor.reply("s", "the prompt is good enough, 95% right, we need 90%"))
    events = []
    for words in ("our logo is blue", "we are five people", "it rains", "we like tea"):
        events = await everything(advisor.reply("s", words))
        if not of_kind(events, Asked):
            break

    assert "What to do" in said_in(events)


async def test_how_forgetting_shows_is_looked_up(advisor, everything):
    events = await everything(advisor.reply("s", "How do I know the model forgot things?"))

    assert [each.tool for each in of_kind(events, ToolCalled)] == ["record_facts", "search"]


async def test_a_card_that_was_named_stays_the_card(advisor, everything):
    await everything(advisor.reply("s", "What fits an RTX 3090?"))

    events = await everything(advisor.reply("s", "does 7B fit?"))

    estimates = [each for each in of_kind(events, ToolCalled) if each.tool == "estimate"]
    cards = {each.args.get("on") for each in estimates}
    assert cards == {"RTX 3090"}
