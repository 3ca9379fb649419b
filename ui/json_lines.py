"""One object as an argument, or JSON Lines on `-`: read, answered in order, printed."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import click
from pydantic import ValidationError

from tools.errors import InputError, in_words, shown


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
        value = json.loads(line, parse_constant=_no_json, object_pairs_hook=_each_once)
    except InputError:
        raise
    except RecursionError:
        raise InputError("This JSON is nested too deeply to be read.") from None
    except json.JSONDecodeError as error:
        raise InputError(f"This is no JSON object: {error}. Example: {{}}") from error
    except ValueError:  # Python reads no whole number of more than 4,300 digits
        raise InputError("A number in this JSON has too many digits to be read.") from None
    if not isinstance(value, dict):
        raise InputError('One JSON object is needed, such as {"params_b": 7}.')
    return value


def _no_json(word: str) -> Any:
    raise InputError(f"{word} is not a JSON number; give a finite one.")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(f"{shown(twice)} stands there more than once; give it once.", twice)
    return value


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
