"""LangChain's loop for one turn: a chat model calls tools and speaks; its words are checked."""

import logging
import sys
from collections.abc import AsyncIterator
from typing import Any

from langchain.agents import create_agent
from langchain.agents.middleware import (
    AgentMiddleware,
    ModelCallLimitMiddleware,
    ToolCallLimitMiddleware,
)
from langchain.agents.middleware.model_call_limit import ModelCallLimitExceededError
from langchain.agents.middleware.tool_call_limit import ToolCallLimitExceededError
from langchain_core.exceptions import ModelError
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, ToolMessage
from langchain_core.runnables import RunnableConfig

from agent.conversation import Conversation
from agent.events import Progress
from agent.grounding.reply import CheckedReply
from agent.messages import from_events
from agent.prompts import interview
from agent.retrying import TryArgumentsAgain
from agent.toolbox import Toolbox

log = logging.getLogger(__name__)

MOST_MODEL_CALLS = 6
MOST_TOOL_CALLS = 8


FAILURES = (
    ModelError,
    ModelCallLimitExceededError,
    ToolCallLimitExceededError,
    ConnectionError,
    ValueError,
)
"""What an endpoint does on a bad day; a page of HTML with status 200 is a ValueError."""


class SpeakerFailedError(Exception):
    """The chat model could not speak; the message is for the user and names no secret."""


class Speaker:
    """One chat model speaking in one turn."""

    def __init__(
        self, chat_model: BaseChatModel, toolbox: Toolbox, conversation: Conversation
    ) -> None:
        self._chat_model = chat_model
        self._toolbox = toolbox
        self._conversation = conversation
        self._usage = {"tokens_in": 0, "tokens_out": 0}

    async def speak(self) -> dict[str, int]:
        """Let the chat model answer; append what it said once all of it is checked.

        Raises SpeakerFailedError where the endpoint fails before anything was released.
        """
        events = self._conversation.events
        reply = CheckedReply(lambda: events, self._toolbox.anchors)
        try:
            async for words in self._words():
                self._release(reply.hear(words))
        except _failures() as failure:
            log.warning("The chat model failed: %s", type(failure).__name__)
            if not reply.released:
                raise SpeakerFailedError(_in_words(failure)) from failure
            self._release(reply.break_off())
        else:
            self._release(reply.finish())
        await self._conversation.append([reply.said()])
        return self._usage

    def _release(self, words: str) -> None:
        if words:
            self._conversation.show(Progress(released=words))

    async def _words(self) -> AsyncIterator[str]:
        agent = create_agent(
            self._chat_model,
            self._toolbox.tools(),
            system_prompt=interview(),
            middleware=_middleware(),
        )
        speaking = None
        finished = False
        given: Any = {"messages": from_events(self._conversation.events)}
        steps: AsyncIterator[Any] = agent.astream(
            given, RunnableConfig(recursion_limit=40), stream_mode="messages"
        )
        async for chunk, metadata in steps:
            if isinstance(chunk, ToolMessage) and chunk.status == "error":
                await self._toolbox.note_unknown(str(chunk.name))
            if not isinstance(chunk, AIMessageChunk) or metadata["langgraph_node"] != "model":
                continue
            if speaking is not None and chunk.id != speaking and chunk.text:
                yield "\n\n"
            speaking = chunk.id if chunk.text else speaking
            finished = bool(chunk.response_metadata.get("finish_reason")) or (
                finished and not chunk.text
            )
            self._count(chunk)
            if chunk.text:
                yield chunk.text
        if not finished:
            raise ConnectionError("the reply broke off")

    def _count(self, chunk: AIMessageChunk) -> None:
        if chunk.usage_metadata:
            self._usage["tokens_in"] += chunk.usage_metadata["input_tokens"]
            self._usage["tokens_out"] += chunk.usage_metadata["output_tokens"]


def _failures() -> tuple[type[Exception], ...]:
    """Give what can fail; openai is asked only where an endpoint's chat model has loaded it."""
    openai = sys.modules.get("openai")
    return (*FAILURES, openai.OpenAIError) if openai else FAILURES


def _middleware() -> list[AgentMiddleware[Any, Any, Any]]:
    return [
        TryArgumentsAgain(),
        ModelCallLimitMiddleware(run_limit=MOST_MODEL_CALLS, exit_behavior="error"),
        ToolCallLimitMiddleware(run_limit=MOST_TOOL_CALLS, exit_behavior="error"),
    ]


def _in_words(failure: Exception) -> str:
    return f"The chat model could not be reached ({type(failure).__name__})."
