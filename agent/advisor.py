"""One turn of a consultation: what was said in, events out. The tools decide, words are checked."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from importlib.metadata import version

from langchain_core.language_models import BaseChatModel

from agent.conversation import Conversation
from agent.events import (
    AdvisorSaid,
    Asked,
    Event,
    Progress,
    SessionStarted,
    TroubleNoted,
    TurnEnded,
    UserSaid,
)
from agent.facts import granted_by
from agent.guided.chat_model import GuidedChatModel
from agent.interview import conclusions, facts_of_action, passed_over
from agent.said import Said, refuse_bad
from agent.speaker import Speaker, SpeakerFailedError
from agent.toolbox import Toolbox
from agent.transcripts import fold
from agent.transcripts.database import StoreError
from agent.transcripts.lease import turn as turn_lease
from agent.transcripts.store import Store
from agent.versions import versions
from agent.wording.fixed import NOTHING_SAID
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
        library: Library | None = None,
    ) -> None:
        self.store = store
        self.knowledge = knowledge
        self.chat_model_name = chat_model_name
        self._chat_model = chat_model or GuidedChatModel()
        self._turn_seconds = turn_seconds
        self.library = library

    def material(self, owner: str | None) -> Knowledge | Material:
        """Give what can be looked up for an owner: the notes, and their own documents."""
        if self.library is None or owner is None:
            return self.knowledge
        return Material(self.knowledge, self.library.of(owner))

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
        seen: asyncio.Queue[Event | Progress | None] = asyncio.Queue()
        turn = asyncio.create_task(self._turn(session, said, owner, channel, seen))
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
        owner: str,
        channel: str,
        seen: "asyncio.Queue[Event | Progress | None]",
    ) -> None:
        async with turn_lease(self.store, session) as ticket:
            conversation = Conversation(self.store, session, ticket, seen)
            await conversation.open(self._started(channel), owner)
            await conversation.append([_user_said(said)])
            usage = {"tokens_in": 0, "tokens_out": 0}
            try:
                usage = await self._answer(conversation, said)
            except asyncio.CancelledError:
                await asyncio.shield(conversation.append([TurnEnded(how="stopped")]))
                raise
            except StoreError as error:  # nothing can be kept now; the channel still says so
                seen.put_nowait(TroubleNoted(what=str(error)))
                return
            except Exception:  # whatever broke, the user hears of it and the turn ends
                log.exception("Turn failed")
                trouble = TroubleNoted(what="Something went wrong here; what you said is kept.")
                await conversation.append([trouble, TurnEnded(how="failed")])
                return
            await conversation.append([TurnEnded(how="finished", **usage)])

    def _started(self, channel: str) -> SessionStarted:
        return SessionStarted(
            channel=channel,
            app=version("finetune-advisor"),
            versions=versions(self.knowledge),
            chat_model=self.chat_model_name,
        )

    async def _answer(self, conversation: Conversation, said: Said) -> dict[str, int]:
        if not said.text.strip():
            await conversation.append([AdvisorSaid(text=NOTHING_SAID), *_ask_again(conversation)])
            return {}
        await conversation.append(facts_of_action(said, conversation.question))
        owner = await asyncio.to_thread(self.store.owner_of, conversation.session)
        toolbox = Toolbox(conversation, self.material(owner))
        usage = await self._speak(conversation, toolbox)
        await conversation.append(passed_over(conversation.events, conversation.turn))
        await conversation.append(granted_by(conversation.events))
        await conversation.append(conclusions(conversation.events))
        return usage

    async def _speak(self, conversation: Conversation, toolbox: Toolbox) -> dict[str, int]:
        speaker = Speaker(self._chat_model, toolbox, conversation)
        try:
            async with asyncio.timeout(self._turn_seconds):
                return await speaker.speak()
        except (SpeakerFailedError, TimeoutError) as failure:
            what = str(failure) or "The chat model took too long."
            await conversation.append([TroubleNoted(what=f"{what} The rules answer instead.")])
            await Speaker(GuidedChatModel(), toolbox, conversation).speak()
            return {}


def _user_said(said: Said) -> UserSaid:
    return UserSaid(text=said.text, by=said.by, source_id=said.source_id, action=said.action)


def _ask_again(conversation: Conversation) -> list[Event]:
    question = fold.question_of(conversation.events)
    if question is None:
        return []
    return [Asked(**question.model_dump(include={"field", "text", "options", "why"}))]
