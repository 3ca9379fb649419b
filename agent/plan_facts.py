"""The facts of a whole plan, gathered from a transcript, for the check of the plan."""

from collections.abc import Mapping, Sequence
from typing import Any

from agent.events import Event
from agent.transcripts import fold
from tools.decision import decide
from tools.plan_lint import Call, facts_of

PLAN_CHECK = "plan_check"


def plan_facts(events: Sequence[Event]) -> dict[str, Any]:
    """Gather what is known of a plan: facts, strategy and method, and what the tools were asked."""
    profile = fold.profile_of(events)
    decision = decide(profile, fold.skipped_of(events))
    calls = [
        Call(each["tool"], each["args"], each["result"])
        for each in fold.results_of(events)
        if isinstance(each["result"], Mapping)
    ]
    facts = facts_of(profile, decision.strategy, calls)
    known = facts.model_dump(mode="json", exclude_none=True)
    if decision.method != "none":
        known.setdefault("method", decision.method)
    return known
