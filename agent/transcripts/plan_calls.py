"""The planning that was computed last, so that "and with 20 % of it?" has something to change."""

import re
from collections.abc import Sequence
from typing import Any

from agent.events import Event
from agent.transcripts import fold

PLANNING = frozenset({"mix", "forgetting", "cost", "power", "unlearn", "plan_check"})
_FILLED_IN = frozenset({"today"})
LONGEST_ARGUMENT = 4_000
"""Characters of an argument that is carried along; long pasted tables are left behind."""
_RATE = re.compile(
    r"\d[\d.,]*\s?[kKmM]?\s+(?:\w+\s+){0,3}?(?:an?|per|each|every|/)\s?(day|week|month|hour|year)\b"
    r"|\b(daily|weekly|monthly|hourly|yearly)\b",
    re.IGNORECASE,
)
_PERIODS = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "hourly": "hour",
    "yearly": "year",
}


def plan_calls(events: Sequence[Event]) -> dict[str, Any]:
    """Give the newest arguments of each planning tool, the newest tool, and the rate spoken of."""
    calls: dict[str, dict[str, Any]] = {}
    newest = ""
    for each in fold.results_of(events):
        if each["tool"] in PLANNING:
            calls.pop(each["tool"], None)
            calls[each["tool"]] = {
                name: value
                for name, value in each["args"].items()
                if name not in _FILLED_IN and len(str(value)) <= LONGEST_ARGUMENT
            }
        if each["tool"] not in {"record_facts", "search", "plan_check"}:
            newest = each["tool"]
    return {"calls": calls, "newest": newest, "requests_per": _requests_per(events)}


def _requests_per(events: Sequence[Event]) -> str:
    """Give the period in which requests were counted last: "day" behind "100,000 a day"."""
    found = [
        match[1] or _PERIODS[match[2].lower()]
        for said in fold.words_of(events)
        for match in _RATE.finditer(said.text[:10_000])
    ]
    return found[-1].lower() if found else "month"
