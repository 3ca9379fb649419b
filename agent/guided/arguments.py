"""Arguments of the estimate: what the words name, on top of the set-up that was computed last."""

import re
from typing import Any

from agent.guided.reading import Mentioned
from tools.errors import InputError
from tools.estimate.catalogue import find_language_model

LANGUAGE_MODEL = frozenset({"model", "params_b", "config", "hidden_size"})
"""Each says which language model."""
OF_ADAPTERS = ("lora_rank", "lora_targets", "adapter_dtype", "modules_to_save", "quantizer")
"""Arguments that go with adapters only."""
_MEASURED = ("measured_peak_gb", "measured_kind")
_LOW = frozenset({"int4", "int8", "nf4"})


def names_a_language_model(args: dict[str, Any]) -> bool:
    """Tell whether arguments say which language model."""
    return bool(LANGUAGE_MODEL & args.keys())


def continued(last: dict[str, Any], mentioned: Mentioned) -> dict[str, Any]:
    """Change a set-up in what the words name; what was measured holds for the old one only.

    >>> continued({"params_b": 7.0, "method": "full"}, Mentioned(arguments={"lora_rank": 8}))
    {'params_b': 7.0, 'lora_rank': 8}
    """
    new = named(mentioned)
    kept = {name: value for name, value in last.items() if name not in _MEASURED or _measures(new)}
    if names_a_language_model(new):
        kept = {name: value for name, value in kept.items() if name not in LANGUAGE_MODEL}
    for name in _overruled(kept, new):
        kept.pop(name, None)
    return kept | new


def _overruled(kept: dict[str, Any], new: dict[str, Any]) -> tuple[str, ...]:
    """Give what was said before and can't go with what is said now."""
    if new.get("method") == "full":
        return (*OF_ADAPTERS, *_low_precision(kept))
    if new.get("method") == "lora":
        return ("quantizer", *_low_precision(kept))
    if new.get("gpus") == 1:
        return ("sharding", "deepspeed")
    speaks_of_adapters = any(name in new for name in OF_ADAPTERS)
    return ("method",) if speaks_of_adapters and kept.get("method") == "full" else ()


def _low_precision(kept: dict[str, Any]) -> tuple[str, ...]:
    return ("precision",) if kept.get("precision") in _LOW else ()


def _measures(new: dict[str, Any]) -> bool:
    return not new or any(name in new for name in _MEASURED)


def named(mentioned: Mentioned) -> dict[str, Any]:
    """Give the arguments that the words name; of several names the first.

    >>> named(Mentioned(language_models=("Mistral-7B",), gpus=("RTX 4090",)))
    {'model': 'Mistral-7B', 'on': 'RTX 4090'}
    """
    args: dict[str, Any] = {}
    if mentioned.config is not None:
        args["config"] = mentioned.config
    elif mentioned.language_models:
        args["model"] = mentioned.language_models[0]
    elif mentioned.params_b is not None:
        args["params_b"] = mentioned.params_b
    if mentioned.gpus:
        args["on"] = mentioned.gpus[0]
    return args | mentioned.arguments


def size_in_name(name: str) -> float | None:
    """Read the parameters (billions) that a name ends in.

    >>> size_in_name("FooBar-9000-13B"), size_in_name("Zorblax")
    (13.0, None)
    """
    found = re.findall(r"(?<![\w.])(\d+(?:\.\d+)?)([bm])(?![a-z])", name.lower())
    return float(found[-1][0]) * (1 if found[-1][1] == "b" else 0.001) if found else None


def is_known(name: str) -> bool:
    """Tell whether the table has a language model of this name."""
    try:
        find_language_model(name)
    except InputError:
        return False
    return True
