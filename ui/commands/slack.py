"""`slack`: the Slack bridge in Socket Mode."""

import asyncio

import click

from agent.settings import Settings
from tools.errors import InputError
from ui.compose import be_quiet, open_advisor, open_knowledge, open_store
from ui.progress import tell


@click.command()
def slack() -> None:
    """Answer mentions and direct messages in Slack, over Socket Mode.

    \b
    Example:
      SLACK_BOT_TOKEN=xoxb-… SLACK_APP_TOKEN=xapp-… finetune-advisor slack
    """
    be_quiet()
    settings = Settings.read()
    if not settings.slack_bot_token or not settings.slack_app_token:
        raise InputError(
            "Slack needs SLACK_BOT_TOKEN and SLACK_APP_TOKEN; docs/slack.md says where they are.",
            "SLACK_APP_TOKEN",
        )
    knowledge = open_knowledge(settings, tell)
    advisor = open_advisor(settings, open_store(settings), knowledge)
    knowledge.warm_in_background()
    from ui.slack_bot import serve_socket

    asyncio.run(serve_socket(advisor, settings))
