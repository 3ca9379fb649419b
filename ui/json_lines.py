"""One object as an argument, or JSON Lines on `-`: read, answered in order, printed."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from math import isfinite
from typing import Any

import click
from pydantic import ValidationError

from tools.encodings import as_bytes, not_utf8, utf8_lines
from tools.errors import InputError, in_words, shown
from ui.typeset import inert

Line = str | InputError
ANY_OBJECT = '{"params_b": 7}'


def said_lines() -> Iterator[Line]:
    """Give the lines of standard input; one that is no UTF-8 gives an error in its place.

    Input in UTF-16 or UTF-32 is one error, since its lines can't be told apart.
    """
    for number, line in enumerate(utf8_lines(sys.stdin.buffer)):
        wide = not_utf8(as_bytes(line)) if number == 0 else None
        if wide is not None:
            yield InputError(f"Standard input is {wide}")
            return
        yield _no_utf8(line) if isinstance(line, UnicodeDecodeError) else line


def _no_utf8(error: UnicodeDecodeError) -> InputError:
    return InputError(
        f"Byte {error.start + 1} of this line is no UTF-8; convert the input, for example with "
        "iconv -f WINDOWS-1252 -t UTF-8."
    )


def read_object(line: str, example: str = ANY_OBJECT) -> dict[str, Any]:
    """Read one JSON object.

    Raises InputError for anything else; NaN and infinity are no JSON.
    """
    try:
        value = json.loads(line.strip().removeprefix("\ufeff"), object_pairs_hook=_each_once)
        _refuse_what_is_not_finite(value, "")
    except InputError:
        raise
    except RecursionError:
        raise InputError("This JSON is nested too deeply to be read.") from None
    except json.JSONDecodeError as error:
        raise InputError(f"This is no JSON object: {error}. Example: {example}") from error
    except ValueError:  # Python reads no whole number of more than 4,300 digits
        raise InputError("A number in this JSON has too many digits to be read.") from None
    if not isinstance(value, dict):
        raise InputError(f"One JSON object is needed, such as {example}.")
    return value


def _refuse_what_is_not_finite(value: Any, path: str) -> None:
    """Refuse NaN and Infinity, which Python's reader lets through, and numbers past its range."""
    if isinstance(value, float) and not isfinite(value):
        word = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(value)]
        raise InputError(
            f"{path}: {word} is no finite number, or the number is too large; give a finite one",
            path,
        )
    inside: Iterable[tuple[Any, Any]] = enumerate(value) if isinstance(value, list) else ()
    for name, each in value.items() if isinstance(value, dict) else inside:
        _refuse_what_is_not_finite(each, f"{path}.{name}".removeprefix("."))


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(f"{shown(twice)} stands there more than once; give it once.", twice)
    return value


def error_object(error: InputError, line: int | None = None) -> dict[str, Any]:
    """Give an error the form that scripts read, with the line of standard input it stands for."""
    told = {"field": error.field or None, "message": str(error)}
    return {"error": told if line is None else told | {"line": line}}


def answers(
    function: Callable[[dict[str, Any]], dict[str, Any]], argument: str, example: str = ANY_OBJECT
) -> Iterator[dict[str, Any]]:
    """Answer each object in order; one that can't be answered gives an error in its place.

    `-` reads JSON Lines from standard input; anything else is one object.
    """
    from_stdin = argument == "-"
    lines: Iterable[Line] = said_lines() if from_stdin else [argument]
    for number, line in enumerate(lines, start=1):
        if from_stdin and isinstance(line, str) and not line.strip():
            continue
        try:
            if isinstance(line, InputError):
                raise line
            yield function(read_object(line, example))
        except (InputError, ValidationError) as error:
            yield error_object(in_words(error)[0], number if from_stdin else None)


def show(
    results: Iterable[dict[str, Any]],
    as_json: bool,
    lines: Callable[[Any], str],
    laid_out: Callable[[str], str] = inert,
) -> None:
    """Print results, one JSON object a line or for people; end with 1 if one was an error.

    `lines` puts a result into lines, and `laid_out` sets them so that a terminal may show them.
    """
    failed = False
    for result in results:
        failed = failed or "error" in result
        if as_json:
            click.echo(json.dumps(result))
        elif "error" in result:
            click.echo(inert(_for_people(result["error"])), err=True)
        else:
            click.echo(laid_out(lines(result)))
        sys.stdout.flush()
    if failed:
        raise click.exceptions.Exit(1)


def _for_people(error: dict[str, Any]) -> str:
    where = f"Line {error['line']}: " if "line" in error else ""
    return f"{where}{error['message']}"
