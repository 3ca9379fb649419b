"""`serve`: the browser page, health, and Slack over HTTP when it is set up."""

import click

from agent.settings import Settings
from ui.compose import be_quiet, open_advisor, open_knowledge, open_store
from ui.listening import refuse_unusable
from ui.progress import tell
from ui.starting import without_collecting


@click.command()
def serve() -> None:
    """Serve the browser chat.

    \b
    Example:
      FINETUNE_ADVISOR_PORT=8080 finetune-advisor serve
    """
    be_quiet()
    settings = Settings.read()
    with without_collecting():
        from ui.server import refuse_open_door, serve_app

    refuse_open_door(settings)
    refuse_unusable(settings.host, settings.port)
    store = open_store(settings)
    knowledge = open_knowledge(settings, tell)
    serve_app(open_advisor(settings, store, knowledge), settings)
