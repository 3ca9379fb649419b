"""Folds over a transcript: the profile, what is known from where, what was skipped and asked."""

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ConfigDict

from agent.events import (
    AdvisorSaid,
    Asked,
    Decided,
    Event,
    FactNoted,
    FactSkipped,
    ToolCalled,
    ToolReturned,
    TurnEnded,
    UserSaid,
)
from tools.decision.effective import effective
from tools.vocabulary import TaskProfile


class KnownFact(BaseModel):
    """A fact as it stands, with the words and the turn that it came from."""

    model_config = ConfigDict(frozen=True)

    value: Any
    quote: str | None = None
    turn: int
    origin: str

    @property
    def assumed(self) -> bool:
        return self.origin == "assumed"


def whole_turns(events: Iterable[Event]) -> list[Event]:
    """Keep whole turns; one that was cut off counts as what the user said in it."""
    kept = list(events)
    ended = {
        event.turn for event in kept if isinstance(event, TurnEnded) and event.how != "interrupted"
    }
    return [
        event
        for event in kept
        if event.turn in ended or event.turn == 0 or isinstance(event, UserSaid)
    ]


def facts_of(events: Iterable[Event]) -> dict[str, KnownFact]:
    """Fold the facts: the newest value of each, forgotten ones left out."""
    facts: dict[str, KnownFact] = {}
    for event in events:
        if not isinstance(event, FactNoted):
            continue
        for verdict in _rests_on(event.field, facts):
            del facts[verdict]
        facts.pop(event.field, None)
        if event.value is not None:
            facts[event.field] = KnownFact(
                value=event.value, quote=event.quote, turn=event.turn, origin=event.origin
            )
    return facts


_VERDICTS = {
    "prompting_meets_target": ("prompting_quality", "quality_target"),
    "rag_meets_target": ("rag_quality", "quality_target"),
}
"""Verdicts, and the two figures from which each can follow."""


def _rests_on(figure: str, facts: dict[str, KnownFact]) -> list[str]:
    """Name the verdicts that were read off a figure, and fall with it; not what was said itself."""
    return [
        verdict
        for verdict, figures in _VERDICTS.items()
        if figure in figures
        and verdict in facts
        and facts[verdict].quote
        and all(each in facts for each in figures)
        and facts[verdict].quote in {facts[each].quote for each in figures}
    ]


def facts_with_what_follows(events: Iterable[Event]) -> dict[str, KnownFact]:
    """Fold the facts, with those that figures and reported results imply.

    What follows carries the words, the turn and the origin of the newest fact before it. What a
    decision only takes to hold (a prompt that was not tried meets no bar) is no fact of the user's.
    """
    stated = facts_of(events)
    profile = _profile(stated)
    known = effective(profile)
    for field, told_by in _IMPLIED.items():
        value = getattr(known, field)
        says_nothing_new = field in stated and stated[field].value == value
        if getattr(profile, told_by) is None or value is None or says_nothing_new:
            continue
        if origin := _origin(field, stated):
            stated[field] = origin.model_copy(update={"value": value})
    return stated


_IMPLIED = {
    "prompting_tried": "prompting_result_known",
    "rag_tried": "rag_result_known",
    "prompting_meets_target": "prompting_figures_meet",
    "rag_meets_target": "rag_figures_meet",
}
"""Fields, and the property of the profile that tells whether something said implies them."""


def _origin(field: str, stated: dict[str, KnownFact]) -> KnownFact | None:
    """Find the newest fact that a derived one can rest on: of the same family, else any."""
    family = field.partition("_")[0]
    near = [fact for name, fact in stated.items() if name.startswith((family, "quality_target"))]
    return max(near or stated.values(), key=lambda fact: fact.turn, default=None)


def profile_of(events: Iterable[Event]) -> TaskProfile:
    """Fold the task profile out of a transcript."""
    return _profile(facts_of(events))


def _profile(facts: dict[str, KnownFact]) -> TaskProfile:
    known = {
        field: fact.value for field, fact in facts.items() if field in TaskProfile.model_fields
    }
    return TaskProfile.model_validate(known)


def skipped_of(events: Iterable[Event]) -> frozenset[str]:
    """Fields that the user doesn't know, unless a fact came later."""
    skipped: set[str] = set()
    for event in events:
        if isinstance(event, FactSkipped):
            skipped.add(event.field)
        elif isinstance(event, FactNoted) and event.value is not None:
            skipped.discard(event.field)
    return frozenset(skipped)


def question_of(events: Iterable[Event]) -> Asked | None:
    """Give the open question: the one that the newest whole turn ended with."""
    question: Asked | None = None
    asked: Asked | None = None
    for event in events:
        if isinstance(event, Asked):
            asked = event
        elif isinstance(event, TurnEnded) and event.how != "interrupted":
            question = asked if asked and asked.turn == event.turn else None
    return question


def decision_of(events: Iterable[Event]) -> dict[str, Any] | None:
    """Give the newest decision."""
    decision = None
    for event in events:
        if isinstance(event, Decided):
            decision = event.decision
    return decision


def results_of(events: Iterable[Event]) -> list[dict[str, Any]]:
    """List what tools returned: `{"call", "tool", "args", "result"}`; errors are left out."""
    return [each for each in outcomes_of(events) if "result" in each]


def outcomes_of(events: Iterable[Event]) -> list[dict[str, Any]]:
    """List what came of each call: as `results_of`, with `error` instead of `result` for errors."""
    called: dict[str, ToolCalled] = {}
    results = []
    for event in events:
        if isinstance(event, ToolCalled):
            called[event.call] = event
        elif isinstance(event, ToolReturned) and event.call in called:
            call = called[event.call]
            told = {"error": event.error} if event.error else {"result": event.result}
            results.append({"call": event.call, "tool": call.tool, "args": call.args, **told})
    return results


def words_of(events: Iterable[Event]) -> list[UserSaid]:
    """List what the user said."""
    return [event for event in events if isinstance(event, UserSaid)]


def reply_of(events: Iterable[Event]) -> str:
    """Join what the advisor said."""
    return "\n\n".join(event.text for event in events if isinstance(event, AdvisorSaid))


def last_turn(events: Iterable[Event]) -> int:
    """Number of the newest turn, 0 where there is none."""
    return max((event.turn for event in events), default=0)


def has_ended(events: Iterable[Event], turn: int) -> bool:
    """Tell whether a turn was brought to its end."""
    return any(isinstance(event, TurnEnded) for event in of_turn(events, turn))


def of_turn(events: Iterable[Event], turn: int) -> list[Event]:
    """Keep one turn's events."""
    return [event for event in events if event.turn == turn]
