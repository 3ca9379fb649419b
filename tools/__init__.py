"""Deterministic answers: pydantic and the standard library."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from inspect import getdoc
from typing import Any, get_type_hints

from tools.cost import cost
from tools.estimate import estimate
from tools.estimate.explaining import explain_estimate
from tools.estimate.searching import what_fits
from tools.forgetting import forgetting
from tools.mix import mix
from tools.plan_lint import lint
from tools.power import power
from tools.unlearning import unlearn
from tools.vocabulary import Record, TaskProfile


@dataclass(frozen=True)
class Tool:
    """A pure function from a request to an answer, and what the profile can fill in for it."""

    function: Callable[[Any], Record]
    profile_fields: Mapping[str, str] = field(default_factory=dict)
    """Field of the request to field of the profile that fills it where the call leaves it out."""
    instead: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Field of the request to other fields that say the same: given one, it is not filled in."""

    @property
    def request(self) -> type[Record]:
        """The request's type, as the function is annotated."""
        hints = get_type_hints(self.function)
        return next(hint for name, hint in hints.items() if name != "return")  # type: ignore[no-any-return]

    @property
    def text(self) -> str:
        """The function's docstring up to its first doctest."""
        return (getdoc(self.function) or "").split(">>>")[0].strip()

    def filled(self, arguments: dict[str, Any], profile: TaskProfile) -> dict[str, Any]:
        """Fill in what the profile knows and the arguments leave out.

        >>> CATALOGUE["estimate"].filled({"method": "lora"}, TaskProfile(model_size_b=7))
        {'params_b': 7.0, 'method': 'lora'}
        """
        known = {
            ours: getattr(profile, theirs)
            for ours, theirs in self.profile_fields.items()
            if not self.instead.get(ours, frozenset()) & arguments.keys()
        }
        return {name: value for name, value in known.items() if value is not None} | arguments


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


COST_FACTS = (
    "monthly_requests",
    "prompt_tokens",
    "tuned_prompt_tokens",
    "output_tokens",
    "input_usd_per_million",
    "cached_input_usd_per_million",
    "training_usd",
)

UNLEARNING_FACTS = _same("data_entered_via", "shards", "deletions", "serving_bits", "edits_planned")

TRAINING_FACTS = {
    "params_b": "model_size_b",
    "on": "gpu_memory_gb",
    "examples": "labelled_examples",
}
NAMED_OTHERWISE = {"params_b": frozenset({"model", "config", "hidden_size", "model_size_b"})}

CATALOGUE: dict[str, Tool] = {
    "estimate": Tool(estimate, TRAINING_FACTS, NAMED_OTHERWISE),
    "explain_estimate": Tool(explain_estimate, TRAINING_FACTS, NAMED_OTHERWISE),
    "what_fits": Tool(what_fits, _same("gpu_memory_gb"), {"gpu_memory_gb": frozenset({"on"})}),
    "mix": Tool(mix),
    "forgetting": Tool(forgetting),
    "cost": Tool(cost, _same(*COST_FACTS)),
    "power": Tool(power),
    "unlearn": Tool(unlearn, UNLEARNING_FACTS),
    "plan_check": Tool(lint),
}
"""The tools that the agent may call; all but the check of the plan are commands, too."""
