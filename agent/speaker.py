"""One chat model speaking in one turn: it calls tools, its words are checked, then shown."""

import asyncio
from collections.abc import AsyncIterator, Sequence

from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, ToolMessage

from agent.bounds import CHARACTERS_PER_TOKEN, Bounds, EndpointFailedError
from agent.conversation import Conversation
from agent.events import AdvisorSaid, Progress, ToolCalled
from agent.grounding.reply import CheckedReply
from agent.loop import Lent, Loop
from agent.messages import RECORD_FACTS, from_events
from agent.read_back import read_back
from agent.retrying import name_faults
from agent.spending import BoundReachedError, Meter
from agent.toolbox import Toolbox
from agent.transcripts import fold
from agent.wording.turn import own_words

CUT_OFF = frozenset({"length", "content_filter"})
"""How an endpoint says that it stopped before the end."""

ASKING_AGAIN = "Putting it into words that trace"


class SpeakerFailedError(Exception):
    """The chat model could not speak; the message is for the user and names no secret."""


class Speaker:
    """One chat model speaking in one turn."""

    def __init__(
        self,
        loop: Loop,
        toolbox: Toolbox,
        conversation: Conversation,
        meter: Meter | None = None,
        until: float | None = None,
    ) -> None:
        self._loop = loop
        self._toolbox = toolbox
        self._conversation = conversation
        self._meter = meter
        self._until = until
        self._reply = self._new_reply()
        self._messages: Sequence[BaseMessage] = ()
        self._on_screen = False
        self._holds = False
        self._held = ""
        self._rest = ""
        self._first: tuple[CheckedReply, str] | None = None
        """The first try, put right as far as it can be: what stands where the second one fails."""

    async def speak(self) -> None:
        """Let the chat model answer; append what it said once all of it is checked.

        Raises SpeakerFailedError where the chat model fails and the rules have to answer: before
        anything was shown, or before the facts of the newest words were recorded.
        """
        try:
            async with asyncio.timeout_at(self._until):
                await self._listen(from_events(self._conversation.events))
                if self._holds:
                    await self._ask_again()
        except (EndpointFailedError, BoundReachedError, TimeoutError) as failure:
            await self._end_early(failure)
        self._release(self._held)
        await self._conversation.append([self._said()])

    def _new_reply(self) -> CheckedReply:
        events = self._conversation.events
        return CheckedReply(lambda: read_back(events), self._toolbox.anchors)

    async def _listen(self, messages: Sequence[BaseMessage]) -> None:
        async for words in self._words(messages):
            self._show(self._reply.hear(words))
        self._show(self._reply.finish())

    def _show(self, words: str) -> None:
        """Show words; hold the first try back once its beginning could not be shown."""
        if self._meter and self._first is None and not self._on_screen and not self._holds:
            self._holds = any(not each.shown for each in self._reply.said().repaired)
        if self._holds:
            self._held += words
        else:
            self._release(words)

    async def _ask_again(self) -> None:
        """Ask once more, with the faults named."""
        self._first = (self._reply, self._held)
        faults = name_faults(self._reply.said().repaired)
        self._reply, self._holds, self._held = self._new_reply(), False, ""
        self._conversation.show(Progress(status=ASKING_AGAIN))
        await self._listen([*self._messages, faults])

    async def _end_early(self, failure: Exception) -> None:
        """Say that a reply broke off, and leave what is missing to the rules or our own words."""
        failed = SpeakerFailedError(str(failure) or "The chat model took too long.")
        if not self._on_screen and (self._first is None or not self._first[1].strip()):
            raise failed from None
        if not self._on_screen and self._first is not None:
            (self._reply, self._held), self._first = self._first, None
            return
        self._release(self._reply.break_off())
        if not self._has_read():
            self._release("\n\n")
            await self._conversation.append([self._said()])
            raise failed from None
        self._rest = f"\n\n{own_words(self._conversation.events)}"
        self._release(self._rest)

    def _has_read(self) -> bool:
        """Tell whether the facts of the newest words were recorded already."""
        now = fold.of_turn(self._conversation.events, self._conversation.turn)
        return any(isinstance(event, ToolCalled) and event.tool == RECORD_FACTS for event in now)

    def _said(self) -> AdvisorSaid:
        """Give what was said, with what was repaired in both tries."""
        said = self._reply.said()
        earlier = self._first[0].said().repaired if self._first else ()
        return said.model_copy(
            update={"text": said.text + self._rest, "repaired": (*earlier, *said.repaired)}
        )

    def _release(self, words: str) -> None:
        if words:
            self._on_screen = self._on_screen or bool(words.strip())
            self._conversation.show(Progress(released=words))

    async def _words(self, messages: Sequence[BaseMessage]) -> AsyncIterator[str]:
        heard = _Heard(self._meter)
        lent = Lent(self._toolbox, Bounds(self._meter) if self._meter else None)
        async for mode, step in self._loop.run(messages, lent):
            if mode == "values":
                self._messages = step["messages"]
                continue
            message, metadata = step
            if isinstance(message, ToolMessage) and message.status == "error":
                await self._toolbox.note_unknown(str(message.name))
            from_model = metadata["langgraph_node"] == "model" and isinstance(message, AIMessage)
            if from_model and (words := heard.words_of(message)):
                yield words
        heard.require_end()
        if self._meter:
            heard.require_words()


class _Heard:
    """Follows the messages of a turn: which one speaks, and whether it came to its end."""

    def __init__(self, meter: Meter | None) -> None:
        self._meter = meter
        self._message: str | None = None
        self._finish: str | None = None
        self._characters = 0
        self._spoken: set[str] = set()
        self._has_words = False

    def words_of(self, message: AIMessage) -> str:
        """Give the words of a message or of a piece of one; a new message begins a paragraph.

        Raises EndpointFailedError where the message before was not ended, and where one has no end.
        """
        whole = not isinstance(message, AIMessageChunk)
        if whole and str(message.id) in self._spoken:
            return ""
        between = ""
        if message.id != self._message:
            if self._characters:
                self.require_end()
                between = "\n\n"
            self._message, self._finish, self._characters = message.id, None, 0
        self._finish = message.response_metadata.get("finish_reason") or self._finish
        self._count(message)
        if not message.text:
            return ""
        self._spoken.add(str(message.id))
        self._has_words = self._has_words or bool(message.text.strip())
        return between + message.text

    def _count(self, message: AIMessage) -> None:
        self._characters += len(message.text)
        if self._meter is None:
            return
        calls = message.tool_call_chunks if isinstance(message, AIMessageChunk) else ()
        self._meter.heard += len(message.text) + sum(len(each["args"] or "") for each in calls)
        if self._meter.heard > self._meter.limits.output_tokens * CHARACTERS_PER_TOKEN:
            raise EndpointFailedError("The chat model would not come to an end.")

    def require_end(self) -> None:
        """Raise EndpointFailedError unless the newest message was brought to its end."""
        if self._finish is None:
            raise EndpointFailedError("The chat model's reply broke off.")
        if self._finish in CUT_OFF:
            raise EndpointFailedError("The chat model's reply was cut off at its longest.")

    def require_words(self) -> None:
        """Raise EndpointFailedError where nothing was said at all."""
        if not self._has_words:
            raise EndpointFailedError("The chat model answered without a word.")
