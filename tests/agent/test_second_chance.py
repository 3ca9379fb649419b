"""One second chance for words that do not trace, and only while nothing is on screen."""

from agent.events import AdvisorSaid, Progress, TroubleNoted
from agent.scripted import ScriptedChatModel, calls, says

SAID = "5,000 samples: what to mix in?"
MIXES = calls("mix", task_samples=5000)
LIE = "Meta found in 2021 that 83% of teams fail."


async def hold(reply):
    steps = [step async for step in reply]
    shown = "".join(step.released for step in steps if isinstance(step, Progress))
    return steps, shown


def said_in(steps):
    return next(step for step in steps if isinstance(step, AdvisorSaid))


async def test_words_that_fail_at_the_beginning_are_asked_for_again_with_the_faults(advisor_with):
    chat_model = ScriptedChatModel(script=[MIXES, says(LIE), says("Add 2,143 general samples.")])

    steps, shown = await hold(advisor_with(chat_model).reply("s", SAID))

    assert shown.strip() == said_in(steps).text == "Add 2,143 general samples."
    assert "83%" in chat_model.seen[2][-1].text
    assert said_in(steps).repaired[0].said == LIE


async def test_what_fails_twice_is_left_out_and_our_own_words_follow(advisor_with):
    chat_model = ScriptedChatModel(script=[MIXES, says(LIE), says(LIE)])

    _, shown = await hold(advisor_with(chat_model).reply("s", SAID))

    assert "83" not in shown
    assert "2,143" in shown
    assert len(chat_model.seen) == 3


async def test_a_second_try_that_fails_leaves_the_first_put_right(advisor_with):
    chat_model = ScriptedChatModel(
        script=[MIXES, says(f"{LIE} Add 2,143 general samples."), ConnectionError("gone")]
    )

    steps, shown = await hold(advisor_with(chat_model).reply("s", SAID))

    assert "Add 2,143 general samples." in shown
    assert "83" not in shown
    assert not any(isinstance(step, TroubleNoted) for step in steps)


async def test_what_is_on_screen_is_not_asked_for_again(advisor_with):
    chat_model = ScriptedChatModel(script=[MIXES, says(f"Add 2,143 general samples. {LIE}")])

    _, shown = await hold(advisor_with(chat_model).reply("s", SAID))

    assert shown.startswith("Add 2,143 general samples.")
    assert "83" not in shown
    assert len(chat_model.seen) == 2


async def test_a_slot_is_filled_with_value_and_unit(advisor_with):
    chat_model = ScriptedChatModel(script=[MIXES, says("Add {{mix.general_samples}}.")])

    _, shown = await hold(advisor_with(chat_model).reply("s", SAID))

    assert "2,143" in shown
