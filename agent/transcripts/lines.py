"""One event, one line of JSON; and what is said of lines that can't be read."""

import json
from typing import Any

from pydantic import ValidationError

from agent.events import Event, read_event
from tools.errors import InputError, in_words
from tools.vocabulary import Record

SCHEMA = 1
"""Newest form of an event that this version reads."""


class Damage(Record):
    """A place in a transcript that can't be read."""

    line: int
    """Line of the file, or number of the event (from 1)."""
    why: str


class Recording(Record):
    """What of a transcript can be read, and what can't."""

    events: tuple[Event, ...] = ()
    damage: tuple[Damage, ...] = ()


def canonical(value: Any) -> str:
    """Write JSON in one way only, so that equal means equal byte for byte.

    >>> canonical({"b": 1.0, "a": [None, "é"]})
    '{"a":[null,"\\\\u00e9"],"b":1.0}'
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def pretty(value: Any, width: int = 88, indent: str = "") -> str:
    """Write JSON for people: what fits on a line stays on it.

    >>> print(pretty({"params_b": 7, "low": {"gb": 1.5}}, width=24))
    {
      "params_b": 7,
      "low": {"gb": 1.5}
    }
    """
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or len(indent) + len(line) <= width:
        return line
    deeper = indent + "  "
    if isinstance(value, dict):
        parts = [
            f"{json.dumps(k, ensure_ascii=False)}: {pretty(v, width, deeper)}"
            for k, v in value.items()
        ]
    else:
        parts = [pretty(each, width, deeper) for each in value]
    first, last = ("{", "}") if isinstance(value, dict) else ("[", "]")
    return f"{first}\n{deeper}" + f",\n{deeper}".join(parts) + f"\n{indent}{last}"


def as_object(event: Event) -> dict[str, Any]:
    """Give an event as one JSON object; what a later version added stays, its nulls too."""
    nulls = {key: None for key, value in (event.model_extra or {}).items() if value is None}
    return event.line() | nulls


def read_line(line: str) -> Event:
    """Read one line of a transcript; the error says what is wrong with it."""
    try:
        value = json.loads(line)
    except RecursionError:
        raise InputError("it is nested too deeply") from None
    except ValueError as error:
        raise InputError(f"it is no JSON ({error})") from error
    if not isinstance(value, dict):
        raise InputError("it is no JSON object")
    if not isinstance(value.get("kind"), str):
        raise InputError("it has no `kind`")
    if value.get("schema", SCHEMA) != SCHEMA:
        raise InputError(f"its schema is {value['schema']!r}; this version reads {SCHEMA}")
    return _validated(value)


def _validated(value: dict[str, Any]) -> Event:
    try:
        return read_event(value)
    except ValidationError as error:
        raise InputError("; ".join(str(each) for each in in_words(error))) from error
    except RecursionError:
        raise InputError("it is nested too deeply") from None
