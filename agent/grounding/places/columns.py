"""Rows of a table: the units and the labels that their columns and their first cell give."""

import re
from functools import lru_cache

from agent.grounding.clauses.clause import Context
from agent.grounding.clauses.labels import mentions
from agent.grounding.known.values import Known
from agent.grounding.numbers.measures import BARE, Measure, unit_named
from agent.grounding.numbers.quantities import Quantity, quantities
from agent.grounding.splitting import cells
from agent.grounding.view import View


def _column(view: View, at: int) -> int:
    text = view.text
    opening = len(text) - len(text.lstrip())
    bars = text.count("|", 0, at)
    return bars - 1 if text[opening : opening + 1] == "|" else bars


def header_of(view: View, number: Quantity) -> str:
    """The header of the column that a number stands in."""
    column = _column(view, number.start)
    return view.unit.header[column] if 0 <= column < len(view.unit.header) else ""


def units_of_columns(view: View) -> None:
    """A bare number has the unit that its column's header names."""
    for each in view.numbers:
        column = _column(view, each.start)
        if each.measure != BARE or not 0 <= column < len(view.unit.header):
            continue
        measure = _measure_of(view.unit.header[column])
        if measure is not None:
            each.measure = measure


@lru_cache(maxsize=256)
def _measure_of(header: str) -> Measure | None:
    """Read the unit of a column: "Memory (GB)", "$/hour", "Drop in %"."""
    for match in reversed(list(re.finditer(r"[A-Za-z]+|[%$€£]", header))):
        measure = unit_named(match.group())
        if measure is None or (measure.kind in ("count", "time") and _MONEY.search(header)):
            continue
        if measure.kind == "count" or match.group() == "x":
            continue
        if re.search(r"(?:/|\bper)\s*$", header[: match.start()], re.I):
            continue
        if header[: match.start()].rstrip()[-1:].isdigit():
            continue  # "at 30 %" says which one it is
        sample = quantities(f"1 {measure_word(match.group())}{header[match.end() :]}")
        return sample[0].measure if sample else measure
    return None


_MONEY = re.compile(r"[$€£]|\bUSD\b|\bEUR\b")


def measure_word(word: str) -> str:
    """Spell a unit so that it can follow its number."""
    return {"$": "USD", "€": "EUR", "£": "GBP"}.get(word, word)


def labels_of_row(view: View, known: Known) -> None:
    """In a table a number's labels are the header of its column and the first cell of its row."""
    row = cells(view.text)
    named = {t for _, _, t in mentions(row[0])} & known.vocabulary if row else set()
    for index, each in enumerate(view.numbers):
        column = _column(view, each.start)
        header = view.unit.header[column] if 0 <= column < len(view.unit.header) else ""
        terms = {t for _, _, t in mentions(header)} & known.vocabulary
        own = view.contexts[index].own | terms | (named if column > 0 else set())
        old = view.contexts[index]
        everything = own | frozenset(named)
        view.contexts[index] = Context(own, own, frozenset(), everything, old.before & everything)


_TOTAL = re.compile(r"\W*(?:grand )?(?:totals?|sums?|all|overall|together|summe|gesamt)\W*", re.I)


def columns_so_far(view: View) -> dict[int, list[float]]:
    """Give the numbers of a table by column, this row's included; nothing outside a table."""
    if view.unit.kind != "row":
        return {}
    found = {column: list(numbers) for column, numbers in view.above.items()}
    for each in view.numbers:
        found.setdefault(_column(view, each.start), []).append(each.base)
    return found


def sums_its_column(view: View, number: Quantity) -> bool:
    """Whether a number in the row of totals is the sum of those above it."""
    if view.unit.kind != "row" or not _TOTAL.fullmatch(cells(view.text)[0]):
        return False
    above = view.above.get(_column(view, number.start), [])
    total = sum(above)
    return len(above) > 1 and abs(total - number.base) <= 1e-6 * abs(total)
