"""ChatOpenAI for our endpoint calls; apart, so that who doesn't call one doesn't import openai."""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, Self

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from langchain_openai import ChatOpenAI
from openai import AsyncOpenAI, AsyncStream
from pydantic import PrivateAttr, model_validator

from agent.pieces import put_together


class Endpoint(ChatOpenAI):
    """Spares what LangChain and its client do anew at every call and every word.

    Tools are described once, requests and answers stay the dictionaries that they are, and words
    come in pieces as long as nothing can be shown of them yet: half of a turn's CPU.
    """

    _described: dict[tuple[str, str], dict[str, Any]] = PrivateAttr(default_factory=dict)

    @model_validator(mode="after")
    def _as_it_is_sent(self) -> Self:  # noqa: N804 - in this mode it gets an instance
        self.async_client = _AsSent(self.root_async_client)
        return self

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        return super().bind_tools([self._once(tool) for tool in tools], **kwargs)

    def _once(self, tool: dict[str, Any] | type | Callable[..., Any] | BaseTool) -> dict[str, Any]:
        if not isinstance(tool, BaseTool):
            return convert_to_openai_tool(tool)
        key = (tool.name, tool.description)
        if key not in self._described:
            self._described[key] = convert_to_openai_tool(tool)
        return self._described[key]

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        async for piece in put_together(super()._astream(messages, stop, **kwargs)):
            if run_manager:
                await run_manager.on_llm_new_token(piece.text, chunk=piece)
            yield piece


class _AsSent:
    """Chat completions as the endpoint sends them, word by word, and whole as the client has them.

    The client would walk through every word of every tool, and make objects that LangChain turns
    into dictionaries again.
    """

    def __init__(self, client: AsyncOpenAI) -> None:
        self._client = client
        self.with_raw_response = client.chat.completions.with_raw_response

    async def create(
        self, *, extra_body: dict[str, Any] | None = None, **body: Any
    ) -> AsyncStream[object]:
        return await self._client.post(
            "/chat/completions",
            cast_to=object,
            body={**body, **(extra_body or {})},
            stream=True,
            stream_cls=AsyncStream[object],
        )
