"""The rest of the interview as a form: what is still open, and all its answers in one turn."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agent.events import Action, Event
from agent.said import Said
from agent.transcripts import fold
from tools.decision import Question, remaining_questions
from tools.decision.questions import choices
from tools.errors import InputError
from tools.vocabulary import Record


class Answers(Record):
    """What was filled in, by field; a question that was left alone stays open."""

    chosen: Mapping[str, str] = {}
    """An option of the question."""
    typed: Mapping[str, Any] = {}
    """The fact itself, in the field's own type."""
    unknown: tuple[str, ...] = ()
    """Fields that the person doesn't know."""


def open_questions(events: Sequence[Event]) -> tuple[Question, ...]:
    """List every question that can still change the strategy, the open one first.

    There are none where no question is open: the form goes on from where the interview stands.
    """
    asked = fold.question_of(events)
    if asked is None:
        return ()
    first = Question.model_validate(asked.model_dump(include={"field", "text", "options", "why"}))
    rest = remaining_questions(fold.profile_of(events), fold.skipped_of(events)).questions
    return tuple(_without_settled((first, *(q for q in rest if q.field != first.field))))


def _without_settled(questions: Sequence[Question]) -> Iterator[Question]:
    """Leave out what the options of an earlier question settle too: "No prompt tried yet" says
    already that none was tried."""
    settled: set[str] = set()
    for each in questions:
        if each.field not in settled:
            yield each
        settled |= {name for choice in choices(each.field) for name in choice.sets}


def filled_in(answers: Answers, questions: Sequence[Question]) -> Said:
    """Put a form's answers into the words and the action of one turn.

    Raises InputError where nothing was filled in.
    """
    said = {field: f"{value}" for field, value in (*answers.chosen.items(), *answers.typed.items())}
    said |= dict.fromkeys(answers.unknown, "I don't know.")
    if not said:
        raise InputError("Answer at least one question, or close the form.", "form")
    asked = {each.field: each.text for each in questions}
    return Said(
        "\n".join(f"{asked.get(field, field)} {answer}" for field, answer in said.items()),
        action=Action(
            answers=dict(answers.chosen) or None,
            set=dict(answers.typed) or None,
            skipped=answers.unknown or None,
        ),
    )
