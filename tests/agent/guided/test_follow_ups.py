"""Questions in the middle of an interview: answered in part, followed up, never read as facts."""

import pytest

from agent.events import AdvisorSaid, Asked, FactNoted, FactSkipped, ToolCalled, ToolReturned
from agent.transcripts import fold

POLICIES = "A bot answers questions about our policies, which HR rewrites every quarter"


def said_in(events):
    return "\n".join(event.text for event in events if isinstance(event, AdvisorSaid))


def of_kind(events, kind):
    return [event for event in events if isinstance(event, kind)]


@pytest.mark.parametrize(
    ("question", "follow_up", "leads_to"),
    [
        ("How much memory does full fine-tuning need?", "and for LoRA?", "lora|7b-comparison"),
        ("What is catastrophic forgetting?", "how do I notice it?", "symptoms"),
        ("What is SISA?", "does it work for LLMs?", "sisa-limits"),
        ("What is RAG?", "and the cost?", "rag-profile|trade-directions"),
        ("Does SFT teach new facts?", "any evidence?", "evidence/"),
        ("What is unlearning?", "which laws require it?", "regulation"),
    ],
)
async def test_a_follow_up_leans_on_the_question_before(
    advisor, everything, question, follow_up, leads_to
):
    await everything(advisor.reply("s", POLICIES))
    await everything(advisor.reply("s", question))

    events = await everything(advisor.reply("s", follow_up))

    (called,) = [each for each in of_kind(events, ToolCalled) if each.tool == "search"]
    cited = of_kind(events, AdvisorSaid)[0].citations
    assert called.args["follows"] == question
    assert any(part in cited[0] for part in leads_to.split("|")), cited
    assert not of_kind(events, FactNoted)


async def test_why_brings_something_that_was_not_shown(advisor, everything):
    first = await everything(advisor.reply("s", "What is LoRA?"))

    second = await everything(advisor.reply("s", "why?"))

    shown = of_kind(first, AdvisorSaid)[0].citations
    assert not set(shown) & set(of_kind(second, AdvisorSaid)[0].citations)


async def test_a_request_for_the_decision_leaves_the_question_open(advisor, everything):
    (asked,) = of_kind(await everything(advisor.reply("s", POLICIES)), Asked)

    events = await everything(advisor.reply("s", "so, should we fine-tune?"))

    assert not of_kind(events, FactSkipped)
    assert [each.field for each in of_kind(events, Asked)] == [asked.field]


async def test_a_question_that_points_back_is_looked_up_with_what_it_points_at(advisor, everything):
    events = await everything(advisor.reply("s", "We plan to pre-train from scratch. Is it sane?"))

    (called,) = [each for each in of_kind(events, ToolCalled) if each.tool == "search"]
    assert "scratch" in called.args["question"]


async def test_why_a_question_is_asked_is_said_and_it_stays_open(advisor, everything):
    before = await everything(advisor.reply("s", POLICIES))
    (asked,) = of_kind(before, Asked)

    events = await everything(advisor.reply("s", "why do you ask?"))

    assert asked.why in said_in(events)
    assert of_kind(events, Asked)[0].field == asked.field
    assert not of_kind(events, FactSkipped)


async def test_many_questions_in_a_row_leave_the_interview_where_it_was(advisor, everything):
    await everything(advisor.reply("s", POLICIES))
    open_question = fold.question_of(advisor.store.events("s"))

    for words in ("What is QLoRA?", "What is an epoch?", "and for LoRA?", "What is SISA?"):
        events = await everything(advisor.reply("s", words))

    assert fold.question_of(events).field == open_question.field


async def test_the_part_that_answers_comes_and_not_the_whole_note(advisor, everything):
    events = await everything(advisor.reply("s", "How was the medical system built and trained?"))

    assert "triples" in said_in(events)
    assert "- " not in said_in(events)


async def test_outside_evidence_shows_its_paper(advisor, everything):
    events = await everything(advisor.reply("s", "What did the RAFT paper find?"))

    assert "arXiv:2403.10131" in said_in(events)


async def test_a_term_is_explained_in_plain_words_first(advisor, everything):
    events = await everything(advisor.reply("s", "What is an epoch?"))

    assert said_in(events).startswith("**Epoch**: ")


async def test_a_question_outside_is_said_to_be_so(advisor, everything):
    await everything(advisor.reply("s", POLICIES))

    events = await everything(advisor.reply("s", "What is the boiling point of ethanol?"))

    assert "does not cover" in said_in(events) or "outside" in said_in(events).lower()


async def test_a_chat_model_is_given_five_passages(advisor, everything):
    events = await everything(advisor.reply("s", "What is continual pre-training?"))

    (found,) = [e.result for e in of_kind(events, ToolReturned) if "passages" in (e.result or {})]
    assert len(found["passages"]) == 5


@pytest.mark.parametrize(
    "words", ["What is the meaning of life?", "write me a poem about the sea", "who won the cup?"]
)
async def test_something_off_topic_in_between_leaves_the_task_as_it_is(advisor, everything, words):
    before = await everything(advisor.reply("s", POLICIES))

    events = await everything(advisor.reply("s", words))

    assert "does not cover" in said_in(events)
    assert not of_kind(events, FactNoted)
    assert of_kind(events, Asked)[0].field == of_kind(before, Asked)[0].field


@pytest.mark.parametrize(
    "words",
    [
        "tell me about the medical case",
        "is it true that SFT adds knowledge",
        "can i use json mode instead of training",
        "describe catastrophic forgetting",
    ],
)
async def test_a_question_without_its_mark_is_looked_up(advisor, everything, words):
    await everything(advisor.reply("s", POLICIES))

    events = await everything(advisor.reply("s", words))

    assert of_kind(events, AdvisorSaid)[0].citations
    assert "can't read an answer" not in said_in(events)


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("what's the difference between LoRA and QLoRA?", ("**LoRA**: ", "**QLoRA**: ")),
        ("is RAG better than fine-tuning?", ("**RAG**: ", "**Fine-tuning**: ")),
        ("pros and cons of LoRA vs QLoRA", ("**LoRA**: ", "**QLoRA**: ")),
        ("How does SFT differ from DPO?", ("**SFT**: ", "**DPO**: ")),
        ("when would I use RAG instead of fine-tuning?", ("**RAG**: ", "**Fine-tuning**: ")),
    ],
)
async def test_two_terms_that_are_compared_are_both_explained(advisor, everything, question, terms):
    events = await everything(advisor.reply("s", question))

    assert all(term in said_in(events) for term in terms)


async def test_a_term_is_explained_by_the_passage_of_its_own(advisor, everything):
    events = await everything(advisor.reply("s", "What is RAG?"))

    assert of_kind(events, AdvisorSaid)[0].citations == ("14.1/1.1/three-approaches",)


async def test_structured_output_is_a_term(advisor, everything):
    events = await everything(advisor.reply("s", "What is structured output?"))

    assert said_in(events).startswith("**Structured output**: output that is held to a given form")


async def test_one_passage_for_two_questions_is_shown_once(advisor, everything):
    events = await everything(advisor.reply("s", "is RAG better than fine-tuning?"))

    assert said_in(events).count("[14.1/1.1/three-approaches]") == 1


async def test_what_is_assumed_is_one_sentence_with_the_words_it_comes_from(advisor, everything):
    told = "We classify patient letters; HR rewrites the policies every quarter."

    said = said_in(await everything(advisor.reply("s", told)))

    assert said.startswith(
        "I take it from “rewrites the policies every quarter” that knowledge from outside is "
        "needed; tell me if that is wrong."
    )


@pytest.mark.parametrize("words", ["what would you recommend?", "is fine-tuning right for us?"])
async def test_what_is_asked_of_the_decision_is_not_looked_up(advisor, everything, words):
    await everything(advisor.reply("s", POLICIES))

    events = await everything(advisor.reply("s", words))

    assert "retrieval (rag)" in said_in(events).lower()
    assert not [each for each in of_kind(events, ToolCalled) if each.tool == "search"]
