"""Practice in the chat: which question is open, and what an answer named; all read from events."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from pydantic import Field

from agent.events import Decided, Event, FactNoted, FactSkipped, ToolCalled, UserSaid
from agent.transcripts import fold
from knowledge.practice import compare, exercise, exercises
from tools.errors import InputError
from tools.vocabulary import Record

NEXT = "practice_next"
COMPARE = "practice_compare"
STOP = "practice_stop"


class Next(Record):
    """Which question to practise with."""

    exercise: str = ""
    """`check-1` to `check-5` or `exercise-1` to `exercise-5`; empty: the next one not asked yet."""


class Nothing(Record):
    """No arguments."""


class Gives(Record):
    """Whether the user has no answer and wants to see ours."""

    gives_up: bool = Field(default=False)
    """True where the user doesn't know or asks for the solution."""


def next_question(request: Next, events: Sequence[Event]) -> dict[str, Any]:
    """Ask a practice question: the one that is named, or the first that was not asked yet."""
    asked = exercise(request.exercise or _first_unasked(events))
    names = [each.id for each in exercises()]
    return {
        "exercise": asked.id,
        "title": asked.title,
        "question": asked.question,
        "place": names.index(asked.id) + 1,
        "of": len(names),
        "source": asked.anchor,
    }


def compare_answer(request: Gives, events: Sequence[Event]) -> dict[str, Any]:
    """Compare what the user answered to the open question with our sketch, point by point.

    Answers to the same question add up, so that an afterthought completes the first try.
    Raises InputError where no practice question is open.
    """
    name = open_exercise(events)
    if name is None:
        raise InputError("No practice question is open: ask one with practice_next first.")
    found = compare(name, "" if request.gives_up else "\n".join(_answers(events)))
    return {
        "exercise": name,
        "named": len(found.said),
        "of": len(found.said) + len(found.missing),
        "said": _points(found.said, found.anchor),
        "missing": _points(found.missing, found.anchor),
        "slips": _points(found.slips, found.anchor),
        "source": found.anchor,
    }


def stop(request: Nothing, events: Sequence[Event]) -> dict[str, Any]:
    """End practice and sum it up; the interview goes on where it was."""
    best: dict[str, dict[str, Any]] = {}
    for result in _results(events, COMPARE):
        if result["named"] >= best.get(result["exercise"], result)["named"]:
            best[result["exercise"]] = result
    return {
        "answered": len(best),
        "named": sum(each["named"] for each in best.values()),
        "of": sum(each["of"] for each in best.values()),
    }


def open_exercise(events: Sequence[Event]) -> str | None:
    """Name the practice question that is open; None where nobody practises.

    Practice lasts until it is stopped, until a click or a correction turns back to the task, or
    until the interview decides again.
    """
    name: str | None = None
    since = 0
    called = {event.call: event.tool for event in events if isinstance(event, ToolCalled)}
    for event in events:
        if _ends(event, since):
            name = None
        tool, result = _outcome(event, called)
        if tool == NEXT:
            name, since = result["exercise"], event.turn
        elif tool == STOP:
            name = None
    return name


def _ends(event: Event, since: int) -> bool:
    if isinstance(event, UserSaid):
        return event.action is not None
    return isinstance(event, Decided) and event.turn > since


def _outcome(event: Event, called: dict[str, str]) -> tuple[str, Any]:
    call, result = getattr(event, "call", None), getattr(event, "result", None)
    return (called.get(call, ""), result) if call and isinstance(result, dict) else ("", None)


def state_of(events: Sequence[Event]) -> dict[str, Any] | None:
    """Give the open practice question as a chat model sees it in the state."""
    name = open_exercise(events)
    return {"exercise": name, "question": exercise(name).question} if name else None


def about_the_task(events: Sequence[Event]) -> list[Event]:
    """Leave out the answers to practice questions: no fact of the task is read from them.

    Raises InputError where the newest words answer a practice question that is still open.
    """
    turn = fold.last_turn(events)
    before = [event for event in events if event.turn < turn]
    if open_exercise(before) and open_exercise(events):
        raise InputError(
            "A practice question is open, so these words are its answer and no fact of the task: "
            "call practice_compare, or practice_stop first where the user turns back to their task."
        )
    answered = {event.turn for event in events if _is_call(event, COMPARE)}
    return [e for e in events if not (isinstance(e, UserSaid) and e.turn in answered)]


def keeps_the_question(events: Sequence[Event]) -> bool:
    """Tell whether the newest turn practises, so that the interview asks nothing in it."""
    return open_exercise(events) is not None


def brings_facts(events: Sequence[Event]) -> bool:
    """Tell whether the newest turn brought a fact beside the practice."""
    now = fold.of_turn(events, fold.last_turn(events))
    return any(isinstance(event, FactNoted | FactSkipped) for event in now)


def _first_unasked(events: Sequence[Event]) -> str:
    """Go on after the newest question; start over where all were asked."""
    names = [each.id for each in exercises()]
    asked = [result["exercise"] for result in _results(events, NEXT)]
    after = names.index(asked[-1]) + 1 if asked else 0
    in_order = names[after:] + names[:after]
    return next((name for name in in_order if name not in asked), in_order[0])


def _answers(events: Sequence[Event]) -> list[str]:
    """Give the words that answer the open question: of turns that compared, and the newest."""
    turn = fold.last_turn(events)
    asked = max(event.turn for event in events if _is_call(event, NEXT))
    compared = {event.turn for event in events if _is_call(event, COMPARE)} | {turn}
    return [
        event.text
        for event in fold.words_of(events)
        if event.turn > asked and event.turn in compared
    ]


def _is_call(event: Event, tool: str) -> bool:
    return isinstance(event, ToolCalled) and event.tool == tool


def _results(events: Sequence[Event], tool: str) -> Iterator[dict[str, Any]]:
    return (each["result"] for each in fold.results_of(events) if each["tool"] == tool)


def _points(points: Sequence[str], anchor: str) -> list[dict[str, str]]:
    return [{"point": each, "source": anchor} for each in points]


class PracticeTool(NamedTuple):
    """A tool of practice: what a chat model is told, its arguments, and what it does."""

    text: str
    request: type[Record]
    function: Callable[[Any, Sequence[Event]], dict[str, Any]]


PRACTICE: dict[str, PracticeTool] = {
    NEXT: PracticeTool(
        "Ask the user a self-check or an exercise of the chapter, when they want to practise or to "
        "be tested, and when they want the next one. Put its question to them as it stands.",
        Next,
        next_question,
    ),
    COMPARE: PracticeTool(
        "Compare the user's newest words, their answer to the open practice question, with the "
        "points of a good answer. Call it in place of record_facts while one is open. Say what "
        "they named and what is missing, with the source.",
        Gives,
        compare_answer,
    ),
    STOP: PracticeTool(
        "End practice when the user wants to stop or turns back to their task; then record_facts.",
        Nothing,
        stop,
    ),
}
