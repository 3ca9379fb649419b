"""What the guided chat model says: sentences filled from what the tools returned."""

from collections.abc import Iterator
from typing import Any

from agent.guided import asides, asking, decided, follow_ups, plans, practice
from agent.guided.figures import figures
from agent.guided.heard import Heard
from agent.messages import RECORD_FACTS, SEARCH
from agent.practice import STOP
from agent.wording import decision as decision_words
from agent.wording import unknowns
from agent.wording.conditions import condition
from agent.wording.fields import value_in_words
from agent.wording.fixed import (
    BROKEN_CONFIGURATION,
    DATA_CHECK,
    GIVEN_UP,
    NOT_COVERED,
    OFFLOADING,
    UNREAD,
    not_english,
)
from agent.wording.results import passages_in_words
from tools.decision.questions import meaning


def reply(heard: Heard) -> str:
    """Say what this turn brought: answers, figures, the decision."""
    if heard.decision is None:
        return "\n\n".join(practice.lines(heard))
    parts = [*practice.ended(heard), *_about_the_words(heard), *_passages(heard)]
    found = list(figures(heard))
    asks = heard.only_set_ups or plans.only_asks(heard)
    if asides.aside(heard):
        parts += [*asides.lines(heard), *found]
    elif decided.asks_about_it(heard):
        parts += [*_about_the_decision(heard), *found]
    elif asks and found and not heard.reading.wants_answer:
        parts += [*found, *_first_direction(heard)]
    elif before := decided.told_before(heard):
        told = [*parts, *found] and not heard.notes_something
        parts += () if told else [decision_words.what_is_new(heard.decision, before)]
        parts += found
    elif heard.concludes:
        parts += [*_decision(heard), *found, *plans.offer(heard)]
    else:
        parts += found
        told = parts and not heard.notes_something and not heard.result(STOP)
        parts += () if told else _decision(heard)
    return "\n\n".join(part for part in parts if part)


def _first_direction(heard: Heard) -> Iterator[str]:
    """Say the direction with the figures of a set-up, where the first words ask for both."""
    if not heard.state.get("decision") and asking.asks_for_the_decision(heard.said):
        yield from _decision(heard)


def _about_the_decision(heard: Heard) -> Iterator[str]:
    if heard.decision and decided.asks_why(heard):
        yield decision_words.why(heard.decision)
        yield unknowns.leading_to(heard.decision, decided.doubted(heard))
    if heard.decision and decided.asks_what_changes(heard):
        yield decision_words.what_changes(heard.decision)


def _about_the_words(heard: Heard) -> Iterator[str]:
    reading = heard.reading
    foreign = reading.language not in {"en", ""}
    told = foreign and heard.facts.get("language") == reading.language
    if foreign and not told:
        yield not_english(reading.language)
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
        and (heard.brings_nothing or (told and not reading.facts))
        and not heard.result(SEARCH)
        and not heard.only_set_ups
        and not plans.asked(heard)
        and not asides.aside(heard)
    ):
        yield GIVEN_UP if heard.last_chance else UNREAD
    yield from _why_asked(heard)
    recorded = heard.result(RECORD_FACTS) or {"noted": [], "refused": []}
    assumed = [f for f in recorded["noted"] if f["origin"] == "assumed" and f["quote"]]
    if assumed:
        read = " and ".join(map(_as_read, assumed))
        yield f"I take it {read}; tell me if that is wrong."


def _as_read(fact: dict[str, Any]) -> str:
    taken = condition(fact["field"], value_in_words(fact["value"])).removeprefix("if ")
    return f"from “{fact['quote']}” that {taken}"


def _why_asked(heard: Heard) -> Iterator[str]:
    question = heard.decision and heard.decision["next_question"]
    if question and follow_ups.asks_back(heard) and question["field"] == heard.asked:
        means = "" if follow_ups.asks_why(heard) else meaning(question)
        yield f"{means} {question['why']}".strip()


def _passages(heard: Heard) -> Iterator[str]:
    """Say what was found; that nothing was is said where nothing else is."""
    answered = any(name not in {RECORD_FACTS, SEARCH} for name, _, _ in heard.results)
    says_more = answered or heard.notes_something or heard.reading.language not in {"en", ""}
    found = [each for words in _found(heard) for each in words.split("\n\n")]
    for words in dict.fromkeys(found):  # two questions may have one answer
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
