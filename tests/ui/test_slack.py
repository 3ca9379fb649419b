"""The consultation in Slack, over signed HTTP, against a mock Slack on loopback."""

import asyncio
import json
import time
from urllib.parse import urlencode

import httpx
import pytest
from fastapi import FastAPI
from slack_sdk.errors import SlackApiError
from support.false_secrets import seeded
from support.mock_slack import SECRET, mock_slack, signed
from support.openai_endpoint import Answer, openai_endpoint

from agent.advisor import Advisor
from agent.chat_model import make_chat_model
from agent.events import AdvisorSaid
from agent.settings import Settings
from agent.transcripts import fold
from agent.transcripts.store import Store
from ui.slack_blocks import reply_blocks
from ui.slack_bot import slack_app, slack_routes
from ui.slack_heard import Heard, heard_message

FIRST = "<@UBOT> HR rewrites our policies every quarter, should we train a model on them?"


class Workplace:
    """Slack, the bridge, and a way to send what Slack would send."""

    def __init__(self, slack, advisor, settings):
        self.slack = slack
        self.advisor = advisor
        self.settings = settings
        self.app, self.bridge = slack_app(advisor, settings)
        http = FastAPI()
        http.include_router(slack_routes(self.app))
        transport = httpx.ASGITransport(app=http)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://advisor")

    async def send(self, event, event_id="Ev1", **headers):
        body = json.dumps(
            {"type": "event_callback", "team_id": "T1", "event_id": event_id, "event": event}
        )
        sent = signed(body) | {"content-type": "application/json"} | headers
        return await self.http.post("/slack/events", content=body, headers=sent)

    async def click(self, message, text, user="U1"):
        elements = [e for block in message["blocks"] for e in block.get("elements", ())]
        button = next(e for e in elements if e.get("text", {}) and e.get("action_id") and
                      e["text"]["text"] == text)  # fmt: skip
        payload = {
            "type": "block_actions",
            "team": {"id": "T1"},
            "user": {"id": user},
            "channel": {"id": "C1"},
            "message": {"ts": message["ts"], "thread_ts": message["thread_ts"]},
            "actions": [{**button, "type": "button", "action_ts": "1.1"}],
        }
        body = urlencode({"payload": json.dumps(payload)})
        sent = signed(body) | {"content-type": "application/x-www-form-urlencoded"}
        return await self.http.post("/slack/events", content=body, headers=sent)

    async def posted(self, count, seconds=10.0):
        until = time.monotonic() + seconds
        while len(self.slack.posted) < count and time.monotonic() < until:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.1)
        return self.slack.posted


@pytest.fixture
async def workplace(tmp_path, knowledge):
    with mock_slack() as slack:
        store = Store(tmp_path / "transcripts.sqlite3")
        settings = Settings(
            _env_file=None,
            slack_bot_token="xoxb-test",
            slack_signing_secret=SECRET,
            slack_api_url=slack.url,
        )
        place = Workplace(slack, Advisor(store, knowledge), settings)
        yield place
        await place.http.aclose()
        store.close()


def mention(text=FIRST, ts="100.1", **more):
    return {"type": "app_mention", "user": "U1", "channel": "C1", "ts": ts, "text": text, **more}


def text_of(message):
    return "\n".join(b["text"]["text"] for b in message["blocks"] if b["type"] == "section")


async def test_a_mention_is_answered_in_its_thread_with_buttons(workplace):
    answer = await workplace.send(mention())
    posted = await workplace.posted(1)

    assert answer.status_code == 200
    assert [message["thread_ts"] for message in posted] == ["100.1"]
    assert "retrieval (RAG)" in text_of(posted[0])
    assert any(block["type"] == "actions" for block in posted[0]["blocks"])


async def test_a_thread_sees_who_clicked_what(workplace):
    await workplace.send(mention())
    first = (await workplace.posted(1))[0]

    await workplace.click(first, "It falls short", user="U2")

    second = (await workplace.posted(2))[1]
    assert second["blocks"][0]["elements"][0]["text"] == "<@U2>: It falls short"
    assert "<@U1>" not in json.dumps(first)


async def test_another_bot_in_the_thread_is_not_answered(workplace):
    await workplace.send(mention())
    await workplace.posted(1)
    said = {"type": "message", "user": "UB2", "bot_id": "B2", "channel": "C1", "ts": "100.2"}

    await workplace.send({**said, "thread_ts": "100.1", "text": "Build passed."}, event_id="Ev2")

    assert len(await workplace.posted(2, seconds=0.5)) == 1


async def test_a_click_answers_the_question_in_the_same_consultation(workplace):
    await workplace.send(mention())
    first = (await workplace.posted(1))[0]

    await workplace.click(first, "Don't know")
    await workplace.posted(2)

    (row,) = workplace.advisor.store.sessions()
    assert fold.skipped_of(workplace.advisor.store.events(row.id))
    assert row.owner == "slack:T1:U1"


async def test_the_thread_is_listened_to_without_another_mention(workplace):
    await workplace.send(mention())
    await workplace.posted(1)

    reply = {"type": "message", "user": "U2", "channel": "C1", "ts": "101.1",
             "thread_ts": "100.1", "channel_type": "channel",
             "text": "We have 900 labelled examples"}  # fmt: skip
    await workplace.send(reply, "Ev2")
    await workplace.posted(2)

    (row,) = workplace.advisor.store.sessions()
    events = workplace.advisor.store.events(row.id)
    assert fold.profile_of(events).labelled_examples == 900
    assert fold.words_of(events)[-1].by == "U2"


async def test_messages_within_a_moment_are_answered_in_their_order(workplace):
    said = [f"Our team has {n} people." for n in range(2, 10)]
    later = [
        {"type": "message", "user": "U1", "channel": "C1", "ts": f"101.{n}",
         "thread_ts": "100.1", "channel_type": "channel", "text": words}
        for n, words in enumerate(said)
    ]  # fmt: skip

    for n, event in enumerate([mention(), *later]):
        await workplace.send(event, f"Ev{n}")
    await workplace.posted(1 + len(said), seconds=30)

    (row,) = workplace.advisor.store.sessions()
    heard = fold.words_of(workplace.advisor.store.events(row.id))
    assert [each.text for each in heard[1:]] == said


async def test_a_thread_that_is_not_ours_is_left_alone(workplace):
    other = {"type": "message", "user": "U2", "channel": "C1", "ts": "7.2", "thread_ts": "7.1",
             "channel_type": "channel", "text": "lunch?"}  # fmt: skip
    await workplace.send(other)

    assert await workplace.posted(1, seconds=0.3) == []


async def test_a_repeated_event_is_answered_once(workplace):
    await workplace.send(mention())
    await workplace.send(mention(), **{"x-slack-retry-num": "1"})
    await workplace.send(mention(), "Ev1")

    assert len(await workplace.posted(2, seconds=1.5)) == 1


async def test_what_was_claimed_before_a_crash_is_answered_after_it(workplace):
    heard = heard_message(mention(), "T1")
    workplace.advisor.store.claim(heard.key, heard.payload())

    await workplace.bridge.finish_open([(heard.key, heard.payload())])

    assert len(workplace.slack.thread("100.1")) == 1


async def test_a_reply_that_stands_in_the_thread_is_not_posted_again(workplace):
    await workplace.send(mention())
    await workplace.posted(1)
    heard = heard_message(mention(), "T1")

    await workplace.bridge.finish_open([(heard.key, heard.payload())])

    assert len(workplace.slack.posted) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"x-slack-signature": "v0=wrong"},
        {"x-slack-request-timestamp": "not a number"},
        {"x-slack-request-timestamp": str(int(time.time()) - 600)},
    ],
    ids=["wrong signature", "no timestamp", "stale"],
)
async def test_what_slack_did_not_sign_is_refused(workplace, headers):
    answer = await workplace.send(mention(), **headers)

    assert answer.status_code == 401
    assert await workplace.posted(1, seconds=0.2) == []


async def test_a_rate_limit_is_waited_for(workplace):
    workplace.slack.rate_limited = 1

    await workplace.send(mention())

    assert len(await workplace.posted(1)) == 1


def test_a_payload_survives_a_restart():
    heard = heard_message(mention(), "T1")

    assert Heard.from_payload(heard.payload()) == heard


async def test_hostile_words_are_inert_in_slack(workplace):
    await workplace.send(mention("<@UBOT> &lt;!channel&gt; <https://evil.example|click>"))
    posted = await workplace.posted(1)

    assert "<!channel>" not in json.dumps(posted[0]["blocks"])


async def test_a_table_is_a_list_in_slack(workplace):
    asked = "<@UBOT> give me a table of full, lora and qlora for Llama-3.1-8B on a 4090"
    await workplace.send(mention(asked))

    said = text_of((await workplace.posted(1))[0])

    assert "• *QLoRA*: card: fits on RTX-4090; peak: 11.4 GB" in said
    assert "|" not in said


async def test_a_citation_is_a_number_and_its_title_stands_below(workplace):
    await workplace.send(mention())

    (message,) = await workplace.posted(1)

    notes = [b["elements"][0]["text"] for b in message["blocks"] if b["type"] == "context"]
    assert "[1]" in text_of(message)
    assert "14.1/" not in text_of(message) + message["text"]
    assert notes[0].startswith("Sources\n[1] ")


async def test_what_a_chat_model_took_stands_in_small_print_below_its_reply(workplace, knowledge):
    with openai_endpoint(Answer("What should it do?")) as endpoint:
        speaks = make_chat_model(
            "openai:mock", api_key="any", base_url=endpoint.url, turn_seconds=20.0
        )
        advisor = Advisor(workplace.advisor.store, knowledge, speaks, turn_seconds=20.0)
        place = Workplace(workplace.slack, advisor, workplace.settings)
        await place.send(mention())
        (message,) = await place.posted(1)

    assert message["blocks"][-1]["type"] == "context"
    words = message["blocks"][-1]["elements"][0]["text"]
    assert words == "This consultation took 110 of 1,000,000 tokens."


async def test_what_waits_to_be_answered_is_written_down_without_secrets(workplace):
    _, secret, text = next(seeded(each=1))
    heard = heard_message(mention(f"<@UBOT> why does {text} fail?"), "T1")

    assert secret not in heard.payload()
    await workplace.send(mention(f"<@UBOT> why does {text} fail?"))
    (message,) = await workplace.posted(1)
    assert "Your message held a secret (OpenAI key)" in text_of(message)


async def test_rules_cost_nothing_and_nothing_is_said_of_it(workplace):
    await workplace.send(mention())

    (message,) = await workplace.posted(1)

    assert "tokens" not in json.dumps(message["blocks"])


async def test_a_reply_that_slack_refused_is_sent_in_the_next_round(workplace):
    heard = heard_message(mention(), "T1")
    workplace.slack.refuses = 1

    with pytest.raises(SlackApiError):
        await workplace.bridge.answer(heard)
    recovery = asyncio.create_task(workplace.bridge.keep_recovering(every_s=0.05))
    posted = await workplace.posted(1)
    recovery.cancel()

    assert len(posted) == 1
    assert workplace.advisor.store.open_claims("slack:") == []


def test_a_token_in_the_environment_brings_no_warning(tmp_path, knowledge, monkeypatch, caplog):
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-test")
    store = Store(tmp_path / "transcripts.sqlite3")

    slack_app(Advisor(store, knowledge), Settings(_env_file=None, slack_signing_secret=SECRET))

    assert caplog.text == ""
    store.close()


@pytest.mark.parametrize("body", ["{", "[]", '{"a":' + "9" * 5000 + "}", "[" * 100_000])
async def test_a_signed_body_that_is_no_event_is_refused(workplace, body):
    sent = signed(body) | {"content-type": "application/json"}

    answer = await workplace.http.post("/slack/events", content=body, headers=sent)

    assert answer.status_code == 400


async def test_a_notification_carries_the_question(workplace):
    await workplace.send(mention())
    (message,) = await workplace.posted(1)
    (row,) = workplace.advisor.store.sessions()
    question = fold.question_of(workplace.advisor.store.events(row.id))

    assert message["text"].endswith(question.text)


async def test_a_screen_reader_says_what_a_button_answers(workplace):
    await workplace.send(mention())
    (message,) = await workplace.posted(1)
    (row,) = workplace.advisor.store.sessions()
    question = fold.question_of(workplace.advisor.store.events(row.id))
    (buttons,) = (block["elements"] for block in message["blocks"] if block["type"] == "actions")

    labels = [each["accessibility_label"] for each in buttons]
    assert labels[0].startswith(f"{question.options[0]}. {question.text[:20]}")
    assert max(map(len, labels)) <= 75


async def test_the_decision_stands_in_small_print_once(workplace):
    await workplace.send(mention())
    (message,) = await workplace.posted(1)

    small = [b["elements"][0]["text"] for b in message["blocks"] if b["type"] == "context"]
    assert sum("Retrieval (RAG) so far" in text for text in small) == 1
    assert "so far;" not in text_of(message)


async def test_who_sends_a_file_is_told_that_it_is_not_read(workplace):
    await workplace.send(mention(files=[{"id": "F1", "name": "handbook.pdf"}]))
    await workplace.posted(1)

    whispers = [body for method, body in workplace.slack.calls if method == "chat.postEphemeral"]
    assert ["files" in body["text"] for body in whispers] == [True]


def test_many_long_sources_stay_within_a_block_of_slack():
    said = " ".join(f"So [14.1/{n}]." for n in range(60))
    events = [AdvisorSaid(text=said, session="s", number=1, turn=1)]

    blocks = reply_blocks(events, lambda anchor: f"<{anchor}> {'x' * 120}")

    texts = [b["elements"][0]["text"] for b in blocks if b["type"] == "context"]
    assert len(texts) > 1
    assert max(map(len, texts)) <= 3_000
    assert "[60]" in texts[-1]
    assert len(blocks) <= 50
