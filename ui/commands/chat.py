"""`chat`: the consultation in a terminal, or one JSON object a line."""

import asyncio

import click

from agent.said import session_name
from agent.settings import Settings
from ui.compose import be_quiet, open_advisor, open_knowledge, open_store
from ui.progress import tell


@click.command()
@click.option("--session", default=None, help="Resume a consultation.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object in, one out, a line each.")
def chat(session: str | None, as_json: bool) -> None:
    """Hold a consultation in the terminal.

    With --json each line of standard input is one object: {"message": "…"}, a correction
    {"set": {"latency_budget_ms": 150}} (null forgets), {"skip": "field"} for what nobody knows,
    or {"answer_now": true}. "session": "NAME" beside it holds several consultations apart.

    \b
    Examples:
      finetune-advisor chat
      echo '{"message": "HR rewrites our policies every quarter: train on them?"}' \\
        | finetune-advisor chat --json
    """
    session = None if session is None else session_name(session)
    be_quiet()
    settings = Settings.read()
    knowledge = open_knowledge(settings, tell)
    advisor = open_advisor(settings, open_store(settings), knowledge)
    if as_json:  # lines wait already: warming up would only take time from the first
        from ui.chat_json import serve_lines
        from ui.json_lines import said_lines

        asyncio.run(serve_lines(advisor, said_lines(), session))
    else:
        from ui.terminal import serve

        knowledge.warm_in_background()
        try:
            serve(advisor, session)
        finally:
            knowledge.settle()
