"""What is said beside the task is answered, states nothing, and leaves the question open."""

import re

import pytest

from agent.events import AdvisorSaid, Asked, FactNoted, FactSkipped, ToolCalled
from agent.guided.asides import COLUMNS, kind_of
from agent.guided.reading.tables import word_table
from agent.wording.asides import SAID

ROWS = word_table("asides", COLUMNS)
POLICIES = "A bot answers questions about our policies, which HR rewrites every quarter"
ERASURE = "A customer demands that we delete their data from the language model we fine-tuned on it"


def said_in(events):
    return "\n".join(event.text for event in events if isinstance(event, AdvisorSaid))


def of_kind(events, kind):
    return [event for event in events if isinstance(event, kind)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_kind_proves_itself_by_its_example(row):
    assert kind_of(row[2]) == row[0]


@pytest.mark.parametrize(
    "words",
    [
        "thanks, but the prompt falls short",
        "hello, we run a bakery and want a chatbot",
        "that is wrong in 12 % of the cases",
        "help me to train Mistral-7B",
        "next",
        "no",
        "good",
    ],
)
def test_what_states_or_answers_something_is_no_aside(words):
    assert kind_of(words) in {"", "thanks"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
async def test_an_aside_leaves_the_task_and_the_question_as_they_are(advisor, everything, row):
    kind, _, example = row
    before = await everything(advisor.reply("s", ERASURE if kind == "proof" else POLICIES))

    events = await everything(advisor.reply("s", example))

    assert SAID.get(kind, "") in said_in(events)
    assert said_in(events).strip()
    assert not of_kind(events, FactNoted) + of_kind(events, FactSkipped)
    assert not [each for each in of_kind(events, ToolCalled) if each.tool == "search"]
    asked = [[each.field for each in of_kind(turn, Asked)] for turn in (before, events)]
    assert asked[0] == asked[1]


async def test_a_greeting_is_answered_by_one_and_by_the_first_question(advisor, everything):
    events = await everything(advisor.reply("s", "hi"))

    assert said_in(events) == SAID["greeting"]
    assert of_kind(events, Asked)


async def test_what_proves_a_removal_is_every_test_of_the_tool(advisor, everything):
    await everything(advisor.reply("s", ERASURE))

    said = said_in(await everything(advisor.reply("s", "how do we prove it is gone?")))

    assert "Guarantee: exact for this stage" in said
    assert len(re.findall(r"^\d\. ", said, re.MULTILINE)) == 7
    assert "[evidence/deeb-roger-2024]" in said


async def test_what_is_next_is_the_beginning_of_the_plan(advisor, everything):
    await everything(advisor.reply("s", POLICIES))

    said = said_in(await everything(advisor.reply("s", "ok and then?")))

    assert said.startswith("**What to do**\n1. Index the documents")


async def test_how_it_is_known_to_work_is_proof_where_something_is_removed(advisor, everything):
    await everything(advisor.reply("s", ERASURE))

    said = said_in(await everything(advisor.reply("s", "how do we know that it worked?")))

    assert said.startswith("**What proves it**")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("what did you assume?", "**Taken for granted**\n- The best prompt is good enough: no."),
        ("how sure are you?", "**Still unknown, and able to change the answer**"),
        ("show me the sources", "[14.1/5/sft-misconception]"),
        ("thanks, and where did you get that from?", "[14.1/5/sft-misconception]"),
    ],
)
async def test_what_a_direction_rests_on_is_told_from_the_decision(
    advisor, everything, asked, told
):
    await everything(advisor.reply("s", POLICIES))

    events = await everything(advisor.reply("s", asked))

    assert told in said_in(events)
    assert not [each for each in of_kind(events, ToolCalled) if each.tool == "search"]


async def test_the_sources_behind_a_passage_are_looked_up(advisor, everything):
    await everything(advisor.reply("s", POLICIES))
    await everything(advisor.reply("s", "What is LoRA?"))

    said = said_in(await everything(advisor.reply("s", "show me the sources")))

    assert "Hu and colleagues" in said


async def test_what_an_estimate_assumed_is_told_behind_one(advisor, everything):
    await everything(advisor.reply("s", POLICIES))
    await everything(advisor.reply("s", "how much memory does LoRA on Llama-3.1-8B need?"))

    said = said_in(await everything(advisor.reply("s", "what did you assume?")))

    assert said.startswith("**What was assumed**, largest effect first")


@pytest.mark.parametrize(
    "words", ["thanks, bye", "great, thank you. bye!", "ok thanks, that's all"]
)
async def test_thanks_and_a_farewell_in_one_leave_the_question_open(advisor, everything, words):
    before = await everything(advisor.reply("s", POLICIES))

    events = await everything(advisor.reply("s", words))

    assert said_in(events) == SAID["bye"]
    assert [e.field for e in of_kind(events, Asked)] == [e.field for e in of_kind(before, Asked)]


async def test_proof_of_nothing_that_is_removed_is_no_aside(advisor, everything):
    await everything(advisor.reply("s", POLICIES))

    events = await everything(advisor.reply("s", "how do we prove it?"))

    assert "What proves it" not in said_in(events)
