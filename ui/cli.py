"""The command: parses, calls one function, prints. Errors become sentences here, once."""

import sys
from errno import ENOSPC
from importlib import import_module
from io import TextIOWrapper
from typing import Any

import click
from pydantic import ValidationError

from tools.errors import InputError, in_words, nearest, shown
from tools.masking.logs import mask_logs
from ui.starting import without_collecting

COMMANDS = {
    "serve": ("serve", "The browser page, health, and Slack over HTTP when it is set up."),
    "chat": ("chat", "A consultation in the terminal, or JSON Lines with --json."),
    "slack": ("slack", "The Slack bridge in Socket Mode."),
    "decide": ("decide", "Task profile to decision."),
    "estimate": ("estimate", "Training set-up to memory, storage, time, cost, GPUs that fit."),
    "what-fits": ("estimate", "A card to what it can train."),
    "mix": ("tools", "How much general data to mix in."),
    "forgetting": ("tools", "A plan against forgetting, or the best checkpoint."),
    "cost": ("tools", "What prompting and tuning cost, and when tuning pays."),
    "unlearn": ("tools", "How to remove somebody's data, and what may be promised."),
    "power": ("tools", "What a test set can show."),
    "dataset": ("dataset", "Whether training data are fit; nothing leaves the machine."),
    "search": ("search", "A question to passages of the chapter and of your documents."),
    "verify": ("verify", "A reply against its sources: what doesn't trace."),
    "index": ("index", "Add, list or delete your own documents; alone, build the index."),
    "transcripts": ("transcripts", "List, show, export, import, replay, compare, recover, delete."),
    "doctor": ("doctor", "What is set up, what is missing, what to do."),
}
"""Command to its module under ui/commands and its line of help; imported when it is used."""


class Commands(click.Group):
    """Imports a command when it is used, and turns errors that can be repaired into sentences."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        with without_collecting():
            module = import_module(f"ui.commands.{COMMANDS[cmd_name][0]}")
        command = getattr(module, cmd_name.replace("-", "_"))
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            near = nearest(args[0], list(COMMANDS))
            ctx.fail(f"No such command {shown(args[0])}.{f' Did you mean {near}?' if near else ''}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (InputError, ValidationError) as error:
            for each in in_words(error):
                click.echo(str(each), err=True)
            ctx.exit(1)
        except OSError as error:
            if error.filename is None and error.errno != ENOSPC:
                raise
            where = "" if error.filename is None else f"{error.filename}: "
            click.echo(f"{where}{error.strerror}.", err=True)
            ctx.exit(1)
        except RuntimeError as error:
            from agent.transcripts.database import StoreError  # heavy, and rarely needed

            if not isinstance(error, StoreError):
                raise
            click.echo(str(error), err=True)
            ctx.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="finetune-advisor")
def main() -> None:
    """Should we fine-tune? Asks the fewest questions, computes, and cites its ground."""
    mask_logs()
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # another encoding lacks some letters
            stream.reconfigure(errors="backslashreplace")
