"""LangChain's loop round a chat model, made once and lent what is a turn's own by every turn."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from langchain.agents import create_agent
from langchain.agents.middleware import AgentMiddleware
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.runnables import RunnableConfig

from agent.bounds import Bounds, WithinBounds
from agent.prompts import interview
from agent.retrying import TryArgumentsAgain
from agent.toolbox import Toolbox, tools

MOST_STEPS = 40
"""Steps of LangChain's loop; the bounds of a turn end it long before."""


@dataclass(frozen=True)
class Lent:
    """What a turn lends the loop: LangChain hands it to the tools and to the middleware."""

    toolbox: Toolbox
    bounds: Bounds | None


class Loop:
    """A chat model that calls tools until it has spoken; one for many turns at once.

    Making it takes longer than all else of a turn, so it is made at the first one.
    """

    def __init__(self, chat_model: BaseChatModel, *, bounded: bool) -> None:
        self._chat_model = chat_model
        self._bounded = bounded

    @cached_property
    def _agent(self) -> Any:
        middleware: list[AgentMiddleware[Any, Any, Any]] = (
            [TryArgumentsAgain(), WithinBounds()] if self._bounded else []
        )
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
