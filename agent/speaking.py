"""What every chat model of ours shares: one message, given whole or piece by piece."""

import json
import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, hook_config
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, RemoveMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from langgraph.runtime import Runtime

FINISHED = {"finish_reason": "stop"}


def bound(
    chat_model: BaseChatModel,
    tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
) -> Runnable[LanguageModelInput, AIMessage]:
    """Bind tools the way OpenAI-compatible chat models do."""
    return chat_model.bind(tools=[convert_to_openai_tool(tool) for tool in tools])


def as_result(message: AIMessage) -> ChatResult:
    """Give a message whole."""
    whole = message.model_copy(update={"response_metadata": FINISHED})
    return ChatResult(generations=[ChatGeneration(message=whole)])


def as_chunks(
    message: AIMessage, run_manager: CallbackManagerForLLMRun | None
) -> Iterator[ChatGenerationChunk]:
    """Give a message line by line, then its tool calls."""
    identity = message.id or f"said-{uuid.uuid4().hex}"
    for piece in re.findall(r"[^\n]*\n+|[^\n]+", message.text):
        yield _noted(AIMessageChunk(content=piece, id=identity), run_manager)
    calls = [
        tool_call_chunk(
            name=call["name"], args=json.dumps(call["args"]), id=call["id"], index=index
        )
        for index, call in enumerate(message.tool_calls)
    ]
    last = AIMessageChunk(
        content="",
        id=identity,
        tool_call_chunks=calls,
        response_metadata=FINISHED,
        chunk_position="last",
    )
    yield _noted(last, None)


def _noted(
    chunk: AIMessageChunk, run_manager: CallbackManagerForLLMRun | None
) -> ChatGenerationChunk:
    generation = ChatGenerationChunk(message=chunk)
    if run_manager:
        run_manager.on_llm_new_token(chunk.text, chunk=generation)
    return generation


class TryArgumentsAgain(AgentMiddleware[Any, Any, Any]):
    """Sends a call whose arguments are no JSON back; LangChain would end the turn, empty."""

    @hook_config(can_jump_to=["model"])
    def after_model(self, state: AgentState[Any], runtime: Runtime[Any]) -> dict[str, Any] | None:
        last = state["messages"][-1]
        if not isinstance(last, AIMessage) or last.tool_calls or not last.invalid_tool_calls:
            return None
        again = HumanMessage("The tool's arguments were not valid JSON; try again.", name="note")
        return {"messages": [RemoveMessage(id=str(last.id)), again], "jump_to": "model"}
