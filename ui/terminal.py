"""The consultation in a terminal: lines in, lines out."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import click

from agent.advisor import Advisor
from agent.events import Action, Asked, Decided, Event, Progress, TroubleNoted
from agent.facts import checked_value
from agent.form import Answers, filled_in, open_questions
from agent.said import Said
from agent.transcripts import fold
from agent.transcripts.store import new_session_id
from tools.decision import Question
from tools.errors import InputError
from ui.render import decided_line
from ui.typeset import Typesetter, for_terminal, inert, terminal_width

HELLO = """Should you fine-tune? Tell me what the language model is to do, in your own words.
Answer with a number or in words · `?` don't know · `now` answer now
`form` all open questions at once · `bye` leave"""
LEAVING = frozenset({"bye", "exit", "quit"})
FORM_PROMPT = "(Enter: leave it open · `done`: no more) > "
FORM_ENDS = frozenset({"done", "now"})
LARGEST_CHOICE = 9


def serve(advisor: Advisor, session: str | None) -> None:
    """Talk until the person leaves; an unknown session id starts one."""
    with suppress(ImportError):  # where Python has it: arrow keys, history, pasted lines as one
        import readline  # noqa: F401
    session = session or new_session_id()
    click.echo(HELLO)
    question = fold.question_of(advisor.store.events(session))
    if question:
        say(asked_lines(question))
    with asyncio.Runner() as runner:
        while (line := read_line()) is not None:
            try:
                said = said_in(line, question)
                if question and line.strip().lower() == "form":
                    said = fill_in(open_questions(advisor.store.events(session)))
                question = runner.run(one_turn(advisor, session, said))
            except InputError as error:
                say(str(error))
            except KeyboardInterrupt:
                click.echo("\nStopped; say something else, or `bye`.")
    if advisor.store.owner_of(session) is not None:
        click.echo(f"Kept as {session}; resume with: finetune-advisor chat --session {session}")


def say(text: str) -> None:
    """Print a text as the terminal's width has it."""
    click.echo(for_terminal(text))


def read_line(prompt: str = "\n> ") -> str | None:
    """Read what the person types; None when they leave, also by Ctrl-C or Ctrl-D."""
    try:
        line = input(prompt)
    except (EOFError, KeyboardInterrupt):
        click.echo()
        return None
    return None if line.strip().lower() in LEAVING else line


def said_in(line: str, question: Asked | None) -> Said:
    """Read a line: an option's number, `?`, `now`, or words.

    Raises InputError for the number of an answer that is not there.
    """
    word = line.strip().lower()
    if word == "now":
        return Said("Answer with what you know now.", action=Action(answer_now=True))
    if question and word in {"?", "don't know", "dont know"}:
        return Said("I don't know.", action=Action(skipped=question.field))
    options = question.options if question else ()
    if question and word in _numbers(options):
        option = options[int(word) - 1]
        return Said(option, action=Action(chose=question.field))
    if options and word.isdecimal() and 0 <= int(word) <= LARGEST_CHOICE:
        raise InputError(
            f"There is no answer {word}: choose 1 to {len(options)}, or say a figure with what it "
            f"counts, as in “{word} examples”."
        )
    return Said(line)


def _numbers(options: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(number) for number in range(1, len(options) + 1))


def fill_in(questions: Sequence[Question]) -> Said:
    """Ask every open question in a row, until the person has had enough; Enter leaves one open.

    Raises InputError where none is answered.
    """
    chosen: dict[str, str] = {}
    typed: dict[str, Any] = {}
    unknown: list[str] = []
    for at, question in enumerate(questions, 1):
        say(f"\n[{at} of {len(questions)}] {choices_lines(question)}")
        line = read_line(FORM_PROMPT)
        if line is None or line.strip().lower() in FORM_ENDS:
            break
        said = _answer(line, as_asked(question))
        if said is not None and said.action and said.action.chose:
            chosen[question.field] = said.text
        elif said is not None and said.action and said.action.skips:
            unknown.append(question.field)
        elif (figure := _figure(question.field, line)) is not None:
            typed[question.field] = figure
        elif line.strip():
            say("That is none of the answers: left open. Say it in words afterwards.")
    return filled_in(Answers(chosen=chosen, typed=typed, unknown=tuple(unknown)), questions)


def _figure(field: str, line: str) -> Any:
    """Read a figure instead of an answer that is offered, where it can't be the number of one."""
    word = line.strip()
    if not any(map(str.isdecimal, word)) or (word.isdecimal() and int(word) <= LARGEST_CHOICE):
        return None
    try:
        return checked_value(field, word)
    except InputError as error:
        say(str(error))
        return None


def _answer(line: str, question: Asked) -> Said | None:
    """Read an answer of the form: its number, or its words as they are offered."""
    for option in question.options:
        if line.strip().lower() == option.lower():
            return Said(option, action=Action(chose=question.field))
    with suppress(InputError):
        return said_in(line, question)
    return None


def as_asked(question: Question) -> Asked:
    """Give a question the form in which it is asked."""
    return Asked(field=question.field, text=question.text, options=question.options)


async def one_turn(advisor: Advisor, session: str, said: Said) -> Asked | None:
    """Show one turn as it happens; give the question it ended with."""
    question: Asked | None = None
    before = fold.decision_of(advisor.store.events(session))
    setter = Typesetter(terminal_width())
    async for step in advisor.reply(session, said, channel="terminal"):
        if isinstance(step, Progress):
            click.echo(setter.add(step.released), nl=False)
            continue
        click.echo(setter.end(), nl=False)
        if isinstance(step, Asked):
            question = step
        elif not (isinstance(step, Decided) and before and _says_the_same(step.decision, before)):
            show(step)
    click.echo(setter.end(), nl=False)
    if spent := await asyncio.to_thread(advisor.spent_in_words, session):
        click.echo(f"── {spent}")
    if question:
        say(asked_lines(question))
    return question


def _says_the_same(decision: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Tell whether a decision's line would be the one that was shown last."""
    return all(decision[name] == before[name] for name in ("strategy", "status", "possible"))


def show(event: Event) -> None:
    """Show what a terminal shows of an event beside the reply."""
    if isinstance(event, TroubleNoted):
        say(f"! {event.what}")
    elif isinstance(event, Decided):
        click.echo(f"── {inert(decided_line(event))}")


def asked_lines(question: Asked) -> str:
    """Lay out a question with its numbered answers."""
    return f"\n{choices_lines(question)}\n  ({question.why})"


def choices_lines(question: Asked | Question) -> str:
    """Lay out a question and what can be answered."""
    options = [f"  {at}. {option}" for at, option in enumerate(question.options, 1)]
    return "\n".join([question.text, *options, "  ?. Don't know"])
