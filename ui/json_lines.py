"""One object as an argument, or JSON Lines on `-`: read, answered in order, printed."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import click
from pydantic import ValidationError

from tools.errors import InputError, in_words


def objects(argument: str) -> Iterator[dict[str, Any] | InputError]:
    """Read one JSON object from the argument, or JSON Lines from standard input for `-`."""
    lines: Iterable[str] = sys.stdin if argument == "-" else [argument]
    for line in lines:
        if not line.strip():
            continue
        try:
            yield read_object(line)
        except InputError as error:
            yield error


def read_object(line: str) -> dict[str, Any]:
    """Read one JSON object.

    Raises InputError for anything else; NaN and infinity are no JSON.
    """
    try:
        value = json.loads(line, parse_constant=_no_json)
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"This is no JSON object: {error}. Example: {{}}") from error
    if not isinstance(value, dict):
        raise InputError('One JSON object is needed, such as {"params_b": 7}.')
    return value


def _no_json(word: str) -> Any:
    raise InputError(f"{word} is not a JSON number; give a finite one.")


def error_object(error: InputError) -> dict[str, Any]:
    """Give an error the form that scripts read."""
    return {"error": {"field": error.field or None, "message": str(error)}}


def answers(
    function: Callable[[dict[str, Any]], dict[str, Any]], argument: str
) -> Iterator[dict[str, Any]]:
    """Answer each object in order; one that can't be answered gives an error in its place."""
    for each in objects(argument):
        if isinstance(each, InputError):
            yield error_object(each)
            continue
        try:
            yield function(each)
        except (InputError, ValidationError) as error:
            yield error_object(in_words(error)[0])


def show(results: Iterable[dict[str, Any]], as_json: bool, lines: Callable[[Any], str]) -> None:
    """Print results, one JSON object a line or for people; end with 1 if one was an error."""
    failed = False
    for result in results:
        failed = failed or "error" in result
        if as_json:
            click.echo(json.dumps(result))
        elif "error" in result:
            click.echo(result["error"]["message"], err=True)
        else:
            click.echo(lines(result))
        sys.stdout.flush()
    if failed:
        raise click.exceptions.Exit(1)
