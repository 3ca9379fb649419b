"""What the guided chat model says: sentences filled from what the tools returned."""

from collections.abc import Iterator
from typing import Any

from agent.guided import practice
from agent.guided.heard import Heard
from agent.messages import RECORD_FACTS, SEARCH
from agent.practice import PRACTICE, STOP
from agent.wording import decision as decision_words
from agent.wording.fields import field_in_words
from agent.wording.fixed import NOT_ENGLISH, UNREAD
from agent.wording.results import passages_in_words, result_lines


def reply(heard: Heard) -> str:
    """Say what this turn brought: answers, figures, the decision."""
    if heard.decision is None:
        return "\n\n".join(practice.lines(heard))
    parts = [*practice.ended(heard), *_about_the_words(heard), *_passages(heard)]
    figures = list(_figures(heard))
    if heard.concludes:
        parts += [*_decision(heard), *figures]
    else:
        parts += figures
        told = parts and not heard.notes_something and not heard.result(STOP)
        parts += () if told else _decision(heard)
    return "\n\n".join(part for part in parts if part)


def _about_the_words(heard: Heard) -> Iterator[str]:
    reading = heard.reading
    if reading.language not in {"en", ""}:
        yield " ".join(NOT_ENGLISH)
    for each in reading.impossible:
        yield f"“{each.quote}” can't be right. What is it really?"
    if heard.asked and heard.brings_nothing:
        yield UNREAD
    recorded = heard.result(RECORD_FACTS) or {"noted": [], "refused": []}
    assumed = [f for f in recorded["noted"] if f["origin"] == "assumed" and f["quote"]]
    if assumed:
        read = "; ".join(
            f"{field_in_words(fact['field'])}: {_value(fact['value'])} (from “{fact['quote']}”)"
            for fact in assumed
        )
        yield f"I take this from your words, tell me if it is wrong: {read}."


def _value(value: Any) -> str:
    return (
        {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else f"{value}"
    )


def _passages(heard: Heard) -> Iterator[str]:
    for name, _, told in heard.results:
        if name != SEARCH:
            continue
        if "error" in told:
            yield told["error"]
            continue
        yield passages_in_words(told["result"])


def _decision(heard: Heard) -> Iterator[str]:
    decision = heard.decision
    if decision is None:
        return
    if heard.concludes:
        yield decision_words.in_full(decision)
    else:
        yield decision_words.so_far(decision, heard.state.get("decision"))


def _figures(heard: Heard) -> Iterator[str]:
    for name, args, told in heard.results:
        if name in {RECORD_FACTS, SEARCH, *PRACTICE}:
            continue
        if "error" in told:
            yield told["error"]
        else:
            yield result_lines(name, args, told["result"])
