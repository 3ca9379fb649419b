"""When a planning tool is worth calling, and with what."""

from typing import Any

from agent.guided.heard import Heard


def mix(heard: Heard) -> dict[str, Any] | None:
    if heard.concludes and heard.trains and heard.known.get("labelled_examples"):
        return {"task_samples": heard.known["labelled_examples"], **heard.method}
    return None


def cost(heard: Heard) -> dict[str, Any] | None:
    needed = ("monthly_requests", "prompt_tokens", "input_usd_per_million")
    if not heard.concludes or not all(heard.known.get(field) for field in needed):
        return None
    return {}


def power(heard: Heard) -> dict[str, Any] | None:
    baseline, target = heard.known.get("prompting_quality"), heard.known.get("quality_target")
    if heard.concludes and baseline and target and 0 < baseline < target < 1:
        return {"baseline": baseline, "target": target}
    return None


def forgetting(heard: Heard) -> dict[str, Any] | None:
    return (heard.method or None) if heard.concludes and heard.trains else None


def unlearn(heard: Heard) -> dict[str, Any] | None:
    decision = heard.decision
    asks = heard.concludes and decision is not None and decision["strategy"] == "unlearning_plan"
    return {} if asks and heard.known.get("data_entered_via") else None
