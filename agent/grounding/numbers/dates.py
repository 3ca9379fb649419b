"""Dates, as far as they are said: a year, a month, a day."""

import re

from agent.grounding.numbers.measures import Measure
from agent.grounding.numbers.quantity import Quantity, Span
from agent.grounding.words.spoken import words_in

CALENDAR = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|januar|februar|märz|juni|juli|oktober|dezember|mai"
    "|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre"
    "|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
    "|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)

_MONTHS = {name: i % 12 + 1 for i, name in enumerate(CALENDAR.split("|")[:12])} | {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9,
    "oct": 10, "nov": 11, "dec": 12, "januar": 1, "februar": 2, "märz": 3, "mai": 5, "juni": 6,
    "juli": 7, "oktober": 10, "dezember": 12, "janvier": 1, "février": 2, "mars": 3, "avril": 4,
    "juin": 6, "juillet": 7, "août": 8, "septembre": 9, "octobre": 10, "novembre": 11,
    "décembre": 12, "enero": 1, "febrero": 2, "marzo": 3, "abril": 4, "mayo": 5, "junio": 6,
    "julio": 7, "agosto": 8, "septiembre": 9, "octubre": 10, "noviembre": 11, "diciembre": 12,
}  # fmt: skip

_DATE = re.compile(
    r"(?P<iso>\b(?P<y1>(?:19|20)\d\d)[-/](?P<m1>\d{1,2})(?:[-/](?P<d1>\d{1,2}))?\b)"
    rf"|\b(?P<d2>\d{{1,2}})(?:st|nd|rd"
    rf"|th)?\.?\s+(?:(?:of|de)\s+)?(?P<n2>{CALENDAR})\b\.?(?:(?:,|\s+de)?\s+(?P<y2>(?:19|20)\d\d))?\b"
    rf"|\b(?P<n3>{CALENDAR})\b\.?(?:\s+(?P<d3>\d{{1,2}})(?:st|nd|rd"
    rf"|th)?,?(?!\d))?(?:\s+(?P<y3>(?:19|20)\d\d))?\b"
    r"|\b(?P<d4>\d{1,2})\.(?P<m4>\d{1,2})\.(?P<y4>(?:19|20)\d\d)\b"
    r"|(?<=[Ii]n )(?P<y5>(?:19|20)\d\d)\b(?![ -]?[A-Za-z%])"
    r"|(?<=[Ss]ince )(?P<y6>(?:19|20)\d\d)\b(?![ -]?[A-Za-z%])",
    re.I,
)

_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?:19|20)\d\d")


def _may_hold_dates(text: str) -> bool:
    """Whether there is a date at all, before a slower look is taken."""
    if not _DIGIT.search(text):
        return False
    return bool(_YEAR.search(text)) or not _MONTHS.keys().isdisjoint(words_in(text))


def dates(text: str, masked: list[Span]) -> list[Quantity]:
    found: list[Quantity] = []
    if not _may_hold_dates(text):
        return found
    for match in _DATE.finditer(text):
        parts = _date_parts(match)
        inside = any(start <= match.start() < end for start, end in masked)
        if parts and not inside:
            start, end = match.span()
            found.append(Quantity(start, end, 0.0, 0.0, Measure("date"), form="date", date=parts))
    return found


def _date_parts(match: re.Match[str]) -> tuple[int, ...]:
    """Year, month and day, 0 for what is not said; nothing for a bare month."""
    group = match.groupdict()
    year = next((group[k] for k in ("y1", "y2", "y3", "y4", "y5", "y6") if group[k]), None)
    name = group["n2"] or group["n3"]
    month = _MONTHS[name.lower()] if name else int(group["m1"] or group["m4"] or 0)
    day = next((int(group[k]) for k in ("d1", "d2", "d3", "d4") if group[k]), 0)
    if name and not year and (name.islower() or name.lower() in ("may", "mar", "march")):
        return ()
    if name and not year and not day:
        return ()
    return int(year or 0), month, day
