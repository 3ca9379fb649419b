"""The loop round a chat model, LangChain's or our own, lent what is a turn's own by every turn."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from langchain.agents import create_agent
from langchain.agents.middleware import AgentMiddleware
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langchain_core.runnables import RunnableConfig

from agent.bounds import Bounds, WithinBounds
from agent.prompts import interview
from agent.retrying import TryArgumentsAgain
from agent.speaking import ChatModelOfOurs, pieces_of
from agent.toolbox import TOOL_NAMES, Toolbox, tools

MOST_STEPS = 40
"""Steps of a loop; the bounds of a turn end it long before."""
SHORT = 2_000
"""Words that rules read in hardly more time than it takes to find a thread [characters]."""


@dataclass(frozen=True)
class Lent:
    """What a turn lends the loop: LangChain hands it to the tools and to the middleware."""

    toolbox: Toolbox
    bounds: Bounds | None


class Loop(Protocol):
    """A chat model that calls tools until it has spoken; one for many turns at once."""

    def run(self, messages: Sequence[BaseMessage], lent: Lent) -> AsyncIterator[Any]:
        """Let it answer: pieces of messages as they come, and all messages after each step."""


class LoopOfLangChain:
    """LangChain's loop, for whatever speaks.

    Making it takes longer than all else of a turn, so it is made at the first one.
    """

    def __init__(self, chat_model: BaseChatModel) -> None:
        self._chat_model = chat_model

    @cached_property
    def _agent(self) -> Any:
        middleware: list[AgentMiddleware[Any, Any, Any]] = [TryArgumentsAgain(), WithinBounds()]
        return create_agent(
            self._chat_model,
            tools(),
            system_prompt=interview(),
            middleware=middleware,
            context_schema=Lent,
        )

    def run(self, messages: Sequence[BaseMessage], lent: Lent) -> AsyncIterator[Any]:
        """Let it answer: pieces of messages as they come, and all messages after each step."""
        steps: AsyncIterator[Any] = self._agent.astream(
            {"messages": list(messages)},
            RunnableConfig(recursion_limit=MOST_STEPS),
            context=lent,
            stream_mode=["messages", "values"],
        )
        return steps


class LoopOfOurs:
    """The same for a chat model of ours, which calls what there is and never calls amiss.

    LangChain's keeps books for what such a one doesn't do: a fifth of the CPU of a turn by rules.
    """

    def __init__(self, chat_model: ChatModelOfOurs) -> None:
        self._chat_model = chat_model

    async def run(self, messages: Sequence[BaseMessage], lent: Lent) -> AsyncIterator[Any]:
        """Let it answer: pieces of messages as they come."""
        heard, short = list(messages), len(messages[-1].text) < SHORT
        for _ in range(MOST_STEPS):
            message = await self._answer(heard, short)
            heard.append(message)
            for piece in pieces_of(message):
                yield "messages", (piece, {"langgraph_node": "model"})
                await asyncio.sleep(0)  # others have their turn between two lines
            if not message.tool_calls:
                return
            for call in message.tool_calls:
                words, whole = await lent.toolbox.call(call["name"], call["args"])
                heard.append(ToolMessage(words, tool_call_id=call["id"], artifact=whole))
        raise RuntimeError("The rules did not come to an end.")

    async def _answer(self, heard: list[BaseMessage], short: bool) -> AIMessage:
        if short:
            return self._chat_model.answer(heard, TOOL_NAMES)
        return await asyncio.to_thread(self._chat_model.answer, heard, TOOL_NAMES)
