"""What is known of a plan, gathered from the profile, the decision and the tools' answers."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator, ValidationError

from tools.cost.tables import provider_named
from tools.errors import InputError
from tools.mix import MixMethod, as_method
from tools.proportions import wilson_interval
from tools.ranges import day, more_than, within
from tools.unlearning.request import planned
from tools.vocabulary import (
    DAYS_PER_MONTH,
    Count,
    Entered,
    Record,
    Share,
    Strategy,
    TaskProfile,
    as_word,
)
from tools.vocabulary.profile import Billions, Milliseconds

CLOSED_BOOK = ("fine_tuning", "continual_pretraining+sft")
TUNED = (*CLOSED_BOOK, "rag+fine_tuning")


class PlanFacts(Record):
    """Facts of a plan; every one may be unknown."""

    strategy: Strategy | None = None
    """What was decided."""
    latency_budget_ms: Milliseconds | None = None
    """Longest time an answer may take (ms)."""
    model_size_b: Billions | None = None
    """Parameters of the language model to train (billions, 10^9)."""
    needs_citations: bool | None = None
    """Answers must show their sources."""
    quality_target: Share | None = None
    """Quality that is needed (share)."""
    test_items: Count | None = None
    """Items of the test set (items)."""
    method: Annotated[MixMethod | None, BeforeValidator(as_method)] = None
    """How the language model is trained."""
    learning_rate: Annotated[float, more_than(0, 1)] | None = None
    """Peak learning rate."""
    unlearns: bool | None = None
    """Somebody's data are to be removed from weights."""
    data_entered_via: Annotated[Entered | None, BeforeValidator(as_word)] = None
    """How those data came in."""
    serving_bits: Annotated[float, more_than(0, 64, "bits")] | None = None
    """Bits of a weight as it is served (bits)."""
    edits_planned: Annotated[bool | None, BeforeValidator(planned)] = None
    """Knowledge edits are planned afterwards."""
    general_row_share: Share | None = None
    """Share of general rows in the mix."""
    general_token_share: Share | None = None
    """Share of general tokens in the mix."""
    unmeasured_symptom: bool | None = None
    """A symptom that is feared is measured by none of the benchmarks."""
    general_benchmarks: Count | None = None
    """General benchmarks that are run (benchmarks)."""
    provider: str | None = None
    """Who would train and serve."""
    payback_months: Annotated[float, within(0, 1e308, "months")] | None = None
    """Months until the training is paid back (months)."""
    today: Annotated[date, day(date(2020, 1, 1), date(2100, 1, 1))] | None = None
    """The day of the plan."""

    @property
    def uses_retrieval(self) -> bool | None:
        """Answers rest on retrieved passages."""
        return None if self.strategy is None else "rag" in self.strategy

    @property
    def tunes(self) -> bool | None:
        """Weights are trained."""
        return None if self.strategy is None else self.strategy in TUNED

    @property
    def closed_book(self) -> bool | None:
        """Answers come from the weights alone."""
        return None if self.strategy is None else self.strategy in CLOSED_BOOK

    @property
    def target_margin(self) -> float | None:
        """Half of the 95 % interval if the target were met exactly (share).

        >>> round(PlanFacts(quality_target=0.95, test_items=100).target_margin, 3)
        0.045
        """
        if self.quality_target is None or not self.test_items:
            return None
        low, high = wilson_interval(self.quality_target * self.test_items, self.test_items)
        return (high - low) / 2

    @property
    def token_share_by_row_share(self) -> float | None:
        """General share by tokens, divided by that by rows."""
        if self.general_token_share is None or not self.general_row_share:
            return None
        return self.general_token_share / self.general_row_share

    @property
    def provider_closes_first(self) -> bool | None:
        """The provider ends tuning before the training is paid back."""
        if self.provider is None or self.payback_months is None or self.today is None:
            return None
        try:
            closes = provider_named(self.provider).closes
        except InputError:
            return None
        if closes is None:
            return False
        return self.payback_months * DAYS_PER_MONTH > (closes - self.today).days


class Call(NamedTuple):
    """One call of a tool in this consultation."""

    tool: str
    arguments: Mapping[str, Any]
    result: Mapping[str, Any]


def facts_of(
    profile: TaskProfile, strategy: Strategy | None = None, calls: Iterable[Call] = ()
) -> PlanFacts:
    """Gather what is known of the plan; a later call of a tool replaces an earlier one.

    What a plan can't have, such as a count that a tool read out of a text, stays unknown.
    """
    known: dict[str, Any] = {
        name: getattr(profile, name)
        for name in PlanFacts.model_fields
        if name in TaskProfile.model_fields
    }
    known |= {"strategy": strategy}
    if strategy == "unlearning_plan" or profile.erasure_request:
        known["unlearns"] = True
    for call in calls:
        found = _FOUND.get(call.tool, _nothing)(call)
        known |= {name: value for name, value in found.items() if value is not None}
    try:
        return PlanFacts.model_validate(known)
    except ValidationError as error:
        refused = {finding["loc"][0] for finding in error.errors()}
        return PlanFacts.model_validate({name: known[name] for name in known.keys() - refused})


def _nothing(call: Call) -> dict[str, Any]:
    return {}


def _from_estimate(call: Call) -> dict[str, Any]:
    return {name: call.arguments.get(name) for name in ("method", "learning_rate")}


def _from_unlearn(call: Call) -> dict[str, Any]:
    edits = call.arguments.get("edits_planned")
    return {
        "unlearns": True,
        "serving_bits": call.arguments.get("serving_bits"),
        "data_entered_via": call.arguments.get("data_entered_via"),
        "edits_planned": None if edits is None else bool(edits),
    }


def _from_mix(call: Call) -> dict[str, Any]:
    task_share = call.result.get("effective_task_ratio")
    by_tokens = call.result.get("by_tokens") or {}
    return {
        "method": call.arguments.get("method"),
        "general_row_share": None if task_share is None else round(1 - task_share, 6),
        "general_token_share": by_tokens.get("general_token_share"),
    }


def _from_cost(call: Call) -> dict[str, Any]:
    paid_back = call.result.get("break_even") or {}
    return {
        "provider": call.arguments.get("provider"),
        "today": call.arguments.get("today"),
        "payback_months": paid_back.get("months"),
    }


def _from_power(call: Call) -> dict[str, Any]:
    return {
        "quality_target": call.arguments.get("target"),
        "test_items": call.arguments.get("samples"),
    }


def _from_forgetting(call: Call) -> dict[str, Any]:
    feared = set(call.arguments.get("symptoms") or ())
    measured = call.result.get("drops") or ()
    names = {drop["benchmark"] for drop in measured}
    return {
        "method": call.arguments.get("method"),
        "general_benchmarks": len(names) if names else None,
        "unmeasured_symptom": bool(feared & set(call.result.get("not_measured") or ()))
        if feared and names
        else None,
    }


_FOUND = {
    "estimate": _from_estimate,
    "unlearn": _from_unlearn,
    "mix": _from_mix,
    "cost": _from_cost,
    "power": _from_power,
    "forgetting": _from_forgetting,
}
