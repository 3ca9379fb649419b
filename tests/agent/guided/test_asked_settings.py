"""A setting or a checkpoint that is asked for, without what the tool needs."""

import pytest

from agent.events import AdvisorSaid, ToolCalled


@pytest.fixture
def talk(advisor, everything):
    async def say(words):
        return await everything(advisor.reply("s", words))

    return say


def called(events):
    return [each.tool for each in events if isinstance(each, ToolCalled)]


def said(events):
    return "\n".join(each.text for each in events if isinstance(each, AdvisorSaid))


async def test_a_learning_rate_of_no_method_is_looked_up(talk):
    events = await talk("Which learning rate does the chapter suggest?")

    assert "forgetting" not in called(events)
    assert "2e-5" in said(events)


async def test_a_learning_rate_of_a_method_is_computed(talk):
    assert "forgetting" in called(await talk("which learning rate for LoRA?"))


async def test_what_avoids_forgetting_is_no_guess_at_what_went_wrong(talk):
    events = await talk("how do I avoid forgetting?")

    assert "What to change next" not in said(events)
    assert "2e-5" in said(events)
