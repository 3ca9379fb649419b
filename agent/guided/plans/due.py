"""What the decision makes due: tools whose arguments are known, and that have not run yet."""

from typing import Any

from agent.guided.heard import Heard
from agent.guided.plans.filling import cost_arguments, mix_arguments, power_arguments
from tools import CATALOGUE

_PRICES = ("input_usd_per_million", "training_usd")


def due(heard: Heard) -> dict[str, dict[str, Any]]:
    """Give the calls that a conclusion makes useful, without those that would say the same."""
    if not heard.concludes:
        return {}
    wanted = {
        "mix": mix_arguments({}, heard.known, heard.method) if heard.trains else None,
        "forgetting": (heard.method or None) if heard.trains else None,
        "cost": _cost(heard),
        "power": power_arguments({}, heard.known),
        "unlearn": _unlearn(heard),
    }
    return {
        name: args
        for name, args in wanted.items()
        if args is not None and _is_new(heard, name, args)
    }


def _cost(heard: Heard) -> dict[str, Any] | None:
    counts = heard.known.get("monthly_requests")
    useful = heard.trains or any(heard.known.get(name) for name in _PRICES)
    return cost_arguments({}, heard.known) if counts and useful else None


def _unlearn(heard: Heard) -> dict[str, Any] | None:
    erases = heard.decision is not None and heard.decision["strategy"] == "unlearning_plan"
    return {} if erases and heard.known.get("data_entered_via") else None


def _is_new(heard: Heard, name: str, args: dict[str, Any]) -> bool:
    """Tell whether the newest call of the tool had other arguments."""
    before = ((heard.state.get("plan") or {}).get("calls") or {}).get(name)
    if before is None:
        return True
    facts = {
        ours: heard.known[theirs]
        for ours, theirs in CATALOGUE[name].profile_fields.items()
        if heard.known.get(theirs) is not None
    }
    return any(before.get(field) != value for field, value in (facts | args).items())
