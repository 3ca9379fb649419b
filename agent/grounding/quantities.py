"""Quantities in prose: a number with its sign, unit, rate, hedge and range."""

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import Literal

from agent.grounding.measures import (
    BARE,
    NOUNS,
    PERCENT,
    POINTS,
    SECONDS,
    TIMES,
    UNITS,
    Measure,
    per,
    unit_named,
)
from agent.grounding.numerals import Numeral, numerals

Hedge = Literal["", "about", "over", "under", "at_least", "at_most"]
Span = tuple[int, int]


@dataclass(slots=True)
class Quantity:
    """A number that may be a claim, with where it stands in the folded text."""

    start: int
    end: int
    value: float
    half_step: float
    measure: Measure
    hedge: Hedge = ""
    close: bool = False
    """The hedge says "just": the value lies close, on that side."""
    form: str = "digits"
    structure: bool = False
    """It counts or orders the text itself and claims nothing."""
    range_with: "Quantity | None" = None
    end_of_range: Literal["", "low", "high"] = ""
    date: tuple[int, ...] = ()
    rate_end: int = 0
    noun_end: int = 0
    magnitude: float = 1.0

    @property
    def base(self) -> float:
        """The value in the base unit of its kind."""
        return self.value * self.measure.factor

    @property
    def span(self) -> Span:
        """The whole range where it is an end of one."""
        other = self.range_with
        if other is None:
            return self.start, self.end
        return min(self.start, other.start), max(self.end, other.end)


_CURRENCY = re.compile(r"(?:US\$|USD|EUR|GBP|CHF|[$€£¥])[ ]?$")
_DOUBLE_UNIT = re.compile(
    r"[ -]?(?:(?P<points>(?:percentage|percent|prozent|%)[ -]?(?:points?|punkte?n?))|(?P<hours>(?:GPU|node)[ -]?(?:hours?|h)\b)"
    r"|(?P<dollars>US[ -]dollars?))",
    re.I,
)
_UNIT = re.compile(r"(?P<gap>[ \t\n]?-?)(?P<unit>US\$|[%‰€£¥$¢×]|[A-Za-zµ]+(?:-fold)?)")
_RATE = re.compile(
    r"\s*(?:(?:/\s*|\b(?:per|an?|each|every|pro|par|por|je|im|al)\s+)"
    r"(?P<count>\d[\d,]*[kKM]?\s+|million\s+|thousand\s+|1[kKM]\s+|[kKM]\s+)?"
    r"(?P<what>(?:GPU[- ]?)?(?:seconds?|secs?|s|minutes?|min|hours?|hrs?|hr|h|days?|weeks?|months?|mo|quarters?"
    r"|years?|yr|requests?|query|queries|calls?|tokens?|epochs?|steps?|monat|jahr|tag|stunde|mois|mes|gpus?|cards?"
    r"|samples?|examples?|parameters?|params?))\b"
    r"|\s(?P<every>monthly|yearly|annually|daily|hourly|weekly)\b)",
    re.I,
)
_EVERY = {"monthly": "month", "yearly": "year", "annually": "year", "daily": "day",
          "hourly": "hour", "weekly": "week"}  # fmt: skip
_ABOUT = (
    "about|around|roughly|approximately|approx\\.?|circa|ca\\.?|some|close to|in the region of|near|an estimated|or so"
    "|etwa|rund|ungefähr|environ|unos|alrededor de|aproximadamente|~|≈|on the order of|something like|say"
)
_OVER = (
    "over|above|more than|greater than|higher than|larger than|exceeds?|exceeding|beyond|north of|upwards of|past"
    "|longer than|bigger than|worse than|better than|tops|über|mehr als|plus de|más de|>"
)
_UNDER = (
    "under|below|less than|fewer than|lower than|smaller than|shorter than|nearly|almost|shy of|short of"
    "|not quite|south of|knapp|unter|weniger als|fast|moins de|presque|menos de|casi|<"
)
_AT_LEAST = (
    "at least|a minimum of|minimum of|minimum|≥|mindestens|no less than|not less than|no fewer than|not under"
    "|not below|never below|never under|au moins|al menos|no lower than"
)
_AT_MOST = (
    "at most|up to|a maximum of|maximum of|maximum|max\\.?|≤|höchstens|bis zu|(?:no|not|never|rarely|seldom|hardly|hardly ever)"
    "(?: any)? (?:more|greater|higher|longer|larger) than|not (?:over|above)|never (?:over|above)|does(?:n't| not) exceed"
    "|capped at|within|au plus|como máximo|no higher than|tops out at|cannot exceed|can't exceed|doesn't go above"
)
_HEDGE = re.compile(
    r"(?:\b(?P<close>just|slightly|a little|a bit|a touch|barely|only just|marginally|a hair)\s+)?"
    rf"(?:(?P<at_most>(?<![\w])(?:{_AT_MOST}))|(?P<at_least>(?<![\w])(?:{_AT_LEAST}))"
    rf"|(?P<over>(?<![\w])(?:{_OVER}))|(?P<under>(?<![\w])(?:{_UNDER}))"
    rf"|(?P<about>(?<![\w])(?:{_ABOUT})))"
    r"(?:\s+(?P<also>about|around|roughly|approximately))?\s*(?:the|an?|its|your|that|of)?\s*$",
    re.I,
)
_CLOSE_WORDS = frozenset(
    ("nearly", "almost", "knapp", "not quite", "shy of", "presque", "casi", "fast")
)
_AFTER = re.compile(
    r"\s*(?:(?P<about>or so|give or take|ish\b|-ish\b|approximately|roughly)"
    r"|(?P<at_least>or more|or higher|or above|and up|or longer|\+(?!\s*\d)(?<!\s\+)|at least|at a minimum)"
    r"|(?P<at_most>or less|or fewer|or lower|or below|at most|at a maximum|tops\b|max\b))",
    re.I,
)
_BETWEEN = re.compile(
    r"\s*(?:-|–|to|until|bis|through|à|\.\.\.?)\s*(?:about\s+|roughly\s+)?[$€£]?", re.I
)
_AND = re.compile(r"\s*(?:and|und|et|y)\s*[$€£]?", re.I)
_BETWEEN_BEFORE = re.compile(
    r"\b(?:between|zwischen|entre)\s+(?:about\s+|roughly\s+)?[$€£]?$", re.I
)
_NAMED_BEFORE = re.compile(
    r"\b(?:sections?|chapters?|figures?|fig\.|tables?|steps?|exercises?|questions?|options?|rules?|parts?|appendix|pages?|phases?"
    r"|points?|levels?|stages?|versions?|notes?|items?|rows?|numbers?|no\.|tier|case|kapitel|abschnitt|schritt"
    r"|cuda|python|zero|stage|check|q|experiment|variant|plan|card|gpu|scenario)[ -]?#?$",
    re.I,
)
_LIST_MARK = re.compile(r"(?:^|\n)[ \t>]*\(?$")
_CALENDAR = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
_MONTHS = {name: i % 12 + 1 for i, name in enumerate(_CALENDAR.split("|")[:12])} | {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9,
    "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_DATE = re.compile(
    r"(?P<iso>\b(?P<y1>(?:19|20)\d\d)[-/](?P<m1>\d{1,2})(?:[-/](?P<d1>\d{1,2}))?\b)"
    rf"|\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\.?\s+(?:of\s+)?(?P<n2>{_CALENDAR})\b\.?(?:,?\s+(?P<y2>(?:19|20)\d\d))?\b"
    rf"|\b(?P<n3>{_CALENDAR})\b\.?(?:\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?(?!\d))?(?:\s+(?P<y3>(?:19|20)\d\d))?\b"
    r"|\b(?P<d4>\d{1,2})\.(?P<m4>\d{1,2})\.(?P<y4>(?:19|20)\d\d)\b"
    r"|(?<=[Ii]n )(?P<y5>(?:19|20)\d\d)\b(?![ -]?[A-Za-z%])"
    r"|(?<=[Ss]ince )(?P<y6>(?:19|20)\d\d)\b(?![ -]?[A-Za-z%])",
    re.I,
)
_STOP = frozenset(
    ["of", "and", "or", "is", "in", "per", "a", "an", "the", "to", "from", "for", "with", "at", "on", "that", "are", "was", "were", "needs", "need", "than", "as", "by", "but", "while", "would", "will", "can", "it", "they", "this", "if", "so", "not", "have", "has"]
)
_WORDS_ON = re.compile(r"[ -]([A-Za-z][A-Za-z'-]*)")
_COUNTED_TEXT = frozenset(
    ["thing", "things", "option", "options", "reason", "reasons", "way", "ways", "question", "questions", "point", "points", "step", "steps", "case", "cases", "condition", "conditions", "part", "parts", "answer", "answers", "approach", "approaches", "choice", "choices", "aspect", "aspects", "idea", "ideas", "test", "tests", "check", "checks", "fact", "facts", "caveat", "caveats", "number", "numbers", "note", "notes", "rule", "rules", "strategy", "strategies", "method", "methods", "stage", "stages", "phase", "phases", "side", "sides", "time", "scenario", "scenarios", "piece", "pieces", "kind", "kinds", "word", "words", "sentence", "sentences", "line", "lines", "alternative", "alternatives", "candidate", "candidates"]
)
_SMALL_WORDS = 12.0


def quantities(
    text: str, masked: list[Span] | None = None, decimal_comma: bool = False
) -> list[Quantity]:
    """Read the quantities of a folded text; what stands in a masked span is left out."""
    masked = sorted(masked or [])
    found = _dates(text, masked)
    masked = sorted(masked + [(q.start, q.end) for q in found])
    starts = [start for start, _ in masked]
    rate_end = 0
    for numeral in numerals(text, decimal_comma):
        if numeral.start < rate_end:
            continue
        at = bisect_right(starts, numeral.start) - 1
        if at >= 0 and numeral.start < masked[at][1]:
            continue
        quantity = _quantity(text, numeral)
        if quantity is not None:
            rate_end = quantity.rate_end
            found.append(quantity)
    found.sort(key=lambda q: q.start)
    _join_ranges(text, found)
    _share_units(text, found)
    return found


_DIGIT = re.compile(r"\d")


def _dates(text: str, masked: list[Span]) -> list[Quantity]:
    found: list[Quantity] = []
    if not _DIGIT.search(text):
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


_ONE_IN = re.compile(r"\s+(?:[a-z]+ )?(?:in|out of)\s", re.I)


def _quantity(text: str, numeral: Numeral) -> Quantity | None:
    start, end = numeral.start, numeral.end
    measure, end, known = _unit_after(text, numeral)
    attached = end == numeral.end and text[end : end + 1].isalpha() and numeral.form == "digits"
    currency = _CURRENCY.search(text, max(0, start - 4), start)
    if currency:
        start, measure = currency.start(), UNITS[currency.group().strip().lower()]
        end, known = numeral.end, True
    noun_end = end
    if not known:
        measure, noun_end = _noun_after(text, end)
    measure, rate_end = _rate_after(text, max(end, noun_end), measure)
    negative = text[start - 1 : start] in ("-", "−") and (start < 2 or text[start - 2] in " (\n|=:,")
    hedge, close = _hedge(text, start - negative, max(rate_end, end))
    quantity = Quantity(
        start - negative, end, -numeral.value if negative else numeral.value, numeral.half_step,
        measure, hedge, close, numeral.form, False, rate_end=rate_end, noun_end=noun_end,
        magnitude=numeral.magnitude,
    )  # fmt: skip
    quantity.structure = attached or _is_structure(text, numeral, quantity, known)
    one = numeral.form == "words" and numeral.value == 1
    if one and not (known and measure.kind != "count") and not _ONE_IN.match(text, end):
        return None
    return quantity


def _unit_after(text: str, numeral: Numeral) -> tuple[Measure, int, bool]:
    """Find the unit behind a number: the measure, where it ends, whether there was one."""
    end = numeral.end
    if numeral.form == "multiple":
        return TIMES, end, True
    double = _DOUBLE_UNIT.match(text, end)
    if double:
        measure = POINTS if double["points"] else UNITS["h"] if double["hours"] else UNITS["usd"]
        return measure, double.end(), True
    match = _UNIT.match(text, end)
    if numeral.form == "fraction" and (article := re.match(r"\s+(?:of\s+)?an?(?=\s)", text[end:])):
        match = _UNIT.match(text, end + article.end())
    if match:
        word = match["unit"]
        measure = unit_named(word)
        if measure is not None and _may_be_unit(text, match):
            if word.lower() in ("points", "point") and match["gap"] == "":
                return BARE, end, False
            return measure, match.end(), True
    if numeral.form == "fraction":
        return Measure("ratio"), end, True
    if numeral.magnitude == 1e9 and text[end - 1 : end] in ("B", "b"):
        return Measure("count", 1.0, "", ""), end, False
    return BARE, end, False


def _may_be_unit(text: str, match: re.Match[str]) -> bool:
    after = text[match.end() : match.end() + 2]
    word = match["unit"]
    if word in ("x", "X", "×"):
        return not re.match(r"\s?[$€£]?\d", text[match.end() : match.end() + 4])
    if after[:1].isdigit():
        return False
    if word == "$":
        return match["gap"] == ""
    return not (len(word) == 1 and word in "SHX" and match["gap"])


def _noun_after(text: str, end: int) -> tuple[Measure, int]:
    """Find what is counted within the next three words."""
    at = end
    for _ in range(4):
        match = _WORDS_ON.match(text, at)
        if match is None:
            break
        word = match[1].lower()
        if word in _STOP:
            break
        noun = NOUNS.get(word) or NOUNS.get(word.removesuffix("s"))
        if noun:
            return Measure("count", 1.0, "", noun), match.end()
        at = match.end()
    return BARE, end


def _rate_after(text: str, end: int, measure: Measure) -> tuple[Measure, int]:
    match = _RATE.match(text, end)
    if match is None or measure.kind in ("ratio", "point", "times"):
        return measure, end
    if match["every"]:
        return per(measure, _EVERY[match["every"].lower()]), match.end()
    what = match["what"].lower()
    what = re.sub(r"^gpu[- ]?(?=\w)", "", what) if what not in ("gpu", "gpus") else what
    count = _rate_count(match["count"])
    if measure.kind == "" and what.removesuffix("s") in SECONDS:
        measure = replace(measure, kind="count")
    return per(measure, what, count), match.end()


def _rate_count(written: str | None) -> float:
    if not written:
        return 1.0
    written = written.strip().lower().replace(",", "")
    words = {"million": 1e6, "thousand": 1e3, "k": 1e3, "m": 1e6}
    if written in words:
        return words[written]
    return float(written.rstrip("km")) * words.get(written[-1], 1.0)


def _hedge(text: str, start: int, end: int) -> tuple[Hedge, bool]:
    window = text[max(0, start - 34) : start]
    match = _HEDGE.search(window)
    if match:
        kind = match.lastgroup if match.lastgroup != "also" else ""
        for name in ("at_most", "at_least", "over", "under", "about"):
            if match[name]:
                kind = name
                break
        close = bool(match["close"]) or (match["under"] or "").lower() in _CLOSE_WORDS
        if match["also"]:
            kind, close = "about", False
        return kind, close  # type: ignore[return-value]
    after = _AFTER.match(text, end)
    if after:
        return after.lastgroup, False  # type: ignore[return-value]
    return "", False


def _is_structure(text: str, numeral: Numeral, quantity: Quantity, known: bool) -> bool:
    if numeral.form == "structure":
        return True
    before = text[max(0, numeral.start - 16) : numeral.start]
    small = numeral.value <= 60 and numeral.value == int(numeral.value)
    if numeral.form == "digits" and small and not (known and quantity.measure.kind != "count"):
        if _LIST_MARK.search(before) and text[numeral.end : numeral.end + 1] in (".", ")", ":"):
            return True
        if _NAMED_BEFORE.search(before):
            return True
    if not known and re.search(r"[A-Za-z][A-Za-z0-9]*[-–]$", before) and numeral.form == "digits":
        return True
    if (
        text[numeral.end : numeral.end + 2].startswith(":")
        and text[numeral.end + 1 : numeral.end + 2].isdigit()
    ):
        return small
    return bool(
        small and numeral.value <= _SMALL_WORDS and not known and _counts_text(text, numeral.end)
    )


def _counts_text(text: str, end: int) -> bool:
    """Whether the words behind a small number are parts of the text: "two reasons"."""
    at = end
    for _ in range(3):
        match = _WORDS_ON.match(text, at)
        if match is None or match[1].lower() in _STOP:
            return False
        if match[1].lower() in _COUNTED_TEXT:
            return True
        at = match.end()
    return False


def _join_ranges(text: str, found: list[Quantity]) -> None:
    for low, high in zip(found, found[1:], strict=False):
        if low.structure or high.structure or low.date or high.date or low.range_with:
            continue
        if not _is_range(text, low, high):
            continue
        low.range_with, high.range_with = high, low
        low.end_of_range, high.end_of_range = "low", "high"
        if low.measure.kind in ("", "count") and high.measure.kind not in ("", "count"):
            low.measure = high.measure
        if low.measure.kind == "" and high.measure.kind == "count":
            low.measure = high.measure
        if high.measure == BARE and low.measure.kind.startswith("money"):
            high.measure = low.measure
        if (
            low.magnitude == 1.0
            and high.magnitude > 1.0
            and low.value < high.value / high.magnitude
        ):
            low.value, low.half_step = low.value * high.magnitude, low.half_step * high.magnitude
        if not high.hedge:
            high.hedge = low.hedge if low.hedge == "about" else ""


_LISTED = re.compile(
    r"\s*(?:,|and|or|of|out of|,\s*and|/|→|->|vs\.?|versus|\+|plus|minus|und|et|y)\s*-?", re.I
)


def _share_units(text: str, found: list[Quantity]) -> None:
    """In "16, 28 and 56 GB" the unit belongs to all three."""
    for earlier, later in zip(found[-2::-1], found[:0:-1], strict=False):
        bare = earlier.measure == BARE and not earlier.structure and earlier.magnitude == 1.0
        if (
            bare
            and later.measure.kind in ("byte", "time", "ratio", "point")
            and later.form != "fraction"
        ):
            if _LISTED.fullmatch(text[earlier.end : later.start]):
                earlier.measure = later.measure


_RUNS = re.compile(
    r"\b(?:interval|range[sd]?|runs?|spans?|lies|anywhere|var(?:y|ies)|takes|expect|bounds?)\b", re.I
)


_CHANGES = re.compile(
    r"\b(?:lift|rais|improv|push|bring|brought|mov|grow|grew|cut|reduc|lower|drop|fell|fall|rose|ris|went|increas|decreas"
    r"|chang|shr[aiu]nk)\w*\s+(?:\w+\s+){0,2}$",
    re.I,
)


def _is_range(text: str, low: Quantity, high: Quantity) -> bool:
    between = text[max(low.end, low.start) : high.start]
    if len(between) > 16 or _CHANGES.search(text[max(0, low.start - 30) : low.start]):
        return False
    if re.search(
        r"\bfrom\s+(?:about\s+|roughly\s+)?$", text[max(0, low.start - 14) : low.start], re.I
    ) and re.match(r"\s*to\b", between):
        before = text[max(0, low.start - 44) : low.start]
        return bool(_RUNS.search(before))
    if _BETWEEN.fullmatch(between):
        if re.match(r"\s*=", text[high.end :]) or (between.strip() == "-" and between != "-" and "=" in text):
            return False
        falls = low.measure.kind == high.measure.kind and low.base > high.base
        return not falls or high.magnitude > 1.0
    before = text[max(0, low.start - 24) : low.start]
    return bool(_AND.fullmatch(between) and _BETWEEN_BEFORE.search(before))


def as_percent(quantity: Quantity) -> Measure:
    """The measure of a bare number that stands in a split such as 70/30."""
    return PERCENT if quantity.measure.kind == "" else quantity.measure
