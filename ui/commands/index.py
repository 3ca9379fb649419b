"""`index`: (re)builds the built-in index."""

import click

from agent.settings import Settings
from knowledge import build, is_built
from ui.compose import be_quiet


@click.command()
@click.option("--if-missing", is_flag=True, help="Leave an index that is there as it is.")
def index(if_missing: bool) -> None:
    """Build the index of the chapter's notes.

    \b
    Example:
      finetune-advisor index
    """
    be_quiet()
    folder = Settings.read().data_dir / "index"
    if if_missing and is_built(folder):
        return
    build(folder, progress=lambda line: click.echo(line, err=True))
