"""Practice in the chat: asked, compared, stopped, and never mistaken for the user's task."""

import pytest

from agent.events import Action, AdvisorSaid, Asked, Decided, FactNoted, ToolReturned
from agent.guided.practice import starts
from agent.practice import open_exercise
from agent.said import Said
from agent.scripted import ScriptedChatModel, calls, says
from agent.toolbox import outcome
from agent.transcripts import fold
from agent.transcripts.replay import replay
from agent.wording.fixed import YOUR_TASK
from tools.decision import decide

POLICIES = "A bot answers questions about our policies, which HR rewrites every quarter"
ANSWER = "RAG, since only the index is updated. We have 500 labelled emails and a 300 ms budget."


def said_in(events):
    return "\n".join(event.text for event in events if isinstance(event, AdvisorSaid))


def facts_in(events):
    return {event.field for event in events if isinstance(event, FactNoted)}


@pytest.mark.parametrize(
    "words",
    [
        "quiz me", "Quiz me please!", "practice", "Practice mode", "let's practise",
        "test me on the chapter", "ask me the self-checks", "Can you ask me a self-check?",
        "I want to practice", "give me exercise 3", "self-check 2", "test my knowledge",
        "before we go on, quiz me", "Could we do a quiz?", "can i practice a bit",
        "start the exercises", "I'd like to do the five exercises",
        "ask me questions about the chapter", "ok now quiz me on forgetting",
    ],
)  # fmt: skip
def test_a_wish_to_practise_is_heard(words):
    assert starts(words)


@pytest.mark.parametrize(
    "words",
    [
        "We run a medical practice with 30 staff", "In practice, prompting gets 80 %",
        "Our app should quiz pupils on maths", "What is best practice for the learning rate?",
        "What does exercise 3 say?", "Customers ask us about exercises and diets",
        "What's the answer to self-check 2?", "We test 500 emails by hand",
        "It generates quiz questions for our students", "They asked me to test the model",
    ],
)  # fmt: skip
def test_a_task_that_mentions_it_is_no_wish(words):
    assert not starts(words)


async def test_a_question_is_asked_and_the_interview_keeps_still(advisor, everything):
    await everything(advisor.reply("s", POLICIES))

    events = await everything(advisor.reply("s", "quiz me"))

    assert "Which approach do you choose" in said_in(events)
    assert not [event for event in events if isinstance(event, Asked)]


async def test_what_was_named_and_what_is_missing_is_said_with_citations(advisor, everything):
    await everything(advisor.reply("s", "ask me the self-checks"))

    events = await everything(advisor.reply("s", ANSWER))

    assert "You named 2 of 4 points" in said_in(events)
    assert "- Between runs it would give stale answers. [14.1/check/q1]" in said_in(events)
    assert events[-2].citations == ("14.1/check/q1",)
    assert events[-2].repaired == ()


async def test_an_afterthought_adds_to_the_answer(advisor, everything):
    for words in ("quiz me", ANSWER):
        await everything(advisor.reply("s", words))

    events = await everything(advisor.reply("s", "and it gives stale answers between retrainings"))

    assert "You named 4 of 4 points" in said_in(events)


async def test_no_fact_is_read_from_a_practice_answer(advisor, everything):
    await everything(advisor.reply("s", POLICIES))
    before = fold.profile_of(advisor.store.events("s"))

    for words in ("quiz me", ANSWER, "next", "I don't know"):
        await everything(advisor.reply("s", words))

    assert fold.profile_of(advisor.store.events("s")) == before


async def test_the_open_question_comes_back_when_practice_stops(advisor, everything):
    await everything(advisor.reply("s", POLICIES))
    asked = fold.question_of(advisor.store.events("s"))
    for words in ("quiz me", ANSWER):
        await everything(advisor.reply("s", words))

    events = await everything(advisor.reply("s", "stop"))

    assert fold.question_of(events).field == asked.field
    assert "you named 2 of 4 points in one question" in said_in(events)
    assert open_exercise(events) is None


async def test_who_gives_up_sees_the_points_and_no_score(advisor, everything):
    await everything(advisor.reply("s", "quiz me"))

    said = said_in(await everything(advisor.reply("s", "I don't know")))

    assert "What a good answer names" in said and "stale answers" in said
    assert "You named" not in said and "Missing" not in said


async def test_where_no_task_was_told_the_end_of_practice_asks_for_one(advisor, everything):
    await everything(advisor.reply("s", "quiz me"))

    said = said_in(await everything(advisor.reply("s", "stop")))

    assert YOUR_TASK in said
    assert "points to" not in said


async def test_no_task_is_decided_on_before_one_is_told(advisor, everything):
    await everything(advisor.reply("s", "quiz me"))

    stopped = await everything(advisor.reply("s", "stop"))
    asked = await everything(advisor.reply("s", "so, should we fine-tune?"))

    assert not [each for each in stopped if isinstance(each, Decided | Asked)]
    assert "So far this points to" in said_in(asked)


async def test_words_that_turn_back_to_the_task_are_read_again(advisor, everything):
    for words in ("quiz me", ANSWER):
        await everything(advisor.reply("s", words))

    events = await everything(advisor.reply("s", "Back to my task: we have 700 labelled examples"))

    noted = {event.field: event.value for event in events if isinstance(event, FactNoted)}
    assert noted["labelled_examples"] == 700


async def test_a_question_in_between_is_answered_and_practice_goes_on(advisor, everything):
    await everything(advisor.reply("s", "exercise 4"))

    events = await everything(advisor.reply("s", "What is QLoRA?"))

    assert "still open" in said_in(events)
    assert open_exercise(advisor.store.events("s")) == "exercise-4"


async def test_a_correction_in_the_panel_ends_practice(advisor, everything):
    await everything(advisor.reply("s", "quiz me"))

    said = Said("Correction", action=Action(set={"knowledge_changes": "never"}))
    events = await everything(advisor.reply("s", said))

    assert open_exercise(advisor.store.events("s")) is None
    assert [event for event in events if isinstance(event, Asked)]


async def test_all_ten_are_asked_before_one_comes_again(advisor, everything):
    titles = []
    for words in ("quiz me", *(["next"] * 10)):
        said = said_in(await everything(advisor.reply("s", words)))
        titles.append(said.splitlines()[0].split(": ")[1])

    assert len(set(titles[:10])) == 10
    assert titles[10] == titles[0]


async def test_a_chat_model_cannot_record_a_practice_answer(advisor_with, everything):
    fact = {"field": "labelled_examples", "value": 500, "quote": "500 labelled emails"}
    script = [
        calls("practice_next"),
        says("Which approach do you choose, and why?"),
        calls("record_facts", facts=[fact]),
        calls("practice_compare"),
        says("You named 2 of 4 points."),
        calls("practice_stop"),
        calls("record_facts", facts=[fact]),
        says("Back to your task."),
    ]
    advisor = advisor_with(ScriptedChatModel(script=script))
    await everything(advisor.reply("s", "quiz me"))

    events = await everything(advisor.reply("s", ANSWER))
    after = await everything(advisor.reply("s", "stop"))

    errors = [event.error for event in events if isinstance(event, ToolReturned) and event.error]
    assert "no fact of the task" in errors[0]
    assert not facts_in(events) | facts_in(after)


async def test_practice_replays(advisor, everything, knowledge):
    for words in (POLICIES, "quiz me", ANSWER, "next", "stop"):
        await everything(advisor.reply("s", words))

    report = replay(
        advisor.store.events("s"),
        lambda name, args, events: outcome(name, args, events, knowledge),
        lambda profile, skipped: decide(profile, skipped).model_dump(mode="json"),
    )

    assert report.same
    assert report.calls >= 5
