"""Which tools the guided chat model calls, step by step."""

import re
from typing import Any

from agent.guided import asides, asking, decided, follow_ups, plans, practice, set_ups
from agent.guided.heard import Heard
from agent.guided.set_up_words import asks_of_the_data
from agent.messages import RECORD_FACTS, SEARCH
from agent.practice import STOP
from tools.decision.questions import choices

MOST_WORDS_OF_HINT = 10
MOST_QUESTIONS = 2
"""Questions of one message that are looked up."""

CHOOSES = re.compile(
    r"^\W*(?:\w+\W+){0,2}?(?:which|what)(?: one)? (?:should|shall|would) (?:i|we|you)"
    r"(?: then)? (?:take|use|choose|pick|go (?:for|with)|do)\W*$",
    re.IGNORECASE,
)
"""Words that ask for the choice itself, whatever was looked up before."""


def next_calls(heard: Heard) -> list[dict[str, Any]]:
    """Give the next tool calls; none when it is time to speak."""
    if not heard.results:
        practised = practice.calls(heard)
        if practised is None:
            practised = [*practice.stop(heard), _record(heard), *_searches(heard)]
        elif heard.state.get("practice") is None and heard.reading.facts:
            practised = [_record(heard), *practised]
        return _numbered(practised, heard)
    called = {name for name, _, _ in heard.results}
    if called - {RECORD_FACTS, SEARCH, STOP} or heard.decision is None:
        return []
    calls = [] if plans.goes_on_with_one(heard) else set_ups.calls(heard)
    if not (heard.only_set_ups and calls):
        calls += plans.calls(heard)
    return _numbered(calls, heard)


def _numbered(calls: list[dict[str, Any]], heard: Heard) -> list[dict[str, Any]]:
    first = len(heard.results)
    return [
        {**call, "id": f"call-{first + at}-{call['name']}"}
        for at, call in enumerate(calls)
        if call["name"] in heard.tools
    ]


def _record(heard: Heard) -> dict[str, Any]:
    reading = heard.reading
    read = [] if plans.supposes(heard) or follow_ups.asks_on(heard) else reading.facts
    if asking.strays(heard):
        read = [fact for fact in read if fact.field != "aim"]
    stated = () if asides.aside(heard) else (*read, *reading.vague)
    facts = [fact.model_dump(mode="json") for fact in stated]
    unknown = [*reading.unknown]
    skips = reading.skipped and not asides.aside(heard)
    if heard.asked and (skips or _passes_over(heard, facts)):
        unknown.append(heard.asked)
    return {
        "name": RECORD_FACTS,
        "args": {
            "facts": facts,
            "unknown": sorted(set(unknown)),
            "wants_answer": reading.wants_answer,
            "asks_back": _asks(heard, facts),
        },
    }


def _asks(heard: Heard, facts: list[dict[str, Any]]) -> bool:
    """Tell whether the words ask something that is answered beside the open question."""
    if follow_ups.asks_back(heard) or decided.asks_about_it(heard) or asides.aside(heard):
        return True
    return not facts and (plans.asked(heard) or asking.only_asks_for_the_decision(heard))


def _passes_over(heard: Heard, facts: list[dict[str, Any]]) -> bool:
    """Tell whether the open question is given up, as the interview does behind the turn: for the
    second time words neither answer it nor ask.

    Said here, the decision of this turn is the one that it ends with.
    """
    if (
        heard.action
        or heard.asked is None
        or not heard.last_chance
        or _asks(heard, facts)
        or _searches(heard)
    ):
        return False
    if set_ups.answers(heard):
        return False
    settled = {name for each in choices(heard.asked) for name in each.sets} | {heard.asked}
    return not any(fact["field"] in settled for fact in facts)


def _searches(heard: Heard) -> list[dict[str, Any]]:
    reading = heard.reading
    if (
        (reading.off_topic and not asking.strays(heard))
        or reading.harmful
        or set_ups.answers(heard)
        or asides.aside(heard)
    ):
        return []  # the calculators answer
    if follow_ups.asks_back(heard) or decided.asks_about_it(heard):
        return []  # the question says itself why it is asked, and the decision what it rests on
    if heard.state.get("decision") and CHOOSES.search(heard.said):
        return []
    if follow_up := follow_ups.call_arguments(heard):
        return [{"name": SEARCH, "args": follow_up}]
    asked = asking.questions(heard)
    if len(asked) == 1 and plans.asked(heard) and not reading.mentioned.topics:
        return []  # the planning tool answers
    questions = [
        each
        for each in asked
        if not plans.answers(heard, each)
        and (plans.lacking(heard) or not asking.asks_for_the_decision(each))
    ]
    each_term = [f"What is {term.term}?" for each in questions for term in asking.compared(each)]
    return [
        {"name": SEARCH, "args": {"question": _in_the_words_of_the_notes(each)}}
        for each in (each_term or questions)[:MOST_QUESTIONS]
    ]


def _in_the_words_of_the_notes(question: str) -> str:
    """Add what notes call it where a question of one's own data says too little to be found."""
    of_data = asks_of_the_data(question) and len(question.split()) <= MOST_WORDS_OF_HINT
    return f"{question} (how many curated examples tuning needs)" if of_data else question
