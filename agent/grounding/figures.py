"""Every number of a unit: traced to a source under its own label, derived, or at fault."""

import re
from dataclasses import replace
from functools import lru_cache

from agent.grounding.clauses import Context, contexts
from agent.grounding.derivation import Operand, derives, operand
from agent.grounding.faults import fault_of
from agent.grounding.fractions_said import join_shares
from agent.grounding.labelling import under_its_label
from agent.grounding.labels import mentions
from agent.grounding.matching import Match, matches, same_noun
from agent.grounding.measures import BARE, Measure, unit_named
from agent.grounding.quantities import Quantity, quantities
from agent.grounding.splitting import cells
from agent.grounding.values import Known, Value
from agent.grounding.view import Found, View

_SAID = re.compile(
    r"\b(?:you|user)(?:'ve| have| had)? (?:said|told|mentioned|stated|wrote|reported|gave|quoted"
    r"|noted)\b|\bas you (?:say|said)\b"
    r"|\baccording to you\b|\byou(?:'ve| have) (?:said|told|mentioned|given)\b",
    re.I,
)
_YOURS = re.compile(
    r"\byour(?:s)?\b|\byou(?:'ve| have| had| get| expect| plan| serve| handle| reported|'re at"
    r"| are at| run| own| start| report"
    r"| measured| see| aim| want| asked)\b|\b(?:ihr|ihre|ihren|dein|deine|votre|vos|su|sus|tu)\b",
    re.I,
)
_FINDING = re.compile(
    r"\b(?:needs?|takes?|requires?|costs?|uses?|totals?|is|are|was|will be|comes? (?:out )?(?:to"
    r"|at)|amounts? to|gives?|says?|shows?|returns?|returned|estimates?|estimated"
    r"|computed|confirms?|found|saves?|fits? in|equals?|reports?|reported|braucht"
    r"|kostet)\b[^.]{0,30}$",
    re.I,
)
_REJECTED = re.compile(
    r"\b(?:not|no|isn't|aren't|wasn't|rather than|instead of|wrong|incorrect|too (?:low|high|few"
    r"|small|much|many|optimistic)|doesn't"
    r"|don't|won't|can't|cannot|never|nicht|kein|far (?:from|below|above)|neither|misses|misread"
    r"|unsupported|can(?:'t|not) confirm)\b",
    re.I,
)


_QUOTED = re.compile(
    r"\b(?:pasted?|you (?:quoted?|sent)|your (?:colleague|text|message|note))\b", re.I
)


_OF_ALL = re.compile(
    r"\s*(?:%|percent)?\s*(?:of|in) (?:all |most )?(?:the )?(?:companies|teams|firms"
    r"|organi[sz]ations"
    r"|businesses|enterprises|users|people|projects|customers|cases|deployments|models)\b",
    re.I,
)
"""A share of everybody is a finding, whoever brought it up."""
_DOCUMENT = re.compile(
    r"\b(?:documents?|files?|handbook|upload\w*|policy|attach\w+|report)\b", re.I
)
_GIVEN = re.compile(
    r"\b(?:at|with|for|on|under|given|of|from|against|the|in|using|bei|mit"
    r"|für)\s+(?:about\s+)?[$€£]?$",
    re.I,
)


def read_numbers(view: View, known: Known) -> None:
    """Read the unit's numbers, their labels and the sources they agree with."""
    found = quantities(view.text, view.masked, view.decimal_comma)
    numbers = [each for each in found if not each.structure]
    view.numbers = join_shares(view.text, numbers, known)
    if not view.numbers:
        return
    if view.unit.kind == "row" and view.unit.header:
        _units_of_columns(view)
    view.matches = [matches(each, known) for each in view.numbers]
    fits = [frozenset().union(*(m.value.terms for m in found)) for found in view.matches]
    lead = frozenset(t for _, _, t in mentions(view.unit.lead) if t in known.vocabulary)
    implied = [
        _implied(each, found) for each, found in zip(view.numbers, view.matches, strict=True)
    ]
    kinds = [_kind(each, held) for each, held in zip(view.numbers, view.matches, strict=True)]
    view.contexts = contexts(
        view.text, view.numbers, fits, implied, known.vocabulary, lead, kinds, view.parts
    )
    if view.unit.kind == "row":
        _labels_of_row(view, known)


def _kind(quantity: Quantity, held: list[Match]) -> str:
    """What kind of number it is; a bare one is of the kind that it was matched with."""
    if quantity.measure.kind or not held:
        return quantity.measure.kind or "count"
    return held[0].value.measure.kind or "count"


def _implied(quantity: Quantity, held: list[Match]) -> frozenset[str]:
    """What a number that is an argument says about the others: "at 95 %" names the target."""
    args = [m.value for m in held if m.value.place == "args"]
    if len(args) != 1 or quantity.measure.kind != "ratio":
        return frozenset()
    return args[0].terms


def _column(view: View, at: int) -> int:
    text = view.text
    opening = len(text) - len(text.lstrip())
    bars = text.count("|", 0, at)
    return bars - 1 if text[opening : opening + 1] == "|" else bars


def _units_of_columns(view: View) -> None:
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
        sample = quantities(f"1 {measure_word(match.group())}{header[match.end() :]}")
        return sample[0].measure if sample else measure
    return None


_MONEY = re.compile(r"[$€£]|\bUSD\b|\bEUR\b")


def measure_word(word: str) -> str:
    """Spell a unit so that it can follow its number."""
    return {"$": "USD", "€": "EUR", "£": "GBP"}.get(word, word)


def _labels_of_row(view: View, known: Known) -> None:
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


def check_figures(view: View, known: Known, reply_lists: frozenset[int], found: Found) -> None:
    """Judge every number of the unit."""
    operands = [_operands(view, index) for index in range(len(view.numbers))]
    steps = _derived(view, operands)
    for index in steps:
        operands[index] = operands[index] or [operand(view.numbers[index])]
    for index, each in enumerate(view.numbers):
        others = _others(operands, index)
        said_again = any(each.base == view.numbers[i].base for i in steps - {index})
        if (index in steps or said_again) and not view.matches[index]:
            found.traced(each.span, "arithmetic")
        else:
            _judge(view, index, each, others, known, reply_lists, found)


def _others(operands: list[list[Operand]], index: int) -> list[Operand]:
    return [each for i, of_one in enumerate(operands) if i != index for each in of_one]


def _derived(view: View, operands: list[list[Operand]]) -> set[int]:
    """Find numbers without a source that one step over those with one gives."""
    return {
        index
        for index, each in enumerate(view.numbers)
        if not view.matches[index]
        and not each.date
        and each.form == "digits"
        and each.measure.kind in ("byte", "time", "count", "")
        and derives(each, _others(operands, index), view.text)
    }


def _operands(view: View, index: int) -> list[Operand]:
    """Give a number that may be reckoned with; a bare one also as what it was matched with."""
    each, held = view.numbers[index], view.matches[index]
    if _is_factor(view, each):
        return [operand(replace(each, measure=BARE))]
    if each.date or not (held or each.form in ("fraction", "multiple")):
        return []
    found = [operand(each)]
    if each.measure.kind == "" and held:
        measure = held[0].value.measure
        if measure.kind not in ("", "count", "date"):
            found.append(operand(replace(each, measure=measure)))
    return found


def _judge(
    view: View, index: int, each: Quantity, others: list[Operand], known: Known,
    reply_lists: frozenset[int], found: Found,
) -> None:  # fmt: skip
    context, held = view.contexts[index], view.matches[index]
    foreign = _SAID.search(_clause_before(view, each)) and not _from_user(held)
    if foreign and not derives(each, others, view.text):
        found.fault(each.span, "false_user_fact", "the user did not say so")
        return
    usable = [m for m in held if not _is_users(m.value) or _may_repeat(view, each, context, m)]
    if other := _counts_another(each, held, known):
        end = max(each.end, each.noun_end)
        found.fault((each.start, end), "wrong_unit", f"{other.origin} counts {other.measure.noun}s")
        return
    kept, fault = under_its_label(each, context, usable, known, view)
    if kept and _of_two_ranges(view, each, kept):
        found.fault(each.span, "wrong_range", "no source has this range")
        return
    if not kept and _names_a_size(view, each):
        kept = [m for m in usable if m.value.place in ("args", "user")]
    if kept:
        found.traced(each.span, _best(kept).value.origin)
    elif not each.date and derives(each, others, view.text):
        found.traced(each.span, "arithmetic")
    elif not (
        _counts_itself(view, each, reply_lists)
        or _rejects(view, each, known)
        or _percentile(each, known)
        or _is_factor(view, each)
        or _bounds_a_stated_one(view, index)
        or _adverb(view, each)
    ):
        kind, why, repair = fault or fault_of(view, index, known, others)
        start, end = each.span
        rated = kind == "wrong_unit" and each.measure.per
        found.fault((start, max(end, each.rate_end) if rated else end), kind, why, repair)


def _of_two_ranges(view: View, each: Quantity, kept: list[Match]) -> bool:
    """Whether the ends of a range come from sources that have nothing to do with one another."""
    if each.range_with is None or each.date or each.range_with not in view.numbers:
        return False
    other = view.matches[view.numbers.index(each.range_with)]
    passages = all(m.value.place == "passage" for held in (kept, other) for m in held)
    mixed = {m.value.place for m in kept}.isdisjoint({m.value.place for m in other})
    together = any(
        a.value.group == b.value.group or _field(a) == _field(b) for a in kept for b in other
    )
    return bool(other) and (mixed or (passages and not together))


def _field(match: Match) -> str:
    return match.value.origin.rpartition(".")[2]


def _counts_another(each: Quantity, held: list[Match], known: Known) -> Value | None:
    """A result with this number that counts other things, where none counts these."""
    noun = each.measure.noun
    if not noun or each.value < 13 or each.hedge:
        return None
    if any(m.value.measure.noun or noun in m.value.terms | m.value.context for m in held):
        return None
    for value in known.near("raw", "", each.value, 1e-6):
        other = value.measure.noun
        if other and value.place in ("result", "args") and not same_noun(noun, other):
            return value
    return None


def _names_a_size(view: View, each: Quantity) -> bool:
    """Whether the number is the size in a name, such as 13B."""
    return bool(re.fullmatch(r"\d+(?:\.\d+)?[bB]", view.text[each.start : each.end]))


def _best(kept: list[Match]) -> Match:
    order = {"result": 0, "passage": 1, "args": 2, "user": 3, "pasted": 4}
    return min(kept, key=lambda m: (order[m.value.place], not m.exact))


def _from_user(held: list[Match]) -> bool:
    return any(m.value.place in ("user", "args") for m in held)


def _clause_before(view: View, each: Quantity) -> str:
    return view.text[max(0, each.start - 60) : each.start]


def _is_users(value: Value) -> bool:
    """Whether a number is the user's: said, pasted, or in a document of theirs."""
    return value.place in ("user", "pasted") or value.origin.startswith(("doc/", "upload"))


def _may_repeat(view: View, each: Quantity, context: Context, match: Match) -> bool:
    """Whether a number of the user's is repeated as the user's, or rejected."""
    before = view.text[max(0, each.start - 50) : each.start]
    around = view.text[max(0, each.start - 70) : each.end + 40]
    if match.value.place == "passage":
        cited = any(anchor == match.value.origin for _, _, anchor in view.citations)
        return cited or bool(_DOCUMENT.search(view.text))
    if match.value.place == "pasted":
        return bool(_REJECTED.search(around) or _QUOTED.search(around))
    if _OF_ALL.match(view.text, each.end) and not _YOURS.search(view.text):
        return False
    if _YOURS.search(around) or _SAID.search(view.text) or _REJECTED.search(around):
        return True
    if _FINDING.search(before):
        return False
    shared = (match.value.terms | match.value.context) & (context.own | context.clause)
    return bool(shared) or bool(_GIVEN.search(before))


def _rejects(view: View, each: Quantity, known: Known) -> bool:
    """Whether a number that the user brought is named to refuse it."""
    part = next(p for p in view.parts if p.start <= each.start < p.end)
    around = view.text[max(part.start - 20, 0) : part.end]
    if not (_REJECTED.search(around) or _QUOTED.search(view.text)):
        return False
    near = known.near("raw", "", each.value, 0.001)
    return any(_is_users(v) and v.measure in (each.measure, BARE) for v in near)


_FACTORS = frozenset((7, 12, 24, 30, 52, 60, 100, 365, 1_000, 1_024, 3_600))
"""Factors of units, which anybody may multiply by: 12 months, 24 hours."""


def _is_factor(view: View, each: Quantity) -> bool:
    """Whether a number is a factor of units, or millions that were named before, in arithmetic."""
    factor = each.value in _FACTORS or any(
        other.magnitude > 1 and other.value / other.magnitude == each.value
        for other in view.numbers
    )
    if not factor or each.measure.kind not in ("", "time", "count") or each.hedge:
        return False
    after, before = view.text[each.end : each.end + 14], view.text[: each.start].rstrip()[-6:]
    return bool(
        re.match(r"\s*(?:months?|weeks?|days?|hours?|minutes?)?\s*[×x*]\s*[$€£]?\d", after)
        or re.search(r"\d\D{0,3}[×x*/÷]$", before)
    )


def _percentile(each: Quantity, known: Known) -> bool:
    """A percentile says what share of the items lies below it; so may the reply."""
    share = each.value * each.measure.factor if each.measure.kind == "ratio" else 0.0
    return any(
        abs(share - part) < 1e-9 and name in known.vocabulary
        for name, part in (("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99))
    )


def _bounds_a_stated_one(view: View, index: int) -> bool:
    """Whether it is a round bound for a number that the same unit states: under 1%: 0.42%."""
    each = view.numbers[index]
    if each.hedge not in ("over", "under", "at_least", "at_most") or each.range_with:
        return False
    upwards = each.hedge in ("over", "at_least")
    return any(
        other is not each
        and other.measure.kind == each.measure.kind
        and other.measure.per == each.measure.per
        and not other.hedge
        and any(m.value.place in ("result", "passage") for m in held)
        and (abs(other.base) > abs(each.base)) == upwards
        and abs(other.base - each.base) <= 0.9 * max(abs(other.base), abs(each.base))
        for other, held in zip(view.numbers, view.matches, strict=True)
    )


def _adverb(view: View, each: Quantity) -> bool:
    """Whether "twice" says how often something is done, and compares nothing."""
    following = view.text[each.end : each.end + 16]
    word = view.text[each.start : each.end].lower()
    before = view.text[max(0, each.start - 14) : each.start]
    if word not in ("twice", "thrice") or re.search(r"\b(?:is|are|needs?|takes?|costs?) $", before):
        return False
    return not re.match(r"\s+(?:as|the|that|what|its|their|more|of)\b", following)


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
    if int(each.value) in reply_lists or int(each.value) == _enumerated(view.text):
        return True
    return each.form == "words" and each.value <= 4 and each.measure.kind == ""


def _enumerated(text: str) -> int:
    """How many things the unit lists behind a colon or in a series."""
    listed = text.rpartition(":")[2] if ":" in text else text
    if not re.search(r",|\band\b", listed):
        return 0
    return len([part for part in re.split(r",\s*(?:and\s+)?|\s+and\s+", listed) if part.strip()])
