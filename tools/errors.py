"""What a person can repair, said in words that both people and chat models read."""

from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError


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
    near = get_close_matches(value, known, n=1, cutoff=0.5)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"Unknown {what} {value!r}.{hint} Known: {', '.join(known)}."


def in_words(error: ValidationError | InputError) -> list[InputError]:
    """Turn pydantic's findings, or one of our own, into errors that each name a field."""
    if isinstance(error, InputError):
        return [error]
    return [_finding(each) for each in error.errors(include_url=False)]


def _finding(finding: Any) -> InputError:
    cause = finding.get("ctx", {}).get("error")
    field = ".".join(str(part) for part in finding["loc"])
    if isinstance(cause, InputError):
        return InputError(str(cause), cause.field or field)
    if finding["type"] == "extra_forbidden":
        return InputError(f"{field}: there is no such field", field)
    return InputError(f"{field}: {finding['msg']}" if field else str(finding["msg"]), field)
