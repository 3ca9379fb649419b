"""A LangChain chat model made of rules: no key, no network, the same pipeline."""

import json
from collections.abc import Sequence

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from agent.guided.choosing import next_calls
from agent.guided.heard import Heard
from agent.guided.sentences import reply
from agent.messages import state_of
from agent.speaking import ChatModelOfOurs


class GuidedChatModel(ChatModelOfOurs):
    """Stands where ChatOpenAI stands: reads the newest words, calls tools, fills sentences."""

    @property
    def _llm_type(self) -> str:
        return "guided"

    def answer(self, messages: list[BaseMessage], tools: frozenset[str]) -> AIMessage:
        """Give tool calls while there is something to call, then words."""
        heard = hear(messages, tools)
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
        (*called[message.tool_call_id], message.artifact or json.loads(message.text))
        for message in messages[newest:]
        if isinstance(message, ToolMessage) and message.tool_call_id in called
    ]
    return Heard(
        said=messages[newest].text,
        state=state_of(messages),
        tools=tools,
        results=tuple(results),
    )


def _is_said(message: BaseMessage) -> bool:
    return isinstance(message, HumanMessage) and message.name == "user"
