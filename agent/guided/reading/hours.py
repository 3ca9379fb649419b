"""The hours in which requests come: "10 hours a day", "from 8 am to 6 pm, Monday to Friday"."""

import re
from dataclasses import dataclass

_WEEKDAYS = re.compile(
    r"\b(?:(?:week|work|working |business )days?|mon(?:day)?s?\s?(?:-|–|to|through)\s?"
    r"fri(?:day)?s?|(?:5|five) days a week)\b",
    re.IGNORECASE,
)
_HOURS = re.compile(
    r"(?<![\d.])(?P<hours>\d{1,2})[\s-]?(?:h|hrs?|hours?)\b,?\s?"
    r"(?:(?:a|per|each|every|/)\s?(?:working\s|business\s|week)?day|daily|on\s(?:week|work)days"
    r"|(?=mon(?:day)?s?\s?(?:-|–|to)|weekdays|workdays))"
    r"|(?:during|in|over|within)\s(?:the\s|our\s)?(?P<open>\d{1,2})\s(?:opening|office|working|business)"
    r"\shours\b",
    re.IGNORECASE,
)
_CLOCK = r"(?P<{0}>\d{{1,2}})(?:[:.]00)?\s?(?P<{0}_half>[ap])?\.?(?:m\b\.?)?(?:\s?h\b)?"
_FROM_TO = re.compile(
    rf"(?<![\d.,$]){_CLOCK.format('opens')}\s?(?:-|–|to|until|till|and)\s?{_CLOCK.format('closes')}"
    r"(?![\d%])",
    re.IGNORECASE,
)
_DAYS_A_MONTH, _WORKDAYS_A_MONTH = 30, 150 / 7


@dataclass(frozen=True)
class Hours:
    """Hours in which requests come, as a share of a month's hours, and their place in the text."""

    share: float
    start: int
    end: int


def named_hours(text: str) -> Hours | None:
    """Give the hours that a text names; None where it names none.

    >>> named_hours("40 requests an hour, 12 hours a day").share
    0.5
    >>> named_hours("300 requests/hour from 6 am to 6 pm").share, named_hours("6 to 9 requests")
    (0.5, None)
    """
    weekdays = _WEEKDAYS.search(text)
    days = _WORKDAYS_A_MONTH if weekdays else _DAYS_A_MONTH
    for named in (*_HOURS.finditer(text), *_FROM_TO.finditer(text)):
        hours = _hours_a_day(named)
        if hours is not None:
            end = max(named.end(), weekdays.end() if weekdays else 0)
            return Hours(hours * days / (_DAYS_A_MONTH * 24), named.start(), end)
    return None


def _hours_a_day(named: re.Match[str]) -> int | None:
    said = named.groupdict()
    named_hours = said.get("hours") or said.get("open")
    if named_hours:
        return int(named_hours) if 0 < int(named_hours) <= 24 else None
    if not said["closes_half"]:
        return None
    opens = _of_24(said["opens"], said["opens_half"] or "a")
    closes = _of_24(said["closes"], said["closes_half"])
    return (closes - opens) % 24 or 24


def _of_24(hour: str, half: str) -> int:
    return int(hour) % 12 + (12 if half.lower() == "p" else 0)
