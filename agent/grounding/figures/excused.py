"""Numbers that need no source: counts of what the reply lists, factors of units, bounds."""

import re

from agent.grounding.figures.users_numbers import span_of_users
from agent.grounding.known.matching import bounds_its_range
from agent.grounding.known.values import Known
from agent.grounding.numbers.measures import DAY
from agent.grounding.numbers.quantities import Quantity
from agent.grounding.numbers.spans import SPAN
from agent.grounding.view import View

_FACTORS = frozenset((7, 12, 24, 30, 52, 60, 100, 365, 1_000, 1_024, 3_600))
"""Factors of units, which anybody may multiply by: 12 months, 24 hours."""


def is_factor(view: View, each: Quantity) -> bool:
    """Whether a number is a factor of units, or millions that were named before, in arithmetic."""
    factor = each.value in _FACTORS or any(
        other.magnitude > 1 and other.value / other.magnitude == each.value
        for other in view.numbers
    )
    if not factor or each.measure.kind not in ("", "time", "count") or each.hedge:
        return False
    after, before = view.text[each.end : each.end + 14], view.text[: each.start].rstrip()[-20:]
    return bool(
        re.match(r"\s*(?:months?|weeks?|days?|hours?|minutes?)?\s*[×x*]\s*[$€£]?\d", after)
        or re.search(r"\d[^\d.]{0,28}(?:[×x*/÷]|times|by)$", before)
    )


_BYTES = frozenset(1000.0**n for n in range(1, 5)) | frozenset(1024.0**n for n in range(1, 5))


def _defines_a_unit(each: Quantity) -> bool:
    """Whether it says what a unit is: 10⁹ bytes."""
    return each.measure.kind == "byte" and each.measure.factor == 1.0 and each.value in _BYTES


_BITS = {
    4: ("qlora", "int4", "nf4", "fp4"),
    8: ("int8", "fp8"),
    16: ("bf16", "fp16"),
    32: ("fp32",),
}


def _is_precision(view: View, each: Quantity, known: Known) -> bool:
    """Whether "4-bit" names the precision that the sources use."""
    named = _BITS.get(int(each.value)) if each.value in _BITS else None
    said = view.text[each.start : each.end + 6].lower()
    return bool(named) and "bit" in said and not known.vocabulary.isdisjoint(named or ())


def _is_a_half(view: View, each: Quantity) -> bool:
    """Whether "half" is one of two parts, and no share: the tuning half."""
    named = _THE_HALF.search(view.text[: each.start])
    return each.form == "fraction" and bool(named) and not _OF.match(view.text, each.end)


_THE_HALF = re.compile(
    r"\b(?:the|its|this|that) (?!first|second|other|last|is |was |are |\w+s )[\w-]+ $", re.I
)
_OF = re.compile(r"\s+(?:of|the|as)\b", re.I)
_PER = re.compile(r"\b(?:per|for each|for every) (?:the )?$", re.I)


def _is_base(view: View, each: Quantity) -> bool:
    """Whether it is what a rate is given per: per 1,000 requests."""
    return each.value in (1, 10, 100, 1e3, 1e4, 1e5, 1e6) and bool(
        _PER.search(view.text[: each.start])
    )


_HORIZON = re.compile(r"\b(?:over|for|across|during|within) (?:the )?(?:first |next )?$", re.I)


def is_horizon(view: View, each: Quantity) -> bool:
    """Whether a rate is reckoned up over it: $225 a month, over 12 months."""
    rated = any(other.measure.per == "time" for other in view.numbers)
    days = each.measure.kind == "time" and each.measure.factor >= DAY and not each.measure.per
    return bool(
        rated and days and each.hedge in ("", "over") and _HORIZON.search(view.text[: each.start])
    )


_CALENDAR = (7 * DAY, 30 * DAY, 365 * DAY)


def _is_calendar(view: View, each: Quantity) -> bool:
    """Whether a rate is spread over the days of a month: 600,000 a month, 20,000 a day."""
    rates = {other.measure.factor for other in view.numbers if other.measure.per == "time"}
    return is_horizon(view, each) and each.base in _CALENDAR and len(rates) > 1


def _percentile(each: Quantity, known: Known) -> bool:
    """A percentile says what share of the items lies below it; so may the reply."""
    share = each.value * each.measure.factor if each.measure.kind == "ratio" else 0.0
    return any(
        abs(share - part) < 1e-9 and name in known.vocabulary
        for name, part in (("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99))
    )


_ALL = re.compile(r"\b(?:all|every|each|any|none|always|never)\b", re.I)
_OF_BOUNDS = frozenset(("threshold", "target", "low", "high", "before", "headroom"))


def _apart(words: frozenset[str], others: frozenset[str]) -> bool:
    """Whether both are named, and differently."""
    return bool(words and others) and words.isdisjoint(others)


_TRULY = re.compile(r"\b(?:confidence|true (?:\w+ ){1,2}(?:is|lies)|certain|interval)\b", re.I)
"""What is said for sure is said of the ends of an interval."""
_EXTREMES = frozenset(("low", "high", "p50", "p95", "p99", "total", "peak"))


def _breaks_what_is_named(view: View, index: int, known: Known, upwards: bool) -> bool:
    """Whether the words name the slowest, say, and that one lies on the other side."""
    each, context = view.numbers[index], view.contexts[index]
    named = (context.own | context.lead) & _EXTREMES
    if _TRULY.search(view.text):
        named |= {"low"} if upwards else {"high"}
    return any(
        value.place == "result"
        and value.measure.kind == each.measure.kind
        and (value.base < each.base if upwards else value.base > each.base)
        for term in named
        for value in known.by_term.get(term, ())
    )


def _bounds_a_stated_one(view: View, index: int, known: Known) -> bool:
    """Whether it is a round bound for a number that the same unit states: under 1%: 0.42%."""
    each = view.numbers[index]
    if _ALL.search(view.text, max(0, each.start - 40), each.end):
        return False
    if each.hedge not in ("over", "under", "at_least", "at_most") or each.range_with:
        return False
    upwards = each.hedge in ("over", "at_least")
    if _breaks_what_is_named(view, index, known, upwards):
        return False
    return any(
        other is not each
        and other.measure.kind == each.measure.kind
        and other.measure.per == each.measure.per
        and not other.hedge
        and any(m.value.place in ("result", "passage") for m in held)
        and all(bounds_its_range(each, m, known) for m in held)
        and not any(m.value.end_of_range == ("high" if upwards else "low") for m in held)
        and (abs(other.base) > abs(each.base)) == upwards
        and abs(other.base - each.base) <= 0.9 * max(abs(other.base), abs(each.base))
        and not _apart(view.contexts[index].own - _OF_BOUNDS, view.contexts[place].own)
        for place, (other, held) in enumerate(zip(view.numbers, view.matches, strict=True))
    )


def _adverb(view: View, each: Quantity) -> bool:
    """Whether "twice" says how often something is done, and compares nothing."""
    following = view.text[each.end : each.end + 16]
    word = view.text[each.start : each.end].lower()
    before = view.text[max(0, each.start - 14) : each.start]
    if word not in ("twice", "thrice") or re.search(r"\b(?:is|are|needs?|takes?|costs?) $", before):
        return False
    return not re.match(r"\s+(?:as|the|that|what|its|their|more|of)\b", following)


_THOSE = re.compile(r"\bof (?:the|these|those) $", re.I)


_OF_SO_MANY = re.compile(r"\bof (?:the |all |your )?$", re.I)


def _is_part_of_counted(view: View, each: Quantity) -> bool:
    """Whether "out of six checked, four qualify" says how many of what a source counts."""
    ahead = [n for n in view.numbers if n.end <= each.start]
    if not ahead or not _OF_SO_MANY.search(view.text[: ahead[-1].start]):
        return False
    counted = view.matches[view.numbers.index(ahead[-1])]
    between = view.text[ahead[-1].end : each.start]
    return bool(re.fullmatch(r"[\w -]{0,24}, (?:only |just )?", between)) and any(
        m.value.place in ("result", "args") for m in counted
    )


def _counts_itself(view: View, each: Quantity, reply_lists: frozenset[int]) -> bool:
    """Whether a small number counts what the reply itself lists, or nothing that has a name."""
    if each.measure.kind not in ("", "count") or each.measure.per or each.value > 12:
        return False
    if (
        each.value != int(each.value)
        or each.range_with
        or each.hedge not in ("", "at_least", "at_most")
    ):
        return False
    if "." in view.text[each.start : each.end]:
        return False
    if span_of_users(view.text, each.start, each.end)[1] > each.end:
        return False  # "the four that you mentioned"
    if _is_part_of_counted(view, each):
        return False
    if each.form == "words" and _THOSE.search(view.text[: each.start]):
        return True
    if int(each.value) in (*reply_lists, _enumerated(view.text[each.end :])):
        return True
    return each.form == "words" and each.value <= 4 and each.measure.kind == ""


def _enumerated(text: str) -> int:
    """How many things the unit lists behind a colon or in a series."""
    listed = text.rpartition(":")[2] if ":" in text else text
    if not re.search(r",|\band\b", listed):
        return 0
    return len([part for part in re.split(r",\s*(?:and\s+)?|\s+and\s+", listed) if part.strip()])


def is_excused(view: View, index: int, known: Known, reply_lists: frozenset[int]) -> bool:
    """Whether a number claims nothing that a source would have to bear out."""
    each = view.numbers[index]
    return (
        _counts_itself(view, each, reply_lists)
        or _defines_a_unit(each)
        or _is_a_half(view, each)
        or _is_precision(view, each, known)
        or (each.measure == SPAN and ("span", "") not in known.by_size)
        or _percentile(each, known)
        or is_factor(view, each)
        or _is_calendar(view, each)
        or _is_base(view, each)
        or _bounds_a_stated_one(view, index, known)
        or _adverb(view, each)
    )
