"""Bounds and budgets: what a chat model may take, and what happens when it is used up."""

import time

import pytest
from support.openai_endpoint import Answer, openai_endpoint

from agent.advisor import Advisor
from agent.chat_model import make_chat_model
from agent.events import AdvisorSaid, Decided, TroubleNoted, TurnEnded
from agent.settings import Settings
from agent.spending import Limits, limits_of, price_of
from tools.errors import InputError

SAID = "A bot answers questions about our policies, which HR rewrites every quarter"
READS = Answer(tool_calls=(("record_facts", {"facts": []}),))
LUNA = price_of("openai:gpt-6-luna")


@pytest.fixture
def spoken_by(store, knowledge):
    def make(endpoint, limits):
        chat_model = make_chat_model(
            "openai:mock", api_key="sk-x", base_url=endpoint.url, turn_seconds=20.0
        )
        return Advisor(store, knowledge, chat_model, limits=limits)

    return make


def of_kind(events, kind):
    return [event for event in events if isinstance(event, kind)]


async def test_a_turn_says_what_it_took_and_a_cached_prompt_is_cheaper(spoken_by, everything):
    with openai_endpoint(READS, Answer("Tell me more.", cached=80)) as endpoint:
        advisor = spoken_by(endpoint, Limits(price=LUNA))
        events = await everything(advisor.reply("s", SAID))

    ended = of_kind(events, TurnEnded)[0]
    assert (ended.tokens_in, ended.tokens_out) == (200, 20)
    assert ended.usd == pytest.approx((120 * 0.10 + 80 * 0.01 + 20 * 0.50) / 1e6)
    assert advisor.spent_in_words("s") == (
        "This consultation took 220 of 1,000,000 tokens, less than 0.0001 USD."
    )


@pytest.mark.parametrize(
    ("limits", "whose"),
    [
        (Limits(session_tokens=200), "of this consultation, 200 tokens"),
        (Limits(day_tokens=200), "of today, 200 tokens"),
        (Limits(session_usd=1e-9, price=LUNA), "of this consultation, 1e-09 USD"),
        (Limits(day_usd=1e-9, price=LUNA), "of today, 1e-09 USD"),
    ],
)
async def test_when_a_budget_is_used_up_the_rules_answer_and_say_so(
    spoken_by, everything, limits, whose
):
    with openai_endpoint(Answer("Tell me more.")) as endpoint:
        advisor = spoken_by(endpoint, limits)
        for _ in range(2):
            await everything(advisor.reply("s", "Hello"))
        asked = len(endpoint.requests)
        events = await everything(advisor.reply("s", SAID))

    assert whose in of_kind(events, TroubleNoted)[0].what
    assert of_kind(events, Decided)[0].decision["strategy"] == "rag"
    assert len(endpoint.requests) == asked <= 2


async def test_what_a_day_took_counts_for_every_consultation(spoken_by, everything):
    with openai_endpoint(Answer("Tell me more.")) as endpoint:
        advisor = spoken_by(endpoint, Limits(day_tokens=100))
        await everything(advisor.reply("one", "Hello"))
        events = await everything(advisor.reply("another", SAID))

    assert "of today" in of_kind(events, TroubleNoted)[0].what
    assert len(endpoint.requests) == 1


async def test_refused_input_makes_no_call(spoken_by, everything):
    with openai_endpoint(Answer("Never said.")) as endpoint:
        advisor = spoken_by(endpoint, Limits())
        with pytest.raises(InputError):
            await everything(advisor.reply("s", "x" * 100_001))
        await everything(advisor.reply("s", "   "))

    assert endpoint.requests == []


async def test_many_tool_calls_at_once_are_none(spoken_by, everything):
    flood = Answer(tool_calls=(("mix", {"task_samples": 5000}),) * 50)
    with openai_endpoint(flood) as endpoint:
        events = await everything(spoken_by(endpoint, Limits()).reply("s", SAID))

    assert "more than 8 tools" in of_kind(events, TroubleNoted)[0].what
    assert len(endpoint.requests) == 1


async def test_a_chat_model_that_never_stops_calling_is_asked_six_times(spoken_by, everything):
    with openai_endpoint(READS) as endpoint:
        events = await everything(spoken_by(endpoint, Limits()).reply("s", SAID))

    assert of_kind(events, TroubleNoted)
    assert len(endpoint.requests) == 6


async def test_endless_words_come_to_an_end(spoken_by, everything):
    with openai_endpoint(Answer("Well, let me see. " * 400)) as endpoint:
        events = await everything(spoken_by(endpoint, Limits(output_tokens=50)).reply("s", SAID))

    assert len(of_kind(events, AdvisorSaid)[0].text) < 400
    assert "broke off" in of_kind(events, AdvisorSaid)[0].text
    assert 50 <= of_kind(events, TurnEnded)[0].tokens_out < 150


async def test_endless_arguments_come_to_an_end(spoken_by, everything):
    endless = Answer(tool_calls=(("search", {"question": "Well? " * 100_000}),))
    with openai_endpoint(endless) as endpoint:
        began = time.perf_counter()
        events = await everything(spoken_by(endpoint, Limits(output_tokens=50)).reply("s", SAID))

    assert "would not come to an end" in of_kind(events, TroubleNoted)[0].what
    assert of_kind(events, Decided)[0].decision["strategy"] == "rag"
    assert time.perf_counter() - began < 10.0


def test_a_budget_in_usd_needs_a_price(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    settings = Settings(chat_model="openai:local-thing", session_usd=1.0)

    with pytest.raises(InputError, match="INPUT_USD_PER_MILLION"):
        limits_of(settings)
    priced = settings.model_copy(
        update={"input_usd_per_million": 0.0, "output_usd_per_million": 0.0}
    )
    assert limits_of(priced).price.source == "settings"


def test_the_table_knows_the_price_and_its_day():
    settings = Settings(chat_model="openai:gpt-6-luna")

    assert "2026" in limits_of(settings).price.source
