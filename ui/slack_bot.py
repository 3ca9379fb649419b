"""The consultation in a Slack thread: a mention or a direct message in, one message out."""

import asyncio
import logging
import re
from collections import Counter
from collections.abc import Coroutine, Iterable, Sequence
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from aiohttp import ClientError
from fastapi import APIRouter, Request, Response
from slack_bolt.adapter.fastapi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from agent.advisor import Advisor
from agent.events import Event
from agent.settings import Settings
from agent.transcripts import fold
from agent.transcripts.store import StoreError, new_session_id
from tools.errors import InputError
from ui.slack_blocks import clicked_by, fallback_text, reply_blocks
from ui.slack_heard import Heard, heard_click, heard_message
from ui.slack_text import to_mrkdwn

T = TypeVar("T")

_NO_EVENT = (ValueError, AttributeError, TypeError, RecursionError)
"""What Bolt breaks with on a body that is no event of Slack's."""
_SECONDS = re.compile(r"[0-9]{1,12}")
"""A time as Slack sends it; Bolt would break on anything else."""

log = logging.getLogger(__name__)

ROUND_S = 60.0
"""Time between two looks for work that was left open [s]."""
MOST_TRIES = 10
"""Rounds in which work that fails is tried again."""
TROUBLE = (SlackApiError, ClientError, OSError, StoreError)
"""What may go wrong with Slack, the network or the disk."""
FILES = (
    "I don't read files in Slack: paste the lines that matter. The page in the browser takes files."
)
REPLY = "finetune_advisor_reply"
"""Type of the metadata that a reply carries, so that after a crash it is found again."""


class SlackBridge:
    """Answers what is heard in Slack, each thing once."""

    def __init__(self, advisor: Advisor, client: AsyncWebClient) -> None:
        self._advisor = advisor
        self._store = advisor.store
        self._client = client
        self._failed: dict[str, str] = {}  # work of this process to try again, by key
        self._tries: Counter[str] = Counter()
        self._doors: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()
        """Through which what is heard in a thread comes in order; each opens in turn."""

    async def hear(self, event: dict[str, Any], team: str, *, in_our_threads: bool = False) -> None:
        """Answer a message; who sent files with it is told that they are not read."""
        heard = heard_message(event, team)
        await self.answer(heard, in_our_threads=in_our_threads)
        if event.get("files") and await asyncio.to_thread(self._knows_thread, heard):
            await self._whisper(heard, FILES)

    async def answer(self, heard: Heard, *, in_our_threads: bool = False) -> None:
        """Claim what was heard before work starts, then answer it.

        What is heard in a thread within a moment asks for its turn in that order. With
        `in_our_threads` a thread that we don't talk in is left alone.
        """
        payload = heard.payload()
        async with self._doors.setdefault((heard.channel, heard.thread), asyncio.Lock()):
            if in_our_threads and not await asyncio.to_thread(self._knows_thread, heard):
                return
            if not await asyncio.to_thread(self._store.claim, heard.key, payload):
                return
            begun = await self._trying(heard, payload, self._begun(heard))
        await self._trying(heard, payload, self._answer(heard, *begun))

    async def _trying(self, heard: Heard, payload: str, work: Coroutine[Any, Any, T]) -> T:
        try:
            return await work
        except TROUBLE:  # the next round tries again
            self._failed[heard.key] = payload
            raise

    async def keep_recovering(self, every_s: float = ROUND_S) -> None:
        """Look for open work now and then again, until cancelled; no round ends the next."""
        while True:
            try:
                await self.recover()
            except TROUBLE as error:  # nothing is lost: what is open stays open
                log.error("Slack: recovery: %s", _without_secrets(error))
            await asyncio.sleep(every_s)

    async def recover(self) -> None:
        """Answer what was claimed and never finished, unless its reply stands in the thread."""
        left = await asyncio.to_thread(self._store.open_claims, "slack:")
        await self.finish_open({**self._failed, **dict(left)}.items())

    async def finish_open(self, claims: Iterable[tuple[str, str]]) -> None:
        """Finish claimed work that was left open; what fails is tried again, a few times."""
        for key, payload in claims:
            self._failed.pop(key, None)
            try:
                await self._finish(key, Heard.from_payload(payload))
            except TROUBLE as error:  # one that fails keeps no other from being answered
                log.error("Slack: %s", _without_secrets(error))
                self._tries[key] += 1
                if self._tries[key] < MOST_TRIES:
                    self._failed[key] = payload

    async def _finish(self, key: str, heard: Heard) -> None:
        if await self._already_posted(heard):
            await asyncio.to_thread(self._store.finish_claim, key)
        else:
            await self._answer(heard, *await self._begun(heard))

    async def _already_posted(self, heard: Heard) -> bool:
        thread = await self._client.conversations_replies(
            channel=heard.channel, ts=heard.thread, include_all_metadata=True, limit=200
        )
        return any(
            message.get("metadata", {}).get("event_payload", {}).get("key") == heard.key
            for message in thread.get("messages", [])
        )

    async def _begun(self, heard: Heard) -> tuple[str, str, tuple[Event, ...]]:
        """Give the session of what was heard, its owner, and what happened there before."""
        session, owner = await asyncio.to_thread(self.session_of, heard)
        return session, owner, await asyncio.to_thread(self._store.events, session)

    async def _answer(
        self, heard: Heard, session: str, owner: str, before: Sequence[Event]
    ) -> None:
        try:
            events = await self._turn(session, owner, heard, before)
        except InputError as error:
            await self._whisper(heard, str(error))
        else:
            spent = await asyncio.to_thread(self._advisor.spent_in_words, session)
            await self._post(heard, events, spent)
        await asyncio.to_thread(self._store.finish_claim, heard.key)

    async def _turn(
        self, session: str, owner: str, heard: Heard, before: Sequence[Event]
    ) -> list[Event]:
        """Hold the turn, or take it from the transcript where a crash came after it."""
        for said in fold.words_of(before):
            if said.source_id == heard.key and fold.has_ended(before, said.turn):
                return fold.of_turn(before, said.turn)
        steps = self._advisor.reply(session, heard.said, owner=owner, channel="slack")
        return [step async for step in steps if isinstance(step, Event)]

    def session_of(self, heard: Heard) -> tuple[str, str]:
        """Map a thread to a session; who begins a thread owns it."""
        team, thread = f"slack:{heard.team}", f"{heard.channel}:{heard.thread}"
        session = self._store.session_for(team, thread)
        if session is None:
            session = new_session_id()
            self._store.map(team, thread, session)
        return session, self._store.owner_of(session) or f"{team}:{heard.user}"

    def _knows_thread(self, heard: Heard) -> bool:
        """Tell whether we talk in a thread already."""
        team, thread = f"slack:{heard.team}", f"{heard.channel}:{heard.thread}"
        return self._store.session_for(team, thread) is not None

    def _title(self, anchor: str) -> str:
        passage = self._advisor.knowledge.passage(anchor)
        return f"{passage.title} ({anchor})" if passage else anchor

    async def _post(self, heard: Heard, events: Sequence[Event], spent: str) -> None:
        blocks = reply_blocks(events, self._title, spent)
        if heard.said.action is not None:
            blocks.insert(0, clicked_by(heard.user, heard.said.text))
        await self._client.chat_postMessage(
            channel=heard.channel,
            thread_ts=heard.thread,
            text=fallback_text(events),
            blocks=blocks,
            unfurl_links=False,
            unfurl_media=False,
            metadata={"event_type": REPLY, "event_payload": {"key": heard.key}},
        )

    async def _whisper(self, heard: Heard, text: str) -> None:
        await self._client.chat_postEphemeral(
            channel=heard.channel, user=heard.user, thread_ts=heard.thread, text=to_mrkdwn(text)
        )

    async def clicked(self, body: dict[str, Any]) -> None:
        """Answer a click on a button; an old question's button says that it is answered."""
        heard = heard_click(body)
        session, _ = await asyncio.to_thread(self.session_of, heard)
        events = await asyncio.to_thread(self._store.events, session)
        question = fold.question_of(events)
        action = heard.said.action
        field = action and (action.chose or action.skipped)
        if field and (question is None or question.field != field):
            await self._whisper(heard, "That question is answered. Write to change the answer.")
            return
        await self.answer(heard)


def slack_app(advisor: Advisor, settings: Settings) -> tuple[AsyncApp, SlackBridge]:
    """Wire Bolt's listeners to a bridge."""
    token = settings.slack_bot_token
    secret = settings.slack_signing_secret
    app = AsyncApp(
        token=token.get_secret_value() if token else None,
        signing_secret=secret.get_secret_value() if secret else None,
    )
    client = app.client  # Bolt's own: given one of ours, it warns of the token in the environment
    client.base_url = settings.slack_api_url
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=2))
    bridge = SlackBridge(advisor, client)
    _listen(app, bridge)
    return app, bridge


def _listen(app: AsyncApp, bridge: SlackBridge) -> None:
    async def mentioned(event: dict[str, Any], body: dict[str, Any]) -> None:
        await bridge.hear(event, body["team_id"])

    async def messaged(event: dict[str, Any], body: dict[str, Any]) -> None:
        by_a_bot = "bot_id" in event or "user" not in event
        if by_a_bot or event.get("subtype") not in (None, "file_share"):
            return
        direct = event.get("channel_type") == "im"
        if direct or "thread_ts" in event:
            await bridge.hear(event, body["team_id"], in_our_threads=not direct)

    async def clicked(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        await bridge.clicked(body)

    async def commanded(ack: Any) -> None:
        await ack("Mention me in a channel, or write to me directly: one thread, one consultation.")

    async def failed(error: Exception) -> None:
        log.error("Slack: %s", _without_secrets(error))

    app.event("app_mention")(mentioned)
    app.event("message")(messaged)
    app.action(re.compile("advisor_.*"))(clicked)
    app.command("/finetune-advisor")(commanded)
    app.error(failed)


def _without_secrets(error: Exception) -> str:
    return (
        str(error.response["error"]) if isinstance(error, SlackApiError) else type(error).__name__
    )


def slack_routes(app: AsyncApp) -> APIRouter:
    """Mount Bolt at `/slack/events`: events, interactions and slash commands, signed."""
    handler = AsyncSlackRequestHandler(app)
    router = APIRouter()

    @router.post("/slack/events")
    async def events(request: Request) -> Response:
        if not _SECONDS.fullmatch(request.headers.get("x-slack-request-timestamp", "")):
            return Response(status_code=401)
        try:
            answer: Response = await handler.handle(request)
        except _NO_EVENT as error:  # Bolt reads a body before it asks whether it is an event
            log.warning("Slack: a request that is no event: %s", type(error).__name__)
            return Response(status_code=400)
        return answer

    return router


async def serve_socket(advisor: Advisor, settings: Settings) -> None:
    """Answer over Socket Mode until the process ends."""
    from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler

    app, bridge = slack_app(advisor, settings)
    token = settings.slack_app_token
    recovery = asyncio.create_task(bridge.keep_recovering())
    try:
        await AsyncSocketModeHandler(app, token.get_secret_value() if token else None).start_async()
    finally:
        recovery.cancel()
