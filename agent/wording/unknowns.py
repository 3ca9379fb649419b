"""What an answer hangs on, in words: its turning points, what is assumed, what would settle it."""

from collections.abc import Iterable, Mapping, Set
from typing import Any

from agent.wording.cells import cell_in_words
from agent.wording.conditions import condition
from agent.wording.fields import field_in_words
from agent.wording.outcomes import outcomes
from agent.wording.phrases import capitalised, cite, sentence
from tools.vocabulary import in_words

Decision = Mapping[str, Any]

NOTHING_LEADS_THERE = "Nothing that I still ask for would lead there."
NOTHING_ASSUMED = "Nothing that could change the answer."
NOTHING_MISSING = "Nothing: no fact that is still unknown can change the answer."

MEASURED_BY = {
    "latency_is_short": "latency_budget_ms",
    "cost_is_short": "cost_per_query_budget_usd",
    "corpus_fits_prompt": "domain_corpus_tokens",
    "corpus_is_large": "domain_corpus_tokens",
}
"""What is assumed, and the figure that people give for it."""

_WITHOUT_FIGURE = {
    "latency_is_short": {"yes": "answers must come fast", "no": "answers may take longer"},
    "cost_is_short": {"yes": "money is short", "no": "a request may cost more"},
    "corpus_fits_prompt": {"yes": "it fits into one prompt", "no": "it is too much for one prompt"},
    "corpus_is_large": {"yes": "there is very much of it", "no": "there is less of it"},
}
"""What is taken for granted beside a change that a figure tells."""


def changes(decision: Decision) -> str:
    """Say what would make the strategy another one, and what is taken for granted until then."""
    return _under("What would change this", _changes(decision, decision["would_change"]))


def leading_to(decision: Decision, strategies: Set[str]) -> str:
    """Say what would lead to one of some strategies."""
    flips = [each for each in decision["would_change"] if each["strategy"] in strategies]
    if strategies and not flips and decision["strategy"] not in strategies:
        return NOTHING_LEADS_THERE
    return _under("What would lead there", _changes(decision, flips))


def missing(decision: Decision, known: Mapping[str, Any]) -> str:
    """Name the unknown facts that can still change the strategy, and where they would lead."""
    unknown = [each for each in decision["would_change"] if each["field"] not in known]
    if decision["status"] == "final" or not unknown:
        return NOTHING_MISSING
    return _under("Still unknown, and able to change the answer", _changes(decision, unknown))


def _changes(decision: Decision, flips: Iterable[Mapping[str, Any]]) -> list[str]:
    assumed = {_asked_as(decision, each): each for each in decision["assumptions"]}
    return [
        f"- {capitalised(condition(each['field'], turning_point(each)))}: "
        f"{in_words(each['strategy'])}.{_until_then(assumed.get(each['field']))}"
        for each in flips
    ]


def assumptions(decision: Decision) -> str:
    """Say what is taken for granted and not said with what would change the strategy."""
    told = {each["field"] for each in decision["would_change"]}
    untold = [a for a in decision["assumptions"] if _asked_as(decision, a) not in told]
    return _under("Taken for granted", map(_assumed, untold))


def taken_for_granted(decision: Decision) -> str:
    """Say all that is taken for granted."""
    return _under("Taken for granted", map(_assumed, decision["assumptions"])) or NOTHING_ASSUMED


def _assumed(each: Mapping[str, Any]) -> str:
    otherwise = f" Otherwise: {in_words(each['otherwise'])}." if each["otherwise"] else ""
    name, value = capitalised(field_in_words(each["field"])), cell_in_words(each["value"])
    return f"- {name}: {value}. {sentence(each['because'])}{otherwise}"


def _asked_as(decision: Decision, assumed: Mapping[str, Any]) -> str:
    """Give the field under which a change names what is assumed."""
    told = {each["field"] for each in decision["would_change"]}
    field = str(assumed["field"])
    measured = MEASURED_BY.get(field, field)
    return measured if field not in told and measured in told else field


def turning_point(flip: Mapping[str, Any]) -> str:
    """Say the value at which the strategy turns: a word as cells have it, a bound as it is."""
    threshold = str(flip["threshold"])
    return cell_in_words(threshold) if threshold == flip["to"] else threshold


def _until_then(assumed: Mapping[str, Any] | None) -> str:
    if assumed is None:
        return ""
    value = str(assumed["value"])
    said = _WITHOUT_FIGURE.get(str(assumed["field"]), {}).get(value)
    if said is None and value in ("yes", "no"):
        said = condition(str(assumed["field"]), value).removeprefix("if ")
    return f" Taken for granted: {said or cell_in_words(value)}."


def experiments(decision: Decision) -> str:
    """Say what would settle what the user does not know; not what leads to one answer anyway."""
    lines = [
        f"- {sentence(each['text'])} {outcomes(each)} {cite(each['source'])}"
        for each in decision["experiments"]
        if settles(each)
    ]
    return _under("What would settle what nobody knows", lines)


def settles(experiment: Mapping[str, Any]) -> bool:
    """Tell whether the outcomes of an experiment lead to different strategies."""
    branches = experiment.get("branches")
    return isinstance(branches, Mapping) and len({str(each) for each in branches.values()}) > 1


def _under(title: str, lines: Iterable[str]) -> str:
    found = list(lines)
    return "\n".join([f"**{title}**", *found]) if found else ""
