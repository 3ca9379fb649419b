"""Quantities in prose: a number with its sign, unit, rate, hedge and range."""

import re
from bisect import bisect_right

from agent.grounding.numbers.dates import dates
from agent.grounding.numbers.hedges import Hedge, hedge_of
from agent.grounding.numbers.measures import UNITS
from agent.grounding.numbers.numerals import Numeral, numerals
from agent.grounding.numbers.other_numerals import other_numerals
from agent.grounding.numbers.quantity import Quantity, Span
from agent.grounding.numbers.ranges import join_ranges, share_units
from agent.grounding.numbers.spans import spans
from agent.grounding.numbers.structure import is_structure
from agent.grounding.numbers.unit_words import noun_after, rate_after, unit_after

__all__ = ["Quantity", "Span", "quantities"]

_CURRENCY = re.compile(r"(?:US\$|USD|EUR|GBP|CHF|[$€£¥])[ ]?$")


def quantities(
    text: str, masked: list[Span] | None = None, decimal_comma: bool = False, prose: bool = False
) -> list[Quantity]:
    """Read the quantities of a folded text; what stands in a masked span is left out.

    "A day" is one where a hedge stands before it, and in the prose of a source always.
    """
    masked = sorted(masked or [])
    found = dates(text, masked)
    masked = sorted(masked + [(q.start, q.end) for q in found])
    starts = [start for start, _ in masked]
    rate_end = 0
    for numeral in _numerals(text, decimal_comma):
        if numeral.start < rate_end:
            continue
        at = bisect_right(starts, numeral.start) - 1
        if at >= 0 and numeral.start < masked[at][1]:
            continue
        quantity = _quantity(text, numeral)
        if quantity is not None:
            rate_end = quantity.rate_end
            found.append(quantity)
    found += spans(text)
    single = _DAYS.search(text) and _A_DAY.search(text)
    for match in (_A_DAY if prose else _ABOUT_A_DAY).finditer(text) if single else ():
        if not any(q.start < match.end() and match.start("unit") < q.rate_end for q in found):
            start, unit = match.start("one"), UNITS[match["unit"].lower()]
            hedge, close = hedge_of(text, start, match.end())
            found.append(Quantity(start, match.end(), 1.0, 0.05, unit, hedge, close, "words"))
    found.sort(key=lambda q: q.start)
    join_ranges(text, found)
    share_units(text, found)
    return found


def _numerals(text: str, decimal_comma: bool) -> list[Numeral]:
    plain, others = numerals(text, decimal_comma), list(other_numerals(text))
    if not others:
        return plain
    taken = {place for each in others for place in range(each.start, each.end)}
    kept = [each for each in plain if each.start not in taken]
    return sorted([*kept, *others], key=lambda n: n.start)


_DAYS = re.compile(" (?:second|minute|hour|day|week|month|year)")
_A_DAY = re.compile(
    r"(?<!per )\b(?P<one>an?|one) (?P<unit>second|minute|hour|day|week|month|year)\b", re.I
)
_ABOUT_A_DAY = re.compile(
    r"\b(?:about|around|roughly|nearly|almost|under|less than|more than|at most|at least"
    r"|up to) " + _A_DAY.pattern.replace("(?<!per )\\b", ""),
    re.I,
)
_DENIED = re.compile(
    r"\b(?:none|neither|nor|nothing|never|no \w+|hardly|seldom|rarely|scarcely"
    r"|(?:does|do|did|will|is|are|was|ca|wo|would"
    r"|could|should)n[o']?t"
    r"|(?:does|do|did|will|is|are|was|can|would|could|should) ?not)\b[^,;:.()]*$",
    re.I,
)
_SELDOM = re.compile(
    r"\s*(?:is|are|will be|would be)? ?(?:seldom|rarely|hardly|never|not|unlikely|pointless"
    r"|overkill"
    r"|too (?:much|many))\b",
    re.I,
)
_TURNED: dict[Hedge, Hedge] = {"over": "at_most", "under": "at_least"}
"""None takes more than 460 ms: at most 460 ms."""
_AND_A = re.compile(r"\b(?:an?|one) (hour|day|week|month|year|minute) and (?:an? )?$", re.I)
_ONE_IN = re.compile(r"\s+(?:[a-z]+ )?(?:in|out of)\s", re.I)


def _quantity(text: str, numeral: Numeral) -> Quantity | None:
    start, end = numeral.start, numeral.end
    measure, end, known = unit_after(text, numeral)
    behind = text[end : end + 1]
    attached = end == numeral.end and behind.isascii() and behind.isalpha()
    attached = attached and numeral.form == "digits"
    if numeral.form == "fraction" and (whole := _AND_A.search(text, max(0, start - 24), start)):
        unit = UNITS[whole[1].lower()]  # an hour and a half
        hedge, close = hedge_of(text, whole.start(), numeral.end)
        return Quantity(
            whole.start(), numeral.end, 1 + numeral.value, numeral.half_step, unit, hedge, close,
            form="digits", rate_end=numeral.end,
        )  # fmt: skip
    currency = _CURRENCY.search(text, max(0, start - 4), start)
    if currency:
        start, measure = currency.start(), UNITS[currency.group().strip().lower()]
        end, known = numeral.end, True
    noun_end = end
    if not known:
        measure, noun_end = noun_after(text, end)
    measure, rate_end = rate_after(text, max(end, noun_end), measure)
    negative = text[start - 1 : start] in ("-", "−") and (
        start < 2 or text[start - 2] in " (\n|=:,"
    )
    hedge, close = hedge_of(text, start - negative, max(rate_end, end))
    denied = hedge in _TURNED and (
        _DENIED.search(text[max(0, start - 60) : start]) or _SELDOM.match(text, noun_end)
    )
    if denied:
        hedge, close = _TURNED[hedge], False
    quantity = Quantity(
        start - negative, end, -numeral.value if negative else numeral.value, numeral.half_step,
        measure, hedge, close, numeral.form, False, rate_end=rate_end, noun_end=noun_end,
        magnitude=numeral.magnitude,
    )  # fmt: skip
    quantity.structure = attached or is_structure(text, numeral, quantity, known)
    one = numeral.form == "words" and numeral.value == 1
    if one and not (known and measure.kind != "count") and not _ONE_IN.match(text, end):
        return None
    return quantity
