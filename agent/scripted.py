"""A chat model that follows a script, for tests and for replaying a recorded conversation."""

from collections.abc import Sequence
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage
from pydantic import Field, PrivateAttr

from agent.events import AdvisorSaid, Event, ToolCalled
from agent.speaking import ChatModelOfOurs

Step = AIMessage | Exception
"""One answer of the script, or what the endpoint raises instead."""


def says(text: str) -> AIMessage:
    """Script a reply."""
    return AIMessage(text)


def calls(tool: str, **args: Any) -> AIMessage:
    """Script one tool call."""
    return AIMessage("", tool_calls=[{"name": tool, "args": args, "id": f"call-{tool}"}])


class ScriptedChatModel(ChatModelOfOurs):
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

    def answer(self, messages: list[BaseMessage], tools: frozenset[str]) -> AIMessage:
        self._seen.append(list(messages))
        step: Step = self.script[len(self._seen) - 1]
        if isinstance(step, Exception):
            raise step
        numbered = [{**call, "id": f"{call['id']}-{len(self._seen)}"} for call in step.tool_calls]
        return step.model_copy(update={"tool_calls": numbered})


def replaying(transcript: Sequence[Event]) -> ScriptedChatModel:
    """Make a chat model that says again what was said in a transcript, tool calls included."""
    script: list[Any] = []
    for event in transcript:
        if isinstance(event, ToolCalled):
            script.append(calls(event.tool, **event.args))
        elif isinstance(event, AdvisorSaid):
            script.append(says(event.text))
    return ScriptedChatModel(script=script)
