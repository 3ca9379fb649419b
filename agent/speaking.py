"""What every chat model of ours shares: one message, given whole or piece by piece."""

import asyncio
import json
import re
from abc import abstractmethod
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from itertools import count
from typing import Any

from langchain_core.callbacks import (
    AsyncCallbackManagerForLLMRun,
    CallbackManagerForLLMRun,
)
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool

FINISHED = {"finish_reason": "stop"}
SHORT = 2_000
"""Words that rules read in hardly more time than it takes to find a thread [characters]."""
_said = count(1)


class ChatModelOfOurs(BaseChatModel):
    """A chat model without an endpoint: it binds tools and streams as endpoints do."""

    @abstractmethod
    def answer(self, messages: list[BaseMessage], tools: frozenset[str]) -> AIMessage:
        """Give the next message; `tools` are the names of those that it may call."""

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Bind the names of the tools: who needs no description is spared making one."""
        return self.bind(tools=[tool.name for tool in tools if isinstance(tool, BaseTool)])

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        message = self.answer(messages, _names(kwargs))
        whole = message.model_copy(update={"response_metadata": FINISHED})
        return ChatResult(generations=[ChatGeneration(message=whole)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        for chunk in pieces_of(self.answer(messages, _names(kwargs))):
            generation = ChatGenerationChunk(message=chunk)
            if run_manager and chunk.text:
                run_manager.on_llm_new_token(chunk.text, chunk=generation)
            yield generation

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        """Answer in a thread, if it takes long; LangChain would go to one for every piece."""
        names = _names(kwargs)
        if len(messages[-1].text) < SHORT:
            message = self.answer(messages, names)
        else:
            message = await asyncio.to_thread(self.answer, messages, names)
        for chunk in pieces_of(message):
            generation = ChatGenerationChunk(message=chunk)
            if run_manager and chunk.text:
                await run_manager.on_llm_new_token(chunk.text, chunk=generation)
            yield generation


def _names(kwargs: dict[str, Any]) -> frozenset[str]:
    return frozenset(kwargs.get("tools") or ())


def pieces_of(message: AIMessage) -> Iterator[AIMessageChunk]:
    """Give a message line by line, then its tool calls."""
    identity = message.id or f"said-{next(_said)}"
    for piece in re.findall(r"[^\n]*\n+|[^\n]+", message.text):
        yield AIMessageChunk(content=piece, id=identity)
    calls = [
        tool_call_chunk(
            name=call["name"], args=json.dumps(call["args"]), id=call["id"], index=index
        )
        for index, call in enumerate(message.tool_calls)
    ]
    yield AIMessageChunk(
        content="",
        id=identity,
        tool_call_chunks=calls,
        response_metadata=FINISHED,
        chunk_position="last",
    )
