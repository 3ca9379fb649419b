"""What a message says of a planning tool's arguments, a module a tool."""

from typing import Any

from agent.guided.plans.said.cost import cost
from agent.guided.plans.said.forgetting import forgetting
from agent.guided.plans.said.mix import mix
from agent.guided.plans.said.power import power
from agent.guided.plans.said.unlearn import unlearn

__all__ = ["cost", "forgetting", "mix", "power", "said_of", "unlearn"]


def said_of(tool: str, text: str, requests_per: str = "month") -> dict[str, Any]:
    """Read the arguments of a tool; `requests_per` is the period of a volume without one.

    >>> said_of("mix", "and with 20 % general data?")
    {'general_ratio': 0.2}
    """
    if tool == "cost":
        return cost(text, requests_per)
    return {"mix": mix, "power": power, "forgetting": forgetting, "unlearn": unlearn}[tool](text)
