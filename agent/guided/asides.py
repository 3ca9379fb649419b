"""What is said beside the task: greetings, thanks, "what can you do?", "what are you missing?"."""

import re
from collections.abc import Iterator
from functools import cache

from agent.guided import follow_ups
from agent.guided.heard import Heard
from agent.guided.reading.tables import word_table
from agent.wording import asides as words
from agent.wording import decision as decision_words
from agent.wording import unknowns
from agent.wording.fixed import OFFER_POWER

COLUMNS = ("kind", "pattern", "example")
_LEADS = (
    r"\W*(?:(?:ok(?:ay)?|so|and|but|well|hm+|right|alright|please|now|no"
    r"|(?:many )?thanks?(?: you)?(?: (?:so much|a lot))?|thx|ty|cheers|great|perfect|cool|nice"
    r"|good)\W+)*"
)
_TAIL = r"(?:\W+(?:btw|by the way|though|then|actually|anyway|please|exactly|again|lol))*\W*"
_LONGEST_WORDS = 16
_ADDRESSES_US = re.compile(r"\b(?:you(?:'re|r)?|i (?:disagree|don't))\b", re.IGNORECASE)
"""What judges the advice, and not the prompt that was asked about."""
_OF_THE_PLAN = frozenset({"next", "works", "assumed", "sources"})
"""What only a plan answers."""
_OF_THE_AIM = frozenset({"aim", "language"})
"""Facts that any words may be read as."""


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = word_table("asides", COLUMNS)
    return tuple(
        (kind, re.compile(rf"{_LEADS}(?:{pattern}){_TAIL}", re.IGNORECASE))
        for kind, pattern, _ in rows
    )


def kind_of(said: str) -> str:
    """Name what a whole message is, beside the task; empty where it is none of that.

    >>> [kind_of(each) for each in ("Thanks!", "ok and then?", "thanks, we have 900 pages")]
    ['thanks', 'next', '']
    """
    said = said.strip().replace("’", "'")
    if not 0 < len(said.split()) <= _LONGEST_WORDS:
        return ""
    return next((kind for kind, pattern in _patterns() if pattern.fullmatch(said)), "")


def aside(heard: Heard) -> str:
    """Name what this turn's words are beside the task; empty where they state or answer something.

    How a removal is proven is asked only where something is to be removed.
    """
    if heard.action or heard.state.get("practice"):
        return ""
    kind, reading = kind_of(heard.said), heard.reading
    states = any(fact.field not in _OF_THE_AIM for fact in (*reading.facts, *reading.vague))
    answers = (reading.skipped and kind != "next") or reading.unknown or reading.wants_answer
    beside = kind == "bye" or (kind == "wrong" and _ADDRESSES_US.search(heard.said))
    if (states or answers) and not beside:
        return ""
    erases = heard.known.get("data_entered_via") and heard.known.get("erasure_request")
    if kind in {"proof", "works"} and erases:
        return "proof"
    if kind == "proof":
        return ""
    if (kind == "assumed" and heard.set_up) or (kind == "sources" and follow_ups.asks_on(heard)):
        return ""  # the estimate's, or the passage's
    return kind if kind not in _OF_THE_PLAN or heard.state.get("decision") else ""


def lines(heard: Heard) -> Iterator[str]:
    """Answer an aside."""
    kind, told = aside(heard), bool(heard.state.get("decision"))
    if heard.decision and told and kind == "sure" and not heard.set_up:
        yield unknowns.missing(heard.decision, heard.known)
    if kind in words.SAID:
        yield words.SAID[kind]
    if heard.decision and told and kind in {"wrong", "sources"}:
        yield decision_words.why(heard.decision)
    if heard.decision:
        yield from _of_the_plan(kind, heard.decision, heard)


def _of_the_plan(kind: str, decision: decision_words.Decision, heard: Heard) -> Iterator[str]:
    if kind == "assumed":
        yield unknowns.taken_for_granted(decision)
    if kind == "missing":
        yield unknowns.missing(decision, heard.known)
    if kind == "works":
        yield decision_words.tests(decision)
        yield OFFER_POWER
    if kind == "next":
        yield decision_words.first_steps(decision)
