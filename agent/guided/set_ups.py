"""When an estimate or a search for what fits is worth calling, and with what."""

from typing import Any

from agent.guided.heard import Heard
from agent.guided.reading import Mentioned


def estimate(heard: Heard) -> dict[str, Any] | None:
    mentioned = heard.reading.mentioned
    if _names_a_set_up(mentioned):
        return _set_up(heard, mentioned)
    if heard.concludes and heard.trains and heard.known.get("model_size_b"):
        return {"params_b": heard.known["model_size_b"], **heard.method}
    return None


def _names_a_set_up(mentioned: Mentioned) -> bool:
    return bool(mentioned.language_models or mentioned.method)


def what_fits(heard: Heard) -> dict[str, Any] | None:
    mentioned = heard.reading.mentioned
    if not mentioned.gpus or mentioned.language_models or heard.known.get("model_size_b"):
        return None
    args = {"on": mentioned.gpus[0], "method": mentioned.method, "gpus": mentioned.gpu_count}
    return {name: value for name, value in args.items() if value is not None}


def _set_up(heard: Heard, mentioned: Mentioned) -> dict[str, Any] | None:
    args: dict[str, Any] = {
        "method": mentioned.method,
        "gpus": mentioned.gpu_count,
        "epochs": mentioned.epochs,
        "sequence_length": mentioned.sequence_length,
        "batch_size": mentioned.batch_size,
        "on": mentioned.gpus[0] if mentioned.gpus else None,
    }
    if mentioned.language_models:
        args["model"] = mentioned.language_models[0]
    elif heard.known.get("model_size_b"):
        args["params_b"] = heard.known["model_size_b"]
    else:
        return None
    return {name: value for name, value in args.items() if value is not None}
