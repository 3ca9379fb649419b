"""When a planning tool is worth calling, and with what: asked for, gone on with, or due now."""

import re
from collections.abc import Iterator
from typing import Any

from agent.guided import asides
from agent.guided.heard import Heard
from agent.guided.planning_topics import asked_for, goes_on
from agent.guided.plans.amounts import amounts
from agent.guided.plans.due import due
from agent.guided.plans.filling import cost_arguments, mix_arguments, power_arguments
from agent.guided.plans.said import said_of
from agent.guided.plans.scores import pasted_scores
from agent.wording.fixed import (
    LACKING,
    OFFER_COST,
    OFFER_COST_LACKING,
    OFFER_DATA_CHECK,
    OFFER_POWER,
)

Call = dict[str, Any]

TOOLS = ("mix", "forgetting", "cost", "power", "unlearn")
CHECK = "plan_check"
SPOKEN = (*TOOLS, CHECK)
"""Tools whose results are said last, in this order."""
DATASET = "dataset"
_OF_A_SET_UP = frozenset({"what_fits", "fits", "memory", "time", "storage"})
"""What is asked of a training set-up, whatever was planned before it."""
_LEANS = re.compile(r"\b(?:it|that|this|those|these)\b", re.IGNORECASE)
"""What makes a short question lean on the figures that were said before it."""


def answers(heard: Heard, question: str) -> bool:
    """Tell whether a planning tool answers a question, so that nothing is looked up."""
    if asks_for_a_data_check(heard) and DATASET in asked_for(question):
        return True
    if not _asked(heard):
        return False
    leans = len(question.split()) <= _FEW_WORDS and _LEANS.search(question)
    return bool(asked_for(question) or leans) or (goes_on(question) and not asked_for(heard.said))


def lacking(heard: Heard) -> list[str]:
    """Name the tools that the words ask for, but say too little for."""
    if heard.action or heard.reading.off_topic or heard.reading.harmful or _asked(heard):
        return []
    if asides.aside(heard):
        return []
    asked = [name for name in asked_for(heard.said) if name in LACKING.keys() - _refused(heard)]
    return [name for name in asked if name != "forgetting" or "checkpoint" in heard.said.lower()]


def only_asks(heard: Heard) -> bool:
    """Tell whether the words ask for figures of a plan, and leave the decision as it was."""
    if not (_asked(heard) or asks_for_a_data_check(heard)):
        return False
    before, now = heard.state.get("decision"), heard.decision
    if not heard.notes_something:
        return True
    if not (heard.concludes and before and now):
        return False
    return all(before[name] == now[name] for name in ("strategy", "status"))


def supposes(heard: Heard) -> bool:
    """Tell whether the words change an argument ("and at 10,000 requests?"), and no fact."""
    return heard.only_plans and not asked_for(heard.said) and bool(_going_on(heard))


def asked(heard: Heard) -> bool:
    """Tell whether the words ask for a planning tool, rather than the decision for it."""
    return bool(_asked(heard))


def goes_on_with_one(heard: Heard) -> bool:
    """Tell whether the words change an argument of the planning tool that was called last."""
    return _newest(heard)[0] in TOOLS and not heard.action and bool(_going_on(heard))


def asks_for_proof(heard: Heard) -> bool:
    """Tell whether the words ask how a removal is proven: the tool's tests answer."""
    return asides.aside(heard) == "proof"


def asks_for_the_check(heard: Heard) -> bool:
    """Tell whether the words ask if the parts of the plan go together."""
    return CHECK in _asked(heard)


def asks_for_a_data_check(heard: Heard) -> bool:
    """Tell whether a file of training data is to be checked, which a command does."""
    return not heard.action and DATASET in asked_for(heard.said)


def calls(heard: Heard) -> list[Call]:
    """Give the calls that the words ask for, or that the decision makes due.

    The check of the whole plan comes last, so that it sees what the others found.
    """
    found = [_call(name, args) for name, args in _asked(heard).items()]
    named = {each["name"] for each in found}
    if not found:
        found = [_call(name, args) for name, args in due(heard).items()]
        named = {each["name"] for each in found}
    if CHECK not in named and heard.concludes and (found or CHECK not in _before(heard)):
        found.append(_call(CHECK, {}))
    return [each for each in found if each["name"] in heard.tools]


def _call(name: str, args: dict[str, Any]) -> Call:
    return {"name": name, "args": args}


def _asked(heard: Heard) -> dict[str, dict[str, Any]]:
    if heard.action or heard.reading.off_topic or heard.reading.harmful:
        return {}
    if asks_for_proof(heard):
        return {"unlearn": _before(heard).get("unlearn", {})}
    topics = asked_for(heard.said)
    scores = pasted_scores(heard.said)
    if scores:
        topics = frozenset({"forgetting"})
    found = {
        name: args
        for name in TOOLS
        if name in topics - _refused(heard) and (args := _filled(name, heard)) is not None
    }
    if CHECK in topics:
        found[CHECK] = {}
    return found or _going_on(heard)


_SHARES_OF = {"general_ratio": "mix", "cache_hit_share": "cost"}
"""Arguments that can be refused, and their tools, which don't run with another value instead."""


def _refused(heard: Heard) -> frozenset[str]:
    return frozenset(tool for name, tool in _SHARES_OF.items() if name in heard.reading.refused)


def _going_on(heard: Heard) -> dict[str, dict[str, Any]]:
    """Change an argument of the newest call that has it: "and with 20 % general data?"."""
    if asked_for(heard.said) or _asks_of_a_set_up(heard):
        return {}
    if not goes_on(heard.said):
        return _stated(heard)
    for tool, before in reversed(_before(heard).items()):
        if tool in TOOLS and tool not in _refused(heard) and (said := _said(tool, heard)):
            return {tool: _changed(before, said)}
    return {}


def _asks_of_a_set_up(heard: Heard) -> bool:
    """Tell whether memory, time or a language model to train is named; one with a price is none."""
    mentioned = heard.reading.mentioned
    names = mentioned.gpus or (mentioned.names_one and not said_of("cost", heard.said))
    return bool(names or _OF_A_SET_UP & frozenset(mentioned.topics))


def _stated(heard: Heard) -> dict[str, dict[str, Any]]:
    """Take arguments that nothing else is said with ("20 shards, 3 deletions") for the newest
    call; a number that answers the open question is none."""
    newest, before = _newest(heard)
    answered = any(fact.field == heard.asked for fact in heard.reading.facts)
    if newest not in TOOLS or answered or len(heard.said.split()) > _FEW_WORDS:
        return {}
    said = _said(newest, heard)
    every = len(said) == len(amounts(heard.said)) and not said.items() <= before.items()
    return {newest: _changed(before, said)} if said and every else {}


_FEW_WORDS = 8
"""Words that hold a few arguments and nothing else."""


def _before(heard: Heard) -> dict[str, dict[str, Any]]:
    """Give the newest arguments of each planning tool, the newest tool last."""
    return dict((heard.state.get("plan") or {}).get("calls") or {})


def _newest(heard: Heard) -> tuple[str, dict[str, Any]]:
    newest = (heard.state.get("plan") or {}).get("newest", "")
    return newest, dict(_before(heard).get(newest) or {})


_SAYING_THE_SAME = (
    ({"task_ratio", "general_ratio"}, {"task_ratio", "general_ratio"}),
    ({"priced_as"}, {"input_usd_per_million", "output_usd_per_million"}),
    ({"input_usd_per_million", "output_usd_per_million"}, {"priced_as"}),
    ({"successes"}, {"baseline", "fixed", "broken"}),
    ({"baseline"}, {"successes", "samples", "fixed", "broken"}),
)
"""Arguments that are said, and those that no longer hold then."""


def _changed(before: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    """Put what was said in the place of what says the same."""
    gone = {name for new, old in _SAYING_THE_SAME if new & said.keys() for name in old}
    return {name: value for name, value in before.items() if name not in gone} | said


def _said(tool: str, heard: Heard) -> dict[str, Any]:
    per = (heard.state.get("plan") or {}).get("requests_per", "month")
    said = said_of(tool, heard.said, per)
    saved = said.pop("saved_prompt_tokens", None)
    prompt = said.get("prompt_tokens") or heard.known.get("prompt_tokens")
    return said | {"tuned_prompt_tokens": max(0, prompt - saved)} if saved and prompt else said


def _filled(tool: str, heard: Heard) -> dict[str, Any] | None:
    """Give the arguments that the words and the facts hold; None where they do not suffice."""
    said, known = _said(tool, heard), heard.known
    newest, before = _newest(heard)
    if newest == tool and goes_on(heard.said) and said and _GOES_ON_OPENLY.match(heard.said):
        said = _changed(before, said)
    if tool == "mix":
        return mix_arguments(said, known, heard.method)
    if tool == "cost":
        return cost_arguments(said, known)
    if tool == "power":
        return power_arguments(said, known)
    if tool == "forgetting":
        return {**heard.method, **said} or None
    if "data_entered_via" not in said and known.get("data_entered_via") is None:
        return None
    return said


_GOES_ON_OPENLY = re.compile(r"^\W*(?:and|what about|how about|what if|but|now)\b", re.IGNORECASE)


def offer(heard: Heard) -> Iterator[str]:
    """Offer the next useful thing, once: what lacks facts, else the check of the data."""
    if not heard.trains or _before(heard):
        return
    known = heard.known
    if lacking_costs := [name for name in OFFER_COST_LACKING if not known.get(name)]:
        yield OFFER_COST if len(lacking_costs) > 1 else OFFER_COST_LACKING[lacking_costs[0]]
    elif power_arguments({}, known) is None:
        yield OFFER_POWER
    else:
        yield OFFER_DATA_CHECK
