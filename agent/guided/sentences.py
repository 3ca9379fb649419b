"""What the guided chat model says: sentences filled from what the tools returned."""

from collections.abc import Iterator
from typing import Any

from agent.guided import asides, decided, follow_ups, plans, practice
from agent.guided.heard import Heard
from agent.messages import RECORD_FACTS, SEARCH
from agent.practice import PRACTICE, STOP
from agent.wording import decision as decision_words
from agent.wording.errors import for_people
from agent.wording.fields import field_in_words
from agent.wording.fixed import (
    BROKEN_CONFIGURATION,
    DATA_CHECK,
    LACKING,
    NOT_COVERED,
    NOT_ENGLISH,
    OFFLOADING,
    UNREAD,
)
from agent.wording.results import passages_in_words, result_lines, results_in_words, unlearn
from agent.wording.results.estimate import besides
from agent.wording.results.explanation import EXPLAINED, explained

EXPLAINING = "explain_estimate"
MOST_LINES = 3
"""Lines of a planning tool that the decision made due."""


def reply(heard: Heard) -> str:
    """Say what this turn brought: answers, figures, the decision."""
    if heard.decision is None:
        return "\n\n".join(practice.lines(heard))
    parts = [*practice.ended(heard), *_about_the_words(heard), *_passages(heard)]
    figures = list(_figures(heard))
    asks = heard.only_set_ups or plans.only_asks(heard)
    if asides.aside(heard):
        parts += [*asides.lines(heard), *figures]
    elif decided.asks_about_it(heard):
        parts += [*_about_the_decision(heard), *figures]
    elif asks and figures and not heard.reading.wants_answer:
        parts += figures
    elif before := decided.told_before(heard):
        told = [*parts, *figures] and not heard.notes_something
        parts += () if told else [decision_words.what_is_new(heard.decision, before)]
        parts += figures
    elif heard.concludes:
        parts += [*_decision(heard), *figures, *plans.offer(heard)]
    else:
        parts += figures
        told = parts and not heard.notes_something and not heard.result(STOP)
        parts += () if told else _decision(heard)
    return "\n\n".join(part for part in parts if part)


def _about_the_decision(heard: Heard) -> Iterator[str]:
    if heard.decision and decided.asks_why(heard):
        yield decision_words.why(heard.decision)
    if heard.decision and decided.asks_what_changes(heard):
        yield decision_words.what_changes(heard.decision)


def _about_the_words(heard: Heard) -> Iterator[str]:
    reading = heard.reading
    if reading.language not in {"en", ""}:
        yield " ".join(NOT_ENGLISH)
    if reading.mentioned.broken_config:
        yield BROKEN_CONFIGURATION
    if reading.mentioned.offload:
        yield OFFLOADING
    for each in reading.impossible:
        yield f"“{each.quote}” can't be right. What is it really?"
    if plans.asks_for_a_data_check(heard):
        yield DATA_CHECK
    elif (
        heard.asked
        and heard.brings_nothing
        and not heard.result(SEARCH)
        and not heard.only_set_ups
        and not plans.asked(heard)
        and not asides.aside(heard)
    ):
        yield UNREAD
    yield from _why_asked(heard)
    recorded = heard.result(RECORD_FACTS) or {"noted": [], "refused": []}
    assumed = [f for f in recorded["noted"] if f["origin"] == "assumed" and f["quote"]]
    if assumed:
        read = "; ".join(
            f"{field_in_words(fact['field'])}: {_value(fact['value'])} (from “{fact['quote']}”)"
            for fact in assumed
        )
        yield f"I take this from your words, tell me if it is wrong: {read}."


def _why_asked(heard: Heard) -> Iterator[str]:
    question = heard.decision and heard.decision["next_question"]
    if question and follow_ups.asks_back(heard) and question["field"] == heard.asked:
        yield str(question["why"])


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else f"{value}"


def _passages(heard: Heard) -> Iterator[str]:
    """Say what was found; that nothing was is said where nothing else is."""
    answered = any(name not in {RECORD_FACTS, SEARCH} for name, _, _ in heard.results)
    says_more = answered or heard.notes_something or heard.reading.language not in {"en", ""}
    for words in _found(heard):
        if words != NOT_COVERED or not says_more:
            yield words


def _found(heard: Heard) -> Iterator[str]:
    for name, args, told in heard.results:
        if name != SEARCH:
            continue
        if "error" in told:
            yield told["error"]
            continue
        yield passages_in_words(told["result"], args["question"])


def _decision(heard: Heard) -> Iterator[str]:
    decision = heard.decision
    if decision is None:
        return
    if heard.concludes:
        yield decision_words.in_full(decision)
    else:
        yield decision_words.so_far(decision, heard.state.get("decision"))


def _figures(heard: Heard) -> Iterator[str]:
    computed = [each for each in heard.results if each[0] not in {RECORD_FACTS, SEARCH, *PRACTICE}]
    errors = [told["error"] for _, _, told in computed if "error" in told]
    yield from dict.fromkeys(map(for_people, errors))
    asked = EXPLAINED & frozenset(heard.reading.mentioned.topics)
    found = [(name, args, told["result"]) for name, args, told in computed if "result" in told]
    for name, args, result in found:
        if asked and name == EXPLAINING:
            yield from explained(asked, args, result)
    estimates = [result for name, _, result in found if name == "estimate"]
    if len(estimates) == 1:
        yield from besides(heard.reading.mentioned.topics, estimates[0])
    yield from (LACKING[name] for name in plans.lacking(heard))
    shown = [each for each in found if not asked or each[0] != EXPLAINING]
    yield from results_in_words([each for each in shown if each[0] not in plans.SPOKEN])
    told: list[Any] = []
    for name, args, result in shown:
        if name == plans.CHECK:
            yield _whole_plan(heard, args, result, told)
        elif name == "unlearn" and plans.asks_for_proof(heard):
            yield "\n".join(unlearn.proof(result))
        elif name in plans.SPOKEN:
            told += result.get("conflicts", ()) if plans.asked(heard) else ()
            yield _as_asked(heard, result_lines(name, args, result))


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
