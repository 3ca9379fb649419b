"""What a person can repair, said in words that both people and chat models read."""

from collections.abc import Callable
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

Request = TypeVar("Request", bound=BaseModel)
_LONGEST_SHOWN = 60
_MOST_FINDINGS = 5
_MOST_LISTED = 20


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
    known = list(request.model_fields) if request else []
    return [_finding(each, known) for each in error.errors(include_url=False)]


def _finding(finding: Any, known: list[str]) -> InputError:
    cause = finding.get("ctx", {}).get("error")
    field = ".".join(str(part) for part in finding["loc"])
    if isinstance(cause, InputError) and cause.field:
        return InputError(str(cause), cause.field)
    if isinstance(cause, InputError):
        said = str(cause)
    elif finding["type"] == "extra_forbidden":
        said = _no_such_field(field, known if len(finding["loc"]) == 1 else [])
    else:
        said = _WORDS.get(finding["type"], _as_pydantic_says)(finding)
    return InputError(f"{field}: {said}" if field else said, field)


def _no_such_field(field: str, known: list[str]) -> str:
    if near := nearest(field, known):
        return f"there is no such field; did you mean {near}?"
    listed = f"; known: {', '.join(known)}" if 0 < len(known) <= _MOST_LISTED else ""
    return f"there is no such field{listed}"


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


_WORDS: dict[str, Callable[[Any], str]] = {
    "missing": lambda _: "a value is needed",
    "literal_error": _no_such_word,
    "bool_type": lambda finding: f"{shown(finding['input'])} is neither true nor false",
    "bool_parsing": lambda finding: f"{shown(finding['input'])} is neither true nor false",
    "string_type": lambda finding: f"{shown(finding['input'])} is no text",
    "dict_type": lambda finding: f"{shown(finding['input'])} is no object",
    "model_type": lambda finding: f"{shown(finding['input'])} is no object",
    "list_type": lambda finding: f"{shown(finding['input'])} is no list",
    "tuple_type": lambda finding: f"{shown(finding['input'])} is no list",
}
"""How findings are said that pydantic words for programmers, by their type."""


def nearest(value: str, known: list[str], alike: float = 0.6) -> str | None:
    """Give the known word that is most like a value; None where none is `alike`.

    >>> nearest("needs_stile", ["needs_style", "needs_format"])
    'needs_style'
    """
    near = get_close_matches(value.strip()[:_LONGEST_SHOWN], known, n=1, cutoff=alike)
    return near[0] if near else None
