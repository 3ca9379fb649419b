"""The card of facts that were read: each in words, with the words it was read from."""

from collections.abc import Mapping, Sequence
from typing import Any

from ui.render import words
from ui.render.inert import Shelf, escape
from ui.render.tables import section, table

Row = Mapping[str, Any]
MOST_IN_GIST = 2
"""Facts that the line of the card names."""


def gist(result: Row) -> str:
    """Name the first facts that were said, and count the rest; what is only taken for granted was
    not read from anything."""
    noted = [each for each in result["noted"] if not _is_granted(each)]
    shown = [f"{_name(each)}: {words.fact_value(each['value'])}" for each in noted[:MOST_IN_GIST]]
    more = len(noted) - len(shown)
    return " · ".join([*shown, *([f"{more} more"] if more > 0 else [])]) or "nothing new"


def body(result: Row, _: Shelf) -> str:
    """Show what was noted, what nobody knows, and what was not taken, with the reason."""
    noted = [(escape(_name(each)), _value(each), _whence(each)) for each in result["noted"]]
    skipped = [(escape(words.fact(str(each))),) for each in result["skipped"]]
    refused = [(escape(_name(each)), escape(each["why"])) for each in result["refused"]]
    return (
        _table("", ("Fact", "Value", "From"), noted)
        + _table("Not known", ("Fact",), skipped)
        + _table("Not taken", ("Fact", "Because"), refused)
    )


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    return section(title, table(heads, rows)) if title else table(heads, rows)


def _name(fact: Row) -> str:
    return words.fact(str(fact["field"]))


def _value(fact: Row) -> str:
    return f'<span dir="auto">{escape(words.fact_value(fact["value"]))}</span>'


def _is_granted(fact: Row) -> bool:
    return fact.get("origin") == "assumed" and not fact.get("quote")


def _whence(fact: Row) -> str:
    if _is_granted(fact):
        return '<span class="origin assumed">taken for granted</span>'
    assumed = fact.get("origin") == "assumed"
    note = ' <span class="origin assumed">assumed</span>' if assumed else ""
    return f"<q dir='auto'>{escape(fact.get('quote') or '')}</q>{note}"
