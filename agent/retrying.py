"""Second chances of a chat model: bad arguments, faults that pass, words that do not trace."""

from collections.abc import Sequence
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, hook_config
from langchain_core.messages import AIMessage, HumanMessage, RemoveMessage
from langgraph.runtime import Runtime

from agent.events import Repair
from tools.masking import mask

LONGEST_PAUSE_S = 5.0
"""An endpoint that asks for a longer wait is not waited for [s]."""
SHORTEST_PAUSE_S = 0.3
"""Wait before a second try where the endpoint names none [s]."""

NOTE = "note"
"""Name of a message that is ours, in the user's place."""


class TryArgumentsAgain(AgentMiddleware[Any, Any, Any]):
    """Sends a call whose arguments are no JSON back; LangChain would end the turn, empty."""

    @hook_config(can_jump_to=["model"])
    def after_model(self, state: AgentState[Any], runtime: Runtime[Any]) -> dict[str, Any] | None:
        last = state["messages"][-1]
        if not isinstance(last, AIMessage) or last.tool_calls or not last.invalid_tool_calls:
            return None
        again = HumanMessage("The tool's arguments were not valid JSON; try again.", name=NOTE)
        return {"messages": [RemoveMessage(id=str(last.id)), again], "jump_to": "model"}


def pause_before_retry(failure: Exception) -> float | None:
    """Say how long to wait before one more try (s); None where there shall be none.

    Only a refused request or a connection that never came is tried again: once words may have
    come, a second try could say them twice.
    """
    response = getattr(failure, "response", None)
    if response is None:
        never_connected = type(failure.__cause__).__name__ in {"ConnectError", "ConnectTimeout"}
        return SHORTEST_PAUSE_S if never_connected else None
    if response.status_code not in {408, 409, 429} and response.status_code < 500:
        return None
    asked = _seconds(response.headers.get("retry-after"))
    return None if asked > LONGEST_PAUSE_S else max(asked, SHORTEST_PAUSE_S)


def _seconds(header: str | None) -> float:
    try:
        return float(header or 0.0)
    except ValueError:  # a date, minutes away or more
        return LONGEST_PAUSE_S + 1.0


def name_faults(repairs: Sequence[Repair]) -> HumanMessage:
    """Tell a chat model which of its words were not shown, and why."""
    faults = dict.fromkeys(why for repair in repairs if not repair.shown for why in repair.why)
    lines = mask("\n".join(f"- {why}" for why in faults)).text
    return HumanMessage(
        "Nothing of this reply was shown, since these words do not trace:\n"
        f"{lines}\n"
        "Give the whole reply again, with only what the tools, the passages or the person said; "
        "write figures as slots. Leave out what you cannot trace.",
        name=NOTE,
    )
