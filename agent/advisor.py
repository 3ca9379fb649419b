"""One turn of a consultation: what was said in, events out. The tools decide, words are checked."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress

from langchain_core.language_models import BaseChatModel

from agent.conversation import Conversation
from agent.events import (
    AdvisorSaid,
    Asked,
    Event,
    HowEnded,
    Progress,
    SessionStarted,
    TroubleNoted,
    TurnEnded,
    UserSaid,
)
from agent.facts import granted_by
from agent.guided.chat_model import GuidedChatModel
from agent.interview import conclusions, facts_of_action, passed_over
from agent.loop import Loop
from agent.said import Said, refuse_bad
from agent.secrets import without_secrets
from agent.speaker import Speaker, SpeakerFailedError
from agent.spending import Limits, Meter, in_words, spent_in
from agent.toolbox import Toolbox
from agent.transcripts import fold
from agent.transcripts.database import StoreError
from agent.transcripts.lease import turn as turn_lease
from agent.transcripts.store import Store
from agent.turn_time import TurnTime
from agent.versions import app_version, versions
from agent.wording.fixed import BROKE, NO_TIME, NO_WORDS, NOTHING_SAID
from knowledge import Knowledge
from knowledge.documents import Library, Material

log = logging.getLogger(__name__)


class Advisor:
    """Holds consultations; every channel calls `reply` and shows what comes."""

    def __init__(
        self,
        store: Store,
        knowledge: Knowledge,
        chat_model: BaseChatModel | None = None,
        *,
        chat_model_name: str = "guided",
        turn_seconds: float = 60.0,
        limits: Limits | None = None,
        library: Library | None = None,
    ) -> None:
        self.store = store
        self.knowledge = knowledge
        self.chat_model_name = chat_model_name
        self._rules = Loop(GuidedChatModel(), bounded=False)
        self._endpoint = _endpoint(chat_model)
        self._turn_seconds = turn_seconds
        self.limits = limits or Limits()
        self.library = library

    def material(self, owner: str | None) -> Knowledge | Material:
        """Give what can be looked up for an owner: the notes, and their own documents."""
        if self.library is None or owner is None:
            return self.knowledge
        return Material(self.knowledge, self.library.of(owner))

    def spent_in_words(self, session: str) -> str:
        """Say what a consultation took of its budget, in a line; empty where that is nothing."""
        return in_words(spent_in(self.store.events(session)), self.limits)

    async def reply(
        self,
        session: str,
        said: str | Said,
        *,
        owner: str = "operator",
        channel: str = "terminal",
    ) -> AsyncIterator[Event | Progress]:
        """Answer what was said: events as they are stored, and progress between them.

        Raises InputError for a message that is too long, and for a correction that doesn't fit;
        nothing is stored then. Closing the iterator stops the turn and keeps what was said.
        """
        said = said if isinstance(said, Said) else Said(said)
        refuse_bad(said)
        said, notes = without_secrets(said)
        seen: asyncio.Queue[Event | Progress | None] = asyncio.Queue()
        turn = asyncio.create_task(self._turn(session, said, notes, owner, channel, seen))
        turn.add_done_callback(lambda _: seen.put_nowait(None))
        try:
            while (item := await seen.get()) is not None:
                yield item
            await turn
        finally:
            if not turn.done():
                turn.cancel()
                with suppress(asyncio.CancelledError):
                    await turn

    async def _turn(
        self,
        session: str,
        said: Said,
        notes: Sequence[Event],
        owner: str,
        channel: str,
        seen: "asyncio.Queue[Event | Progress | None]",
    ) -> None:
        async with turn_lease(self.store, session) as ticket:
            time = TurnTime.begin(self._turn_seconds)
            conversation = Conversation(self.store, session, ticket, seen)
            await conversation.open(self._started(channel), owner)
            await conversation.append([_user_said(said), *notes])
            meter = Meter(self.limits, self.store, spent_in(conversation.events))
            try:
                async with asyncio.timeout_at(time.answer_ends) as limit:
                    last = await self._answer(conversation, said, meter, time)
            except asyncio.CancelledError:
                await asyncio.shield(conversation.append([_ended("stopped", meter)]))
                raise
            except StoreError as error:  # nothing can be kept now; the channel still says so
                seen.put_nowait(TroubleNoted(what=str(error)))
                return
            except Exception:  # whatever broke, the user hears of it and the turn ends
                log.exception("Turn failed")
                what = NO_TIME.format(time.seconds) if limit.expired() else BROKE
                trouble = TroubleNoted(what=what)
                await conversation.append([trouble, _ended("failed", meter)])
                return
            await conversation.append([*last, _ended("finished", meter)])

    def _started(self, channel: str) -> SessionStarted:
        return SessionStarted(
            channel=channel,
            app=app_version(),
            versions=versions(self.knowledge),
            chat_model=self.chat_model_name,
        )

    async def _answer(
        self, conversation: Conversation, said: Said, meter: Meter, time: TurnTime
    ) -> list[Event]:
        """Answer; give what the turn ends with."""
        if not any(each.isalnum() for each in said.text):
            words = NO_WORDS if said.text.strip() else NOTHING_SAID
            return [AdvisorSaid(text=words), *_ask_again(conversation)]
        await conversation.append(facts_of_action(said, conversation.question))
        toolbox = Toolbox(conversation, self.material(conversation.owner))
        await self._speak(conversation, toolbox, meter, time)
        await conversation.append(passed_over(conversation.events, conversation.turn))
        await conversation.append(granted_by(conversation.events))
        return conclusions(conversation.events)

    async def _speak(
        self, conversation: Conversation, toolbox: Toolbox, meter: Meter, time: TurnTime
    ) -> None:
        if self._endpoint is not None:
            until = time.chat_model_ends
            try:
                return await Speaker(self._endpoint, toolbox, conversation, meter, until).speak()
            except SpeakerFailedError as failure:
                trouble = TroubleNoted(what=f"{failure} The rules answer instead.")
            await conversation.append([trouble])
        return await Speaker(self._rules, toolbox, conversation).speak()


def _endpoint(chat_model: BaseChatModel | None) -> Loop | None:
    """Give the loop of a chat model that stands before the rules; None where they alone speak."""
    if chat_model is None or isinstance(chat_model, GuidedChatModel):
        return None
    return Loop(chat_model, bounded=True)


def _ended(how: HowEnded, meter: Meter) -> TurnEnded:
    return TurnEnded(how=how, **meter.spent.model_dump())


def _user_said(said: Said) -> UserSaid:
    return UserSaid(text=said.text, by=said.by, source_id=said.source_id, action=said.action)


def _ask_again(conversation: Conversation) -> list[Event]:
    question = fold.question_of(conversation.events)
    if question is None:
        return []
    return [Asked(**question.model_dump(include={"field", "text", "options", "why"}))]
