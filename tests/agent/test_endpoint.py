"""The ChatOpenAI path over the wire: a loopback server that speaks the protocol, with faults."""

import pytest
from support.loopback import redirecting
from support.openai_endpoint import Answer, openai_endpoint

from agent.chat_model import make_chat_model
from agent.events import AdvisorSaid, Decided, TroubleNoted, TurnEnded
from tools.errors import InputError

SAID = "A bot answers questions about our policies, which HR rewrites every quarter"
RECORDS = (
    "record_facts",
    {
        "facts": [
            {"field": "knowledge_changes", "value": "quarterly", "quote": "every quarter"},
            {
                "field": "needs_external_knowledge",
                "value": True,
                "quote": "answers questions about our policies",
            },
        ]
    },
)


def spoken_to(url, seconds=4.0):
    return make_chat_model("openai:mock", api_key="sk-secret", base_url=url, turn_seconds=seconds)


def of_kind(events, kind):
    return [event for event in events if isinstance(event, kind)]


async def test_an_endpoint_reads_facts_and_phrases_the_decision(advisor_with, everything):
    words = "So far this points to retrieval (RAG)."
    with openai_endpoint(Answer(tool_calls=(RECORDS,)), Answer(words)) as endpoint:
        events = await everything(advisor_with(spoken_to(endpoint.url)).reply("s", SAID))

    assert of_kind(events, AdvisorSaid)[0].text == words
    assert of_kind(events, Decided)[0].decision["strategy"] == "rag"
    assert of_kind(events, TurnEnded)[0].tokens_in == 200


async def test_the_endpoint_is_shown_the_state_after_a_stable_prefix(advisor_with, everything):
    with openai_endpoint(Answer("Tell me more.")) as endpoint:
        advisor = advisor_with(spoken_to(endpoint.url))
        await everything(advisor.reply("s", SAID))
        await everything(advisor.reply("s", "And 900 labelled examples"))

    first, second = (request["messages"] for request in endpoint.requests)
    assert first[0] == second[0]
    assert "State of the consultation" in second[-2]["content"]
    assert second[-1]["content"] == "And 900 labelled examples"


async def test_a_compatible_endpoint_is_told_the_longest_reply_by_the_name_it_knows(
    advisor_with, everything
):
    with openai_endpoint(Answer("Tell me more.")) as endpoint:
        await everything(advisor_with(spoken_to(endpoint.url)).reply("s", SAID))

    assert endpoint.requests[0]["max_tokens"] == 4_000
    assert "max_completion_tokens" not in endpoint.requests[0]


async def test_words_are_not_sent_on_to_where_an_endpoint_points(advisor_with, everything):
    with openai_endpoint(Answer("Tell me more.")) as elsewhere, redirecting(elsewhere.url) as url:
        events = await everything(advisor_with(spoken_to(url)).reply("s", SAID))

    assert elsewhere.requests == []
    assert "points to another address" in of_kind(events, TroubleNoted)[0].what
    assert of_kind(events, Decided)[0].decision["strategy"] == "rag"


@pytest.mark.parametrize(
    "url", [None, "https://api.openai.com/v1", "https://ours.openai.azure.com/openai/v1"]
)
def test_openai_itself_is_told_by_its_newer_name(url):
    request = spoken_to(url)._get_request_payload("hello")

    assert request["max_completion_tokens"] == 4_000
    assert not request.get("extra_body")


@pytest.mark.parametrize(
    "url", ["https://api.openai.com.evil.example/v1", "http://openai.azure.com.local:8000/v1"]
)
def test_a_name_that_only_looks_like_openai_is_another_endpoint(url):
    assert spoken_to(url)._get_request_payload("hello")["extra_body"] == {"max_tokens": 4_000}


@pytest.mark.parametrize(
    "fault", ["401", "429", "500", "html", "reset", "silence", "midway", "no_finish", "bad_json",
              "error_event"],
)  # fmt: skip
async def test_a_fault_leaves_the_turn_whole(advisor_with, everything, fault):
    answer = Answer("This points to retrieval and it goes on", fault=fault)
    with openai_endpoint(answer) as endpoint:
        events = await everything(advisor_with(spoken_to(endpoint.url, 2.0)).reply("s", SAID))

    assert of_kind(events, TroubleNoted)
    assert of_kind(events, Decided)[0].decision["strategy"] == "rag"
    assert of_kind(events, TurnEnded)[0].how == "finished"
    assert "sk-secret" not in "".join(str(event.line()) for event in events)


@pytest.mark.parametrize("nothing", ["", "  \n"], ids=["empty", "blank"])
async def test_an_endpoint_that_answers_without_a_word_leaves_the_turn_to_the_rules(
    advisor_with, everything, nothing
):
    with openai_endpoint(Answer(nothing)) as endpoint:
        events = await everything(advisor_with(spoken_to(endpoint.url)).reply("s", SAID))

    assert "without a word" in of_kind(events, TroubleNoted)[0].what
    assert of_kind(events, AdvisorSaid)[-1].text.strip()


async def test_arguments_nested_deeper_than_a_transcript_holds_are_cut(advisor_with, everything):
    nested: dict[str, object] = {}
    for _ in range(300):
        nested = {"a": nested}
    calls = Answer(tool_calls=(("estimate", {"config": nested}),))
    with openai_endpoint(calls, Answer("Tell me more.")) as endpoint:
        events = await everything(advisor_with(spoken_to(endpoint.url)).reply("s", SAID))

    assert of_kind(events, TurnEnded)[0].how == "finished"


async def test_a_number_that_was_cut_off_is_never_shown(advisor_with, everything):
    answer = Answer("Retrieval fits. It needs 28.4 GB", fault="midway")
    with openai_endpoint(answer) as endpoint:
        events = await everything(advisor_with(spoken_to(endpoint.url)).reply("s", SAID))

    assert "28" not in of_kind(events, AdvisorSaid)[-1].text


def test_an_endpoint_needs_a_key_and_says_which():
    with pytest.raises(InputError, match="OPENAI_API_KEY"):
        make_chat_model("openai:gpt-6-luna", api_key=None, base_url=None, turn_seconds=60)


def test_a_key_alone_changes_nothing():
    chat_model = make_chat_model("guided", api_key="sk-x", base_url=None, turn_seconds=60)

    assert chat_model._llm_type == "guided"
