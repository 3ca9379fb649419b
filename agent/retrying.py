"""A second chance for a chat model whose tool call is no JSON."""

from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, hook_config
from langchain_core.messages import AIMessage, HumanMessage, RemoveMessage
from langgraph.runtime import Runtime


class TryArgumentsAgain(AgentMiddleware[Any, Any, Any]):
    """Sends a call whose arguments are no JSON back; LangChain would end the turn, empty."""

    @hook_config(can_jump_to=["model"])
    def after_model(self, state: AgentState[Any], runtime: Runtime[Any]) -> dict[str, Any] | None:
        last = state["messages"][-1]
        if not isinstance(last, AIMessage) or last.tool_calls or not last.invalid_tool_calls:
            return None
        again = HumanMessage("The tool's arguments were not valid JSON; try again.", name="note")
        return {"messages": [RemoveMessage(id=str(last.id)), again], "jump_to": "model"}
