"""A chat model that follows a script, for tests and for replaying a recorded conversation."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from pydantic import Field, PrivateAttr

from agent.events import AdvisorSaid, Event, ToolCalled
from agent.speaking import as_chunks, as_result, bound

Step = AIMessage | Exception
"""One answer of the script, or what the endpoint raises instead."""


def says(text: str) -> AIMessage:
    """Script a reply."""
    return AIMessage(text)


def calls(tool: str, **args: Any) -> AIMessage:
    """Script one tool call."""
    return AIMessage("", tool_calls=[{"name": tool, "args": args, "id": f"call-{tool}"}])


class ScriptedChatModel(BaseChatModel):
    """Answers with the next step of its script, and keeps what it was shown in `seen`.

    Raises IndexError when it is asked more often than it has steps.
    """

    script: list[Any] = Field(default_factory=list)
    _seen: list[list[BaseMessage]] = PrivateAttr(default_factory=list)

    @property
    def seen(self) -> list[list[BaseMessage]]:
        """The messages of each call so far."""
        return self._seen

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        return bound(self, tools)

    def _next(self, messages: list[BaseMessage]) -> AIMessage:
        self._seen.append(list(messages))
        step: Step = self.script[len(self._seen) - 1]
        if isinstance(step, Exception):
            raise step
        return step.model_copy(
            update={
                "tool_calls": [
                    {**call, "id": f"{call['id']}-{len(self._seen)}"} for call in step.tool_calls
                ]
            }
        )

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return as_result(self._next(messages))

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        yield from as_chunks(self._next(messages), run_manager)


def replaying(transcript: Sequence[Event]) -> ScriptedChatModel:
    """Make a chat model that says again what was said in a transcript, tool calls included."""
    script: list[Any] = []
    for event in transcript:
        if isinstance(event, ToolCalled):
            script.append(calls(event.tool, **event.args))
        elif isinstance(event, AdvisorSaid):
            script.append(says(event.text))
    return ScriptedChatModel(script=script)
