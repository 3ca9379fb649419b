"""What a turn brings beside words: clicks, corrections, skips; the decision and its question."""

from collections.abc import Sequence

from agent.events import Asked, Decided, Event, FactNoted, FactSkipped, ToolCalled
from agent.facts import checked_value
from agent.practice import STOP, brings_facts, keeps_the_question
from agent.said import Said
from agent.transcripts import fold
from agent.transcripts.passes import MOST_PASSES, times_passed
from tools.decision import decide, option_facts
from tools.decision.questions import choices


def facts_of_action(said: Said, question: Asked | None) -> list[Event]:
    """Give the facts that a click, a correction or a skip stands for.

    An answer that is typed as the question offers it counts as a click.
    """
    action = said.action
    if action is None:
        typed = (
            next((o for o in question.options if o == said.text.strip()), None)
            if question
            else None
        )
        return chosen(question.field, typed) if question and typed else []
    events: list[Event] = [
        FactNoted(field=field, value=checked_value(field, value), origin="set")
        for field, value in (action.set or {}).items()
    ]
    for field, option in (action.answers or {}).items():
        events += chosen(field, option)
    events += [FactSkipped(field=field) for field in action.skips]
    if action.chose:
        events += chosen(action.chose, said.text)
    return events


def chosen(field: str, option: str) -> list[Event]:
    """Give the facts that an offered answer sets."""
    return [
        FactNoted(field=name, value=value, quote=option, origin="chosen")
        for name, value in (option_facts(field, option) or {}).items()
    ]


def passed_over(events: Sequence[Event], turn: int) -> list[Event]:
    """Skip a question that words passed by twice, so that nothing is asked for ever.

    Words that ask something leave the question open, and so do asides and clicks.
    """
    question = fold.question_of(events)
    now = fold.of_turn(events, turn)
    if question is None or keeps_the_question(events) or answered(question.field, now):
        return []
    passed = times_passed(events, question.field) > MOST_PASSES
    return [FactSkipped(field=question.field)] if passed else []


def answered(field: str, now: Sequence[Event]) -> bool:
    """Tell whether a turn brought the fact that was asked for, or what stands for it."""
    settled = {name for choice in choices(field) for name in choice.sets} | {field}
    return any(
        isinstance(event, FactNoted | FactSkipped) and event.field in settled for event in now
    )


def conclusions(events: Sequence[Event]) -> list[Event]:
    """Decide on the facts of a transcript, and ask what can still change the answer.

    A turn that practises asks nothing, and decides only where it brought a fact; one that ends
    practice before a task was told leaves the word to the person.
    """
    practises = keeps_the_question(events)
    if (practises and not brings_facts(events)) or _only_ends_practice(events):
        return []
    decision = decide(fold.profile_of(events), fold.skipped_of(events))
    decided: list[Event] = [Decided(decision=decision.model_dump(mode="json"))]
    question = decision.next_question
    if question is not None and not practises and not answer_now(events):
        decided.append(
            Asked(
                field=question.field,
                text=question.text,
                options=question.options,
                why=question.why,
            )
        )
    return decided


def _only_ends_practice(events: Sequence[Event]) -> bool:
    now = fold.of_turn(events, fold.last_turn(events))
    stops = any(isinstance(event, ToolCalled) and event.tool == STOP for event in now)
    return stops and not fold.facts_of(events) and fold.decision_of(events) is None


def answer_now(events: Sequence[Event]) -> bool:
    """Tell whether the newest words ask for an answer instead of a question."""
    newest = fold.words_of(events)[-1]
    asked_for = any(
        isinstance(event, ToolCalled) and event.args.get("wants_answer")
        for event in fold.of_turn(events, newest.turn)
    )
    return asked_for or bool(newest.action and newest.action.answer_now)
