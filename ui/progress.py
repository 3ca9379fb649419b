"""What is being done, told on standard error; on a terminal a count replaces the one before."""

import re
import sys

import click

_COUNT = re.compile(r"\d+ of \d+")
_FROM_THE_LEFT = "\r\x1b[K"


def tell(line: str) -> None:
    """Tell a line."""
    if not sys.stderr.isatty():
        click.echo(line, err=True)
        return
    click.echo(f"{_FROM_THE_LEFT}{line}", err=True, nl=_COUNT.search(line) is None)
