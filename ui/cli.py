"""The command: parses, calls one function, prints. Errors become sentences here, once."""

from importlib import import_module
from typing import Any

import click
from pydantic import ValidationError

from tools.errors import InputError, in_words

COMMANDS = {
    "serve": "ui.commands.serve",
    "chat": "ui.commands.chat",
    "slack": "ui.commands.slack",
    "decide": "ui.commands.decide",
    "search": "ui.commands.search",
    "verify": "ui.commands.verify",
    "index": "ui.commands.index",
    "transcripts": "ui.commands.transcripts",
    "doctor": "ui.commands.doctor",
    "estimate": "ui.commands.estimate",
    "dataset": "ui.commands.dataset",
    "mix": "ui.commands.tools",
    "forgetting": "ui.commands.tools",
    "cost": "ui.commands.tools",
    "unlearn": "ui.commands.tools",
    "power": "ui.commands.tools",
}
"""Command to the module that holds it; a module is imported when its command is used."""


class Commands(click.Group):
    """Imports a command when it is used, and turns errors that can be repaired into sentences."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(COMMANDS[cmd_name]), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (InputError, ValidationError) as error:
            for each in in_words(error):
                click.echo(str(each), err=True)
            ctx.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="finetune-advisor")
def main() -> None:
    """Should we fine-tune? Asks the fewest questions, computes, and cites its ground."""
