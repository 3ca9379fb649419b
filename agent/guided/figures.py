"""What this turn's calculators found, in as many words as were asked for."""

from collections.abc import Iterator
from typing import Any

from agent.guided import plans, set_ups
from agent.guided.arguments import LANGUAGE_MODEL
from agent.guided.heard import Heard
from agent.guided.plans.filling import unpriced
from agent.guided.set_up_words import asks_for_a_table
from agent.messages import RECORD_FACTS, SEARCH
from agent.practice import PRACTICE
from agent.wording.errors import before_a_stand_in, for_people
from agent.wording.fixed import LACKING, OFFER_EXAMPLES
from agent.wording.results import result_lines, results_in_words, unlearn
from agent.wording.results.derivation import derivation
from agent.wording.results.estimate import besides, duration
from agent.wording.results.explanation import EXPLAINED, explained
from tools import CATALOGUE
from tools.vocabulary import TaskProfile

EXPLAINING = "explain_estimate"
ESTIMATE = "estimate"
MOST_LINES = 3
"""Lines of a planning tool that the decision made due."""

_OF_TIME = frozenset({"examples", "epochs"})
"""Arguments that move hours and price alone."""
Found = tuple[str, dict[str, Any], dict[str, Any]]
"""Tool, arguments with what the profile filled in, and the result."""


def figures(heard: Heard) -> Iterator[str]:
    """Say what the calculators found, an error first."""
    computed = [each for each in heard.results if each[0] not in {RECORD_FACTS, SEARCH, *PRACTICE}]
    errors = [told["error"] for _, _, told in computed if "error" in told]
    stands_in = any(name == ESTIMATE and "result" in told for name, _, told in computed)
    yield from dict.fromkeys(map(before_a_stand_in if stands_in else for_people, errors))
    found = [
        (name, _as_called(heard, name, args), told["result"])
        for name, args, told in computed
        if "result" in told
    ]
    yield from _of_set_ups(heard, [each for each in found if each[0] not in plans.SPOKEN])
    yield from (LACKING[name] for name in plans.lacking(heard))
    yield from _of_plans(heard, [each for each in found if each[0] in plans.SPOKEN])


def _as_called(heard: Heard, name: str, args: dict[str, Any]) -> dict[str, Any]:
    """Give the arguments as the toolbox filled them in from the profile."""
    tool = CATALOGUE.get(name)
    known = {name: heard.known[name] for name in TaskProfile.model_fields.keys() & heard.known}
    return tool.filled(args, TaskProfile.model_validate(known)) if tool else args


def _of_set_ups(heard: Heard, found: list[Found]) -> Iterator[str]:
    estimates = [(args, result) for name, args, result in found if name == ESTIMATE]
    explaining = [(args, result) for name, args, result in found if name == EXPLAINING]
    figure = set_ups.figure_asked(heard)
    if figure is not None and estimates:
        yield "\n".join(derivation(figure, estimates, explaining))
        return
    asked = EXPLAINED & frozenset(heard.reading.mentioned.topics)
    for args, result in explaining if asked else ():
        yield from explained(asked, args, result)
    if len(estimates) == 1:
        yield from besides(heard.reading.mentioned.topics, estimates[0][1])
    if times := _only_times(heard, estimates):
        yield "\n".join(times)
        found = [each for each in found if each[0] != ESTIMATE]
    table = asks_for_a_table(heard.said)
    shown = [each for each in found if not asked or each[0] != EXPLAINING]
    told = all(_is_told(heard, args) for args, _ in estimates)
    yield from results_in_words(shown, table=table, told=told)
    if estimates and set_ups.takes_an_example(heard):
        yield OFFER_EXAMPLES


def _is_told(heard: Heard, args: dict[str, Any]) -> bool:
    """Tell whether the language model is the one that was computed before."""
    return all(args.get(name) == heard.set_up.get(name) for name in LANGUAGE_MODEL)


def _only_times(heard: Heard, estimates: list[tuple[dict[str, Any], dict[str, Any]]]) -> list[str]:
    """Say only hours and price where nothing else is asked of a set-up that was told before."""
    mentioned = heard.reading.mentioned
    asks_else = frozenset(mentioned.topics) - {"time", "cost", "more"}
    changes = mentioned.arguments.keys() - _OF_TIME
    if changes and not {"time", "cost"} & frozenset(mentioned.topics):
        return []
    known = heard.set_up and not (mentioned.names_one or mentioned.gpus or asks_else)
    if not known or not mentioned.topics or len(estimates) != 1:
        return []
    return list(duration(*estimates[0]))


def _of_plans(heard: Heard, found: list[Found]) -> Iterator[str]:
    told: list[Any] = []
    for name, args, result in found:
        if name == plans.CHECK:
            yield _whole_plan(heard, args, result, told)
        elif name == "unlearn" and plans.asks_for_proof(heard):
            yield "\n".join(unlearn.proof(result))
        else:
            told += result.get("conflicts", ()) if plans.asked(heard) else ()
            yield _as_asked(heard, result_lines(name, args, result))
        if name == "cost" and (other := unpriced(heard.said)):
            yield (
                f"{other} is not in our table of prices: say what its input and output tokens "
                "cost, and I compute it with that."
            )


def _whole_plan(heard: Heard, args: dict[str, Any], result: dict[str, Any], told: list[Any]) -> str:
    """Say which parts conflict and were not said with a tool; that none does only where asked."""
    sources = {each["source"] for each in told}
    new = [each for each in result["conflicts"] if each["source"] not in sources]
    if not new and not plans.asks_for_the_check(heard):
        return ""
    return result_lines(plans.CHECK, args, {**result, "conflicts": new})


def _as_asked(heard: Heard, lines: str) -> str:
    """Cut what nobody asked for down to its first lines; the card has the rest."""
    return lines if plans.asked(heard) else "\n".join(lines.splitlines()[:MOST_LINES])
