"""What a person can repair, said in words that both people and chat models read."""

import json
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

Request = TypeVar("Request", bound=BaseModel)
_LONGEST_SHOWN = 60
_MOST_FINDINGS = 5
_MOST_LISTED = 30


class InputError(ValueError):
    """Input that can be repaired: the message names the value, the reason and the way out.

    `field` is the input it concerns, or "" where it concerns the whole.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def unknown_word(what: str, value: str, known: list[str]) -> str:
    """Say that `value` is no known `what`, with the nearest known word.

    >>> unknown_word("GPU", "H10", ["A100-80GB", "H100", "L4"])
    "Unknown GPU 'H10'. Did you mean H100? Known: A100-80GB, H100, L4."
    """
    near = nearest(value, known, alike=0.5)
    hint = f" Did you mean {near}?" if near else ""
    return f"Unknown {what} {shown(value)}.{hint} Known: {', '.join(known)}."


def shown(value: object) -> str:
    """Show a value that was given, shortened.

    >>> shown("x" * 100)[-5:], shown(10**5000)
    ("xxx…'", 'a number of about 5000 digits')
    """
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int) and value.bit_length() > 10 * _LONGEST_SHOWN:
        return f"a number of about {value.bit_length() * 0.30103:.0f} digits"
    if isinstance(value, str):
        cut = value if len(value) <= _LONGEST_SHOWN else f"{value[: _LONGEST_SHOWN - 1]}…"
        return ascii(cut) if not cut.isprintable() else repr(cut)
    whole = repr(value)
    return whole if len(whole) <= _LONGEST_SHOWN else f"{whole[: _LONGEST_SHOWN - 1]}…"


def read(request: type[Request], given: object) -> Request:
    """Check what came from outside.

    Raises InputError that names each field with its value, what it may be, and the nearest name.
    """
    try:
        return request.model_validate(given)
    except ValidationError as error:
        found = in_words(error, request)
        said = "; ".join(dict.fromkeys(str(each) for each in found[:_MOST_FINDINGS]))
        raise InputError(said, found[0].field) from error


def in_words(
    error: ValidationError | InputError, request: type[BaseModel] | None = None
) -> list[InputError]:
    """Turn pydantic's findings, or one of our own, into errors that each name a field.

    Of a field that `request` does not know, the nearest that it knows is named.
    """
    if isinstance(error, InputError):
        return [error]
    return [_finding(each, request) for each in error.errors(include_url=False)]


def _finding(finding: Any, request: type[BaseModel] | None) -> InputError:
    cause = finding.get("ctx", {}).get("error")
    field = ".".join(_as_name(part) for part in finding["loc"])
    if isinstance(cause, InputError) and cause.field:
        return InputError(str(cause), cause.field)
    if isinstance(cause, InputError):
        said = str(cause)
    elif finding["type"] == "extra_forbidden":
        *outer, given = finding["loc"]
        said = _no_such_field(str(given), _record_at(request, outer))
    elif finding["input"] is None:
        said = "a value is needed"
    else:
        said = _WORDS.get(finding["type"], _as_pydantic_says)(finding)
    return InputError(f"{field}: {said}" if field else said, field)


def _as_name(part: object) -> str:
    name = str(part)
    return name if name.isidentifier() and len(name) <= _LONGEST_SHOWN else _quoted(part)


def _quoted(part: object) -> str:
    return str(part) if isinstance(part, int) else shown(part)


def _record_at(request: type[BaseModel] | None, path: list[Any]) -> type[BaseModel] | None:
    """Find the record that stands at a path inside a request."""
    for part in path:
        if request is not None and not isinstance(part, int):
            known = request.model_fields.get(str(part))
            request = _record_in(known.annotation) if known else None
    return request


def _record_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_record_in(each) for each in get_args(annotation))
    return next((each for each in found if each is not None), None)


def _no_such_field(given: str, record: type[BaseModel] | None) -> str:
    known = list(record.model_fields) if record else []
    also: Mapping[str, str] = getattr(record, "ALSO_CALLED", {})
    if near := also.get(given.strip().lower()) or nearest(given, known) or _within(given, known):
        return f"there is no such field; did you mean {near}?"
    if not known:
        return "there is no such field"
    if len(known) <= _MOST_LISTED:
        return f"there is no such field; known: {', '.join(known)}"
    return "there is no such field; the command's --help lists those there are"


def no_such_field(given: str, known: list[str]) -> InputError:
    """Say that a field is none of those known, with the nearest of them.

    >>> str(no_such_field("mesage", ["message", "set"]))
    'mesage: there is no such field; did you mean message?'
    """
    near = nearest(given, known)
    hint = f"did you mean {near}?" if near else f"known: {', '.join(known)}"
    return InputError(f"{_as_name(given)}: there is no such field; {hint}", _as_name(given))


def _within(given: str, known: list[str]) -> str | None:
    """Give the longest known name of several words that a longer name ends with."""
    ends = [name for name in known if "_" in name and given.lower().endswith(f"_{name}")]
    return max(ends, key=len, default=None)


def _no_such_word(finding: Any) -> str:
    words = [
        each.strip("'") for each in finding["ctx"]["expected"].replace(" or ", ", ").split(", ")
    ]
    given = finding["input"]
    near = nearest(given, words, alike=0.5) if isinstance(given, str) else None
    hint = f"; did you mean {near}?" if near else ""
    return f"{shown(given)} is none of {', '.join(words)}{hint}"


def _as_pydantic_says(finding: Any) -> str:
    said = str(finding["msg"]).removeprefix("Input ").removeprefix("Value error, ")
    return f"{shown(finding['input'])} {said[:1].lower()}{said[1:]}"


def _no_list(given: object) -> str:
    alone = isinstance(given, str) and given.isprintable() and len(given) < _LONGEST_SHOWN
    way_out = f"; write it as [{json.dumps(given, ensure_ascii=False)}]" if alone else ""
    return f"{shown(given)} is no list{way_out}"


_WORDS: dict[str, Callable[[Any], str]] = {
    "missing": lambda _: "a value is needed",
    "literal_error": _no_such_word,
    "bool_type": lambda finding: f"{shown(finding['input'])} is neither true nor false",
    "bool_parsing": lambda finding: f"{shown(finding['input'])} is neither true nor false",
    "string_type": lambda finding: f"{shown(finding['input'])} is no text",
    "string_unicode": lambda finding: f"{shown(finding['input'])} is no Unicode text; write UTF-8",
    "dict_type": lambda finding: f"{shown(finding['input'])} is no object",
    "model_type": lambda finding: f"{shown(finding['input'])} is no object",
    "list_type": lambda finding: _no_list(finding["input"]),
    "frozen_set_type": lambda finding: _no_list(finding["input"]),
    "tuple_type": lambda finding: _no_list(finding["input"]),
}
"""How findings are said that pydantic words for programmers, by their type."""


def nearest(value: str, known: list[str], alike: float = 0.6) -> str | None:
    """Give the known word that is most like a value; None where none is `alike`.

    >>> nearest("needs_stile", ["needs_style", "needs_format"])
    'needs_style'
    """
    near = get_close_matches(value.strip()[:_LONGEST_SHOWN], known, n=1, cutoff=alike)
    return near[0] if near else None
