"""A LangChain chat model made of rules: no key, no network, the same pipeline."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool

from agent.guided.choosing import Heard, next_calls
from agent.guided.sentences import reply
from agent.messages import state_of
from agent.speaking import as_chunks, as_result, bound


class GuidedChatModel(BaseChatModel):
    """Stands where ChatOpenAI stands: reads the newest words, calls tools, fills sentences."""

    @property
    def _llm_type(self) -> str:
        return "guided"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        return bound(self, tools)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return as_result(answer(messages, kwargs))

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        yield from as_chunks(answer(messages, kwargs), run_manager)


def answer(messages: Sequence[BaseMessage], kwargs: dict[str, Any]) -> AIMessage:
    """Give the next message: tool calls while there is something to call, then words."""
    heard = hear(messages, frozenset(t["function"]["name"] for t in kwargs.get("tools") or ()))
    calls = next_calls(heard)
    if calls:
        return AIMessage("", tool_calls=[{**call, "type": "tool_call"} for call in calls])
    return AIMessage(reply(heard))


def hear(messages: Sequence[BaseMessage], tools: frozenset[str]) -> Heard:
    """Collect what this turn brought: the newest words, and what the tools returned since."""
    newest = max(
        (at for at, message in enumerate(messages) if _is_said(message)), default=len(messages) - 1
    )
    called = {
        call["id"]: (call["name"], call["args"])
        for message in messages[newest:]
        if isinstance(message, AIMessage)
        for call in message.tool_calls
    }
    results = [
        (*called[message.tool_call_id], json.loads(message.text))
        for message in messages[newest:]
        if isinstance(message, ToolMessage) and message.tool_call_id in called
    ]
    return Heard(
        said=messages[newest].text, state=state_of(messages), tools=tools, results=tuple(results)
    )


def _is_said(message: BaseMessage) -> bool:
    return isinstance(message, HumanMessage) and message.name == "user"
