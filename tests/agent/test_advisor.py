"""One turn and several: what is kept, what is refused, what goes wrong without harm."""

import asyncio

import pytest
from langchain_core.messages import AIMessage

from agent.events import (
    Action,
    AdvisorSaid,
    Asked,
    Decided,
    FactNoted,
    FactSkipped,
    ToolCalled,
    ToolReturned,
    TroubleNoted,
    TurnEnded,
    UserSaid,
)
from agent.said import LONGEST_MESSAGE, Said
from agent.scripted import ScriptedChatModel, calls, says
from agent.transcripts import fold
from tools.errors import InputError

POLICIES = "A bot answers questions about our policies, which HR rewrites every quarter"


def of_kind(events, kind):
    return [event for event in events if isinstance(event, kind)]


async def test_the_first_message_is_read_before_anything_is_asked(advisor, everything):
    events = await everything(advisor.reply("s", POLICIES))

    noted = {fact.field: fact.value for fact in of_kind(events, FactNoted)}
    assert noted["knowledge_changes"] == "quarterly"
    assert of_kind(events, Asked)[0].field not in noted


async def test_a_turn_says_decides_asks_and_ends(advisor, everything):
    events = await everything(advisor.reply("s", POLICIES))

    assert [event.number for event in events] == list(range(1, len(events) + 1))
    assert of_kind(events, AdvisorSaid)[0].text
    assert of_kind(events, Decided)[0].decision["strategy"] == "rag"
    assert of_kind(events, TurnEnded)[0].how == "finished"


async def test_a_click_sets_what_the_answer_stands_for(advisor, everything):
    await everything(advisor.reply("s", POLICIES))
    question = fold.question_of(advisor.store.events("s"))

    said = Said(question.options[0], action=Action(chose=question.field))
    events = await everything(advisor.reply("s", said))

    assert all(fact.origin == "chosen" for fact in of_kind(events, FactNoted))
    assert of_kind(events, FactNoted)[0].quote == question.options[0]


async def test_dont_know_is_accepted_and_not_asked_again(advisor, everything):
    await everything(advisor.reply("s", POLICIES))
    asked = fold.question_of(advisor.store.events("s")).field

    said = Said("I don't know.", action=Action(skipped=asked))
    events = await everything(advisor.reply("s", said))

    assert of_kind(events, FactSkipped)[0].field == asked
    assert all(question.field != asked for question in of_kind(events, Asked))


async def test_words_that_answer_nothing_twice_end_the_question(advisor, everything):
    await everything(advisor.reply("s", POLICIES))
    asked = fold.question_of(advisor.store.events("s")).field

    await everything(advisor.reply("s", "apple"))
    events = await everything(advisor.reply("s", "banana"))

    assert of_kind(events, FactSkipped)[0].field == asked


async def test_a_question_in_the_middle_is_answered_and_the_interview_resumes(advisor, everything):
    await everything(advisor.reply("s", POLICIES))
    asked = fold.question_of(advisor.store.events("s")).field

    events = await everything(advisor.reply("s", "What is catastrophic forgetting?"))

    assert "14.1/4/definition" in of_kind(events, AdvisorSaid)[0].citations
    assert of_kind(events, Asked)[0].field == asked


async def test_a_correction_recomputes(advisor, everything):
    await everything(advisor.reply("s", POLICIES))

    correction = Said("Correction", action=Action(set={"knowledge_changes": "never"}))
    await everything(advisor.reply("s", correction))

    assert fold.profile_of(advisor.store.events("s")).knowledge_changes == "never"


async def test_a_correction_that_does_not_fit_is_refused_and_nothing_is_stored(advisor):
    said = Said("Correction", action=Action(set={"labelled_examples": -5}))

    with pytest.raises(InputError, match="labelled_examples"):
        async for _ in advisor.reply("s", said):
            pass

    assert advisor.store.owner_of("s") is None


async def test_answer_now_asks_nothing(advisor, everything):
    said = Said("Answer with what you know now.", action=Action(answer_now=True))

    events = await everything(advisor.reply("s", said))

    assert not of_kind(events, Asked)
    assert of_kind(events, Decided)[0].decision["status"] == "provisional"


@pytest.mark.parametrize(
    "text", ["", "   ", "<script>alert(1)</script>", "a\x00b", "x" * LONGEST_MESSAGE, "\ud800"]
)
async def test_odd_words_are_kept_and_answered(advisor, everything, text):
    events = await everything(advisor.reply("s", text))

    assert of_kind(events, UserSaid)[0].text == text
    assert of_kind(events, AdvisorSaid)
    assert of_kind(events, TurnEnded)[0].how == "finished"


async def test_a_message_beyond_the_limit_is_refused_with_the_limit(advisor):
    with pytest.raises(InputError, match="100,000"):
        async for _ in advisor.reply("s", "x" * (LONGEST_MESSAGE + 1)):
            pass


async def test_two_messages_at_once_are_both_answered_in_order(advisor, everything):
    await asyncio.gather(
        everything(advisor.reply("s", POLICIES)),
        everything(advisor.reply("s", "We have 900 labelled examples")),
    )

    kept = advisor.store.events("s")
    assert [type(e) for e in kept if isinstance(e, UserSaid | TurnEnded)] == [
        UserSaid,
        TurnEnded,
        UserSaid,
        TurnEnded,
    ]
    assert fold.profile_of(kept).labelled_examples == 900


async def test_a_stopped_turn_keeps_what_was_said(advisor):
    reply = advisor.reply("s", POLICIES)
    async for step in reply:
        if isinstance(step, UserSaid):
            break
    await reply.aclose()

    kept = advisor.store.events("s")
    assert of_kind(kept, UserSaid)
    assert of_kind(kept, TurnEnded)[0].how == "stopped"


async def test_a_fact_whose_quote_was_not_said_is_refused(advisor_with, everything):
    invented = [{"field": "labelled_examples", "value": 900, "quote": "900 examples"}]
    chat_model = ScriptedChatModel(script=[calls("record_facts", facts=invented), says("Noted.")])

    await everything(advisor_with(chat_model).reply("s", "Should we tune?"))

    assert "the user did not say '900 examples'" in chat_model.seen[1][-1].text


async def test_a_value_that_does_not_follow_from_its_quote_is_refused(advisor_with, everything):
    fact = {"field": "labelled_examples", "value": 9_000, "quote": "900 labelled examples"}
    chat_model = ScriptedChatModel(script=[calls("record_facts", facts=[fact]), says("Noted.")])
    advisor = advisor_with(chat_model)

    await everything(advisor.reply("s", "We have 900 labelled examples"))

    assert fold.profile_of(advisor.store.events("s")).labelled_examples is None


async def test_a_request_out_of_range_comes_back_to_the_chat_model_in_words(
    advisor_with, everything
):
    chat_model = ScriptedChatModel(script=[calls("mix", task_samples=-7), says("How many?")])

    events = await everything(advisor_with(chat_model).reply("s", "Mix?"))

    assert "task_samples" in chat_model.seen[1][-1].text
    assert "task_samples" in of_kind(events, ToolReturned)[0].error


async def test_an_unknown_tool_is_no_harm_and_stands_in_the_transcript(advisor_with, everything):
    chat_model = ScriptedChatModel(script=[calls("launch_training"), says("I can't do that.")])

    events = await everything(advisor_with(chat_model).reply("s", "Train it"))

    assert "no tool launch_training" in of_kind(events, ToolReturned)[0].error
    assert of_kind(events, TurnEnded)[0].how == "finished"


async def test_tools_called_together_have_calls_of_their_own(advisor_with, everything):
    together = AIMessage(
        "",
        tool_calls=[
            {"name": "search", "args": {"question": "What is LoRA?"}, "id": "a"},
            {"name": "no_such_tool", "args": {}, "id": "b"},
            {"name": "search", "args": {"question": "What is RAG?"}, "id": "c"},
        ],
    )
    chat_model = ScriptedChatModel(script=[together, says("What is the task?")])

    events = await everything(advisor_with(chat_model).reply("s", "Hello"))

    called = [event.call for event in events if isinstance(event, ToolCalled)]
    assert len(called) == len(set(called)) == 3
    assert sorted(called) == sorted(e.call for e in events if isinstance(e, ToolReturned))


async def test_an_invented_number_is_never_shown(advisor_with, everything):
    chat_model = ScriptedChatModel(
        script=[calls("mix", task_samples=5000), says("Add 9,999 general samples.")]
    )

    events = await everything(advisor_with(chat_model).reply("s", "5,000 samples: what to mix in?"))

    said = of_kind(events, AdvisorSaid)[0]
    assert "9,999" not in said.text
    assert "2,143" in said.text
    assert said.repaired[0].said == "Add 9,999 general samples."


async def test_an_endpoint_that_fails_leaves_the_turn_to_the_rules(advisor_with, everything):
    chat_model = ScriptedChatModel(script=[ConnectionError("refused")])

    events = await everything(advisor_with(chat_model).reply("s", POLICIES))

    assert "rules answer instead" in of_kind(events, TroubleNoted)[0].what
    assert of_kind(events, Decided)[0].decision["strategy"]
    assert of_kind(events, TurnEnded)[0].how == "finished"


async def test_a_chat_model_that_calls_for_ever_is_stopped(advisor_with, everything):
    chat_model = ScriptedChatModel(script=[calls("mix", task_samples=5000)] * 50)

    events = await everything(advisor_with(chat_model).reply("s", "Mix?"))

    assert of_kind(events, TroubleNoted)
    assert of_kind(events, TurnEnded)[0].how == "finished"


async def test_an_interrupted_turn_is_marked_and_the_next_one_answers(advisor, store, everything):
    await everything(advisor.reply("s", POLICIES))
    store.append("s", [UserSaid(text="We have 900 labelled examples", turn=2)])

    await everything(advisor.reply("s", "Well?"))

    kept = store.events("s")
    assert [each.how for each in of_kind(kept, TurnEnded)] == [
        "finished",
        "interrupted",
        "finished",
    ]
