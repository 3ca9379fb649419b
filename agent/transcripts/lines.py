"""One event, one line of JSON; and what is said of lines that can't be read."""

import json
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from agent.events import Event, read_event
from tools.errors import InputError, in_words
from tools.vocabulary import Record

SCHEMA = 1
"""Newest form of an event that this version reads."""


MOST_DEPTH = 100
"""Levels of an event; what writes it down holds some 250."""


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


def _no_json(word: str) -> Any:
    raise InputError(f"it is no JSON ({word} is no number)")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise InputError("a name stands in it more than once")
    return value


_OURS = json.JSONDecoder()
_FOREIGN = json.JSONDecoder(parse_constant=_no_json, object_pairs_hook=_each_once)


def read_line(line: str) -> Event:
    """Read one line of a transcript; the error says what is wrong with it."""
    return _as_event(_parsed(line))


def read_foreign_line(line: str) -> Event:
    """Read one line that somebody else wrote: no name twice, no NaN, no more depth than we keep."""
    value = _parsed(line, _FOREIGN)
    if _is_too_deep(value):
        raise InputError("it is nested too deeply")
    return _as_event(value)


def _parsed(line: str, reader: json.JSONDecoder = _OURS) -> Any:
    try:
        return reader.decode(line)
    except InputError:
        raise
    except RecursionError:
        raise InputError("it is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise InputError(f"it is no JSON ({error})") from error
    except ValueError:  # Python reads no whole number of more than 4,300 digits
        raise InputError("a number in it has too many digits") from None


def _as_event(value: Any) -> Event:
    if not isinstance(value, dict):
        raise InputError("it is no JSON object")
    if not isinstance(value.get("kind"), str):
        raise InputError("it has no `kind`")
    if value.get("schema", SCHEMA) != SCHEMA:
        raise InputError(f"its schema is {value['schema']!r}; this version reads {SCHEMA}")
    return _validated(value)


def _is_too_deep(value: Any) -> bool:
    level, depth = [value], 0
    while level and depth <= MOST_DEPTH:
        level = [part for each in level for part in _parts(each)]
        depth += 1
    return bool(level)


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _validated(value: dict[str, Any]) -> Event:
    try:
        return read_event(value)
    except ValidationError as error:
        raise InputError("; ".join(str(each) for each in in_words(error))) from error
    except RecursionError:
        raise InputError("it is nested too deeply") from None
