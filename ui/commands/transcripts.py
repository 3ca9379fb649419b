"""`transcripts`: list, show, export, import, replay, diff, recover, delete."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from agent.events import Event
from agent.settings import Settings
from agent.transcripts.difference import differences
from agent.transcripts.html import to_html
from agent.transcripts.jsonl import import_jsonl, read_jsonl, to_jsonl
from agent.transcripts.lines import Damage
from agent.transcripts.markdown import to_markdown
from agent.transcripts.recovery import recover
from agent.transcripts.replay import ReplayReport
from knowledge.documents import OPERATOR
from tools.encodings import not_utf8
from tools.errors import InputError, shown
from ui.compose import be_quiet, open_knowledge, open_library, open_store, store_path
from ui.progress import tell
from ui.typeset import inert

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FORMATS: dict[str, Callable[[Sequence[Event]], str]] = {
    "jsonl": to_jsonl,
    "md": to_markdown,
    "html": to_html,
}


@click.group()
def transcripts() -> None:
    """Read, carry and replay recorded consultations."""
    be_quiet()


@transcripts.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_(as_json: bool) -> None:
    """List the consultations of this data folder, the newest first.

    \b
    Example:
      finetune-advisor transcripts list
    """
    for row in open_store(Settings.read()).sessions():
        if as_json:
            click.echo(json.dumps(row.model_dump(mode="json"), ensure_ascii=False))
        else:
            mark = "imported: " if row.imported else ""
            told = f"{row.id}  {row.last:%Y-%m-%d %H:%M}  {row.channel:9} {mark}{row.title}"
            click.echo(inert(told))


@transcripts.command(short_help="Print a consultation for reading.")
@click.argument("session")
def show(session: str) -> None:
    """Print a consultation for reading; of a damaged one, all that is whole.

    \b
    Example:
      finetune-advisor transcripts show ID
    """
    print_whole(session, lambda events: inert(to_markdown(events)))


@transcripts.command(short_help="Write a consultation to standard output.")
@click.argument("session")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="jsonl")
def export(session: str, form: str) -> None:
    """Write a consultation to standard output; of a damaged one, all that is whole.

    \b
    Example:
      finetune-advisor transcripts export ID --format html > consultation.html
    """
    print_whole(session, FORMATS[form])


@transcripts.command("import")
@click.argument("file", type=FILE)
@click.option("--whole-lines", is_flag=True, help="Of a damaged file, what stands before it.")
def import_(file: Path, whole_lines: bool) -> None:
    """Take in a transcript from a file; prints its new id.

    \b
    Example:
      finetune-advisor transcripts import consultation.jsonl
    """
    content = read_file(file)
    store = open_store(Settings.read())
    recording = read_jsonl(content)
    try:
        session = import_jsonl(store, content, whole_lines_only=whole_lines)
    except InputError as error:
        if whole_lines or not recording.events:
            raise
        raise InputError(f"{error} --whole-lines takes in what stands before.", "file") from error
    name_damage(recording.damage, "line")
    click.echo(session)


@transcripts.command("recover", short_help="Save what is whole of a damaged file.")
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--from", "damaged", type=FILE, help="The damaged file; else the data folder's.")
def recover_(new: Path, damaged: Path | None) -> None:
    """Save what is whole of a damaged file of transcripts into a NEW one.

    \b
    Example:
      finetune-advisor transcripts recover saved.sqlite3
    """
    source = damaged or store_path(Settings.read())
    if not source.is_file():
        raise InputError(f"There is no file {source}; name one with --from.", "from")
    saved = recover(source, new)
    if not saved.sessions:
        new.unlink()
        raise InputError(
            f"Nothing that is a consultation could be read in {source}; nothing was written. "
            "Name the file of transcripts (transcripts.sqlite3 in the data folder) with --from.",
            "from",
        )
    click.echo(f"Saved in {new}: consultations {saved.sessions}, events {saved.events}.")
    for session in saved.damaged:
        click.echo(f"Events are missing in {session}.")
    click.echo(f"Stop the advisor, then put {new} in the place of {source}.")


@transcripts.command("diff")
@click.argument("first")
@click.argument("second")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def diff(first: str, second: str, as_json: bool) -> None:
    """Compare what two consultations came to: facts, decision, results.

    Ends with 0 when they came to the same, 1 when something differs.

    \b
    Example:
      finetune-advisor transcripts diff ID tests/transcripts/strict-json.jsonl
    """
    found = differences(recorded(first), recorded(second))
    for each in found:
        if as_json:
            told = {"what": each.what, "first": each.recorded, "second": each.today}
            click.echo(json.dumps(told, ensure_ascii=False))
        else:
            click.echo(f"{each.what}: {shortened(each.recorded)} → {shortened(each.today)}")
    if found:
        raise click.exceptions.Exit(1)


@transcripts.command()
@click.argument("session")
@click.confirmation_option(prompt="Delete this consultation for good?")
def delete(session: str) -> None:
    """Delete a consultation.

    \b
    Example:
      finetune-advisor transcripts delete ID --yes
    """
    store = open_store(Settings.read())
    store.session(session)
    store.delete(session)


@transcripts.command(short_help="Make every call again, and compare.")
@click.argument("source")
@click.option("--accept", is_flag=True, help="Rewrite the file with today's answers.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def replay(source: str, accept: bool, as_json: bool) -> None:
    """Make every tool call, search and decision again, without a chat model, and compare.

    Ends with 0 when all are equal, 1 when something differs.

    \b
    Example:
      finetune-advisor transcripts replay tests/transcripts/quarterly-policies.jsonl
    """
    report = replayed(recorded(source))
    click.echo(report_json(report) if as_json else report_lines(report))
    if accept:
        file = Path(source)
        if not file.is_file():
            raise InputError("--accept rewrites a file; give the path of a transcript.", "source")
        file.write_text(to_jsonl(report.rewritten), encoding="utf-8")
    elif not report.same:
        raise click.exceptions.Exit(1)


def print_whole(session: str, form: Callable[[Sequence[Event]], str]) -> None:
    """Print what is whole of a consultation; damage is named beside it, and ends with 1."""
    store = open_store(Settings.read())
    recording = store.readable(store.session(session).id)
    click.echo(form(recording.events), nl=False)
    name_damage(recording.damage, "event")
    if recording.damage:
        raise click.exceptions.Exit(1)


def name_damage(damage: Sequence[Damage], what: str) -> None:
    """Name each place that is left out."""
    for each in damage:
        click.echo(f"Left out, {what} {each.line}: {each.why}", err=True)


def read_file(file: Path) -> bytes:
    """Read a transcript's file.

    Raises InputError, naming the encoding, where it is in UTF-16 or UTF-32.
    """
    content = file.read_bytes()
    if wide := not_utf8(content[:4_096]):
        raise InputError(f"{shown(file.name)} is {wide}", "file")
    return content


def recorded(source: str) -> Sequence[Event]:
    """Read a transcript from a file, or from the data folder by its id.

    Raises InputError where it is neither, or is damaged.
    """
    if Path(source).is_file():
        recording = read_jsonl(read_file(Path(source)))
        if recording.damage:
            first = recording.damage[0]
            raise InputError(f"{source} line {first.line}: {first.why}", "source")
        if not recording.events:
            raise InputError(f"There is no event in {source}.", "source")
        return recording.events
    store = open_store(Settings.read())
    return store.events(store.session(source).id)


def replayed(events: Sequence[Event]) -> ReplayReport:
    """Replay a transcript with today's tools, notes and rules."""
    from agent.replaying import replay_today

    settings = Settings.read()
    knowledge = open_knowledge(settings, tell)
    owner = open_store(settings).owner_of(events[0].session) if events else None
    return replay_today(events, knowledge, open_library(settings).of(owner or OPERATOR))


def report_json(report: ReplayReport) -> str:
    """Give a report as JSON."""
    kept = report.model_dump(mode="json", exclude={"rewritten"})
    return json.dumps({"same": report.same, **kept}, ensure_ascii=False)


def report_lines(report: ReplayReport) -> str:
    """Give a report for people."""
    lines = [f"{report.calls} calls and {report.decisions} decisions made again."]
    lines += [f"Left out: {each}" for each in report.left_out]
    lines += [f"Recorded under another version: {each.what}" for each in report.versions]
    lines += [
        f"Event {each.number}, {each.what}: recorded {shortened(each.recorded)}, "
        f"today {shortened(each.today)}"
        for each in report.differences
    ]
    lines.append("All equal." if report.same else f"{len(report.differences)} differences.")
    return "\n".join(lines)


def shortened(value: Any) -> str:
    """Cut a value to a line."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 100 else f"{text[:99]}…"
