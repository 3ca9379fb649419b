"""Secrets in text: found by the formats of a table, and masked before anything is kept or sent."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from tools.tables import read_table
from tools.vocabulary import Record


class Format(Record):
    """How one kind of secret is written; a group `secret` marks the part to be masked."""

    name: str
    hints: tuple[str, ...]
    """Pieces in lower case, one of which is in every secret or beside it."""
    pattern: str
    example: str
    source: str


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without its secrets, and the names of their formats."""

    text: str
    found: tuple[str, ...] = ()


_UNSEEN = re.compile("[\U000e0000-\U000e007f\U000e0100-\U000e01ef]+")
"""Tags and rare variants of signs: no screen shows them, and whole texts hide in them."""

_BEGINS = r"(?<![A-Za-z0-9])"
_BEGINS_BEHIND_AN_ESCAPE = rf"(?:{_BEGINS}|(?<=%[0-9A-Fa-f][0-9A-Fa-f])|(?<=\\[nrt]))"
"""Where most secrets begin; the last letter of `%20` or of a written line end is no part of one."""
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}|\\[nrt]")


@cache
def _formats(escaped: bool) -> tuple[tuple[Format, re.Pattern[str]], ...]:
    rows = read_table("secret_formats.csv", Format)
    begins = _BEGINS_BEHIND_AN_ESCAPE if escaped else _BEGINS
    patterns = (re.compile(row.pattern.replace(_BEGINS, begins)) for row in rows)
    return tuple(zip(rows, patterns, strict=True))


def mask(text: str, keep: str = "") -> Masked:
    """Put the name of its format in the place of each secret.

    Only what has the form of a known credential counts, or stands where a password is named;
    hashes, ids and paths stay as they are. Signs that no screen shows are left out. `keep` is a
    mark that parts a text in pieces, and stays where a secret goes over several of them.

    >>> mask("postgres://ada:" + "l0velace@db/x").text
    'postgres://ada:(masked: database password)@db/x'
    >>> mask("commit 9fceb02d0ae598e95dc970b74767f19372d61af8").found
    ()
    """
    found: list[str] = []
    text = text if text.isascii() else _UNSEEN.sub("", text)
    lower = text.lower()
    for kind, pattern in _formats(_ESCAPE.search(text) is not None):
        if any(map(lower.__contains__, kind.hints)):
            clean = pattern.sub(partial(_without, kind.name, keep), text)
            found += [kind.name] * (clean != text)
            text = clean
    return Masked(text, tuple(found))


def masked(value: Any) -> Any:
    """Mask every text in a JSON value; one with nothing to mask is given back as it is."""
    whole = "\n".join(_texts(value))
    return value if mask(whole).text == whole else _masked(value)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _texts(key)
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return mask(value).text
    if isinstance(value, dict):
        return {_masked(key): _masked(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_masked(each) for each in value)
    return value


def _without(name: str, keep: str, match: re.Match[str]) -> str:
    group = next((g for g in ("secret", "second") if match.groupdict().get(g)), 0)
    if match.group(group).startswith("(masked:"):
        return match.group()
    start, end = match.span(group)
    whole, at = match.group(), match.start()
    marks = keep * match.group(group).count(keep) if keep else ""
    return f"{whole[: start - at]}(masked: {name}){marks}{whole[end - at :]}"
