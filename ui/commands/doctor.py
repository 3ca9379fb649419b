"""`doctor`: what is set up, what is missing, and what to do. No secret is printed."""

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from typing import Literal

import click

from agent.settings import Settings
from agent.transcripts.database import StoreError
from agent.transcripts.spending import Spent
from knowledge.documents import OPERATOR
from tools.errors import InputError
from ui.compose import be_quiet, embedding_choice, open_library, open_store, store_path
from ui.typeset import inert


@dataclass(frozen=True)
class Finding:
    """One thing looked at."""

    what: str
    state: Literal["ok", "off", "missing"]
    words: str


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def doctor(as_json: bool) -> None:
    """Look at the set-up: storage, index, chat model, Slack.

    \b
    Example:
      finetune-advisor doctor
    """
    be_quiet()
    settings = Settings.read()
    found = list(findings(settings))
    for each in found:
        click.echo(json.dumps(asdict(each)) if as_json else inert(line(each)))
    if any(each.state == "missing" for each in found):
        raise click.exceptions.Exit(1)


def line(finding: Finding) -> str:
    """Print a finding for people."""
    mark = {"ok": "✓", "off": "·", "missing": "✗"}[finding.state]
    return f"{mark} {finding.what}: {finding.words}"


def findings(settings: Settings) -> Iterator[Finding]:
    """Look at each part."""
    looks: tuple[Callable[[Settings], Finding], ...] = (
        _storage,
        _index,
        _search_by_words,
        _embedding,
        _documents,
        _chat_model,
        _budget,
        _key,
        _slack,
        _door,
    )
    for look in looks:
        yield look(settings)


def _storage(settings: Settings) -> Finding:
    folder = settings.data_dir
    nearest = next(each for each in (folder, *folder.parents) if each.exists())
    if not os.access(nearest, os.W_OK):
        return Finding(
            "storage",
            "missing",
            f"{folder} can't be written; set FINETUNE_ADVISOR_DATA_DIR to a folder that can.",
        )
    return Finding("storage", "ok", f"transcripts and index are kept in {folder}")


def _index(settings: Settings) -> Finding:
    from knowledge import is_built

    if is_built(settings.data_dir / "index", embedding_choice(settings)):
        return Finding("index", "ok", "built")
    return Finding("index", "off", "not built yet; it is built in seconds on first use")


def _search_by_words(_: Settings) -> Finding:
    options = [row[0] for row in sqlite3.connect(":memory:").execute("pragma compile_options")]
    if "ENABLE_FTS5" in options:
        return Finding("search", "ok", "SQLite has FTS5")
    return Finding(
        "search", "missing", "this Python's SQLite has no FTS5; use another Python build"
    )


def _embedding(settings: Settings) -> Finding:
    choice = embedding_choice(settings)
    if not choice.is_local and not choice.api_key:
        return Finding("embedding", "missing", "set OPENAI_API_KEY, or use the embedding `local`")
    return Finding("embedding", "ok" if choice.id else "off", choice.in_words)


def _documents(settings: Settings) -> Finding:
    try:
        held = open_library(settings).of(OPERATOR).listed()
    except InputError as error:
        return Finding("documents", "missing", str(error))
    if not held:
        return Finding("documents", "off", "none of your own; add some with `index PATH…`")
    passages = sum(len(each.passages) for each in held)
    return Finding("documents", "ok", f"{len(held)} of your own, {passages} passages")


def _chat_model(settings: Settings) -> Finding:
    from agent.chat_model import where_text_goes

    if settings.chat_model == "guided" and settings.embedding != "local":
        return Finding("chat model", "ok", "the guided chat model speaks, on this machine")
    return Finding(
        "chat model", "ok", where_text_goes(settings.chat_model, settings.openai_base_url)
    )


def _budget(settings: Settings) -> Finding:
    from agent.spending import budget_in_words, limits_of, today_in_words

    if settings.chat_model == "guided":
        return Finding("budget", "off", "none needed; rules cost nothing")
    try:
        limits = limits_of(settings)
        today = today_in_words(_spent_today(settings), limits) or "Nothing was spent today."
    except (InputError, StoreError) as error:
        return Finding("budget", "missing", str(error))
    return Finding("budget", "ok", f"{budget_in_words(limits)}. {today}")


def _spent_today(settings: Settings) -> Spent:
    if not store_path(settings).exists():
        return Spent()
    with closing(open_store(settings)) as store:
        return store.spent_today()


def _key(settings: Settings) -> Finding:
    present = settings.openai_api_key is not None
    if settings.chat_model == "guided" and settings.embedding == "local":
        words = "OPENAI_API_KEY is set and unused" if present else "none needed"
        return Finding("key", "off", words)
    if present:
        return Finding("key", "ok", "OPENAI_API_KEY is set")
    unneeded = "chat model `guided` and the embedding `local`"
    return Finding("key", "missing", f"set OPENAI_API_KEY, or use the {unneeded}")


def _slack(settings: Settings) -> Finding:
    if settings.slack_bot_token is None:
        return Finding("slack", "off", "not set up; docs/slack.md says how")
    ways = [
        words
        for words, secret in (
            ("Socket Mode (`finetune-advisor slack`)", settings.slack_app_token),
            ("HTTP (`serve`, /slack/events)", settings.slack_signing_secret),
        )
        if secret
    ]
    if not ways:
        return Finding(
            "slack", "missing", "SLACK_BOT_TOKEN needs SLACK_APP_TOKEN or SLACK_SIGNING_SECRET too"
        )
    return Finding("slack", "ok", " and ".join(ways))


def _door(settings: Settings) -> Finding:
    guarded = settings.password or settings.trusted_user_header
    if settings.host in {"127.0.0.1", "localhost", "::1"}:
        return Finding("page", "ok", f"http://{settings.host}:{settings.port}, this machine only")
    if guarded:
        return Finding("page", "ok", f"{settings.host}:{settings.port}, guarded")
    return Finding(
        "page",
        "missing",
        f"{settings.host} is open to others: set FINETUNE_ADVISOR_PASSWORD, or "
        "FINETUNE_ADVISOR_TRUSTED_USER_HEADER behind a proxy that names the user",
    )
