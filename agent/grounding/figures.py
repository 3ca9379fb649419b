"""Every number of a unit: traced to a source under its own label, derived, or at fault."""

import re

from agent.grounding.clauses import Context, contexts
from agent.grounding.derivation import Operand, derives, operand
from agent.grounding.faults import fault_of
from agent.grounding.labels import mentions
from agent.grounding.labelling import under_its_label
from agent.grounding.matching import Match, matches
from agent.grounding.measures import BARE, unit_named
from agent.grounding.quantities import Quantity, quantities
from agent.grounding.splitting import cells
from agent.grounding.values import Known
from agent.grounding.view import Found, View

_SAID = re.compile(
    r"\b(?:you|user)(?:'ve| have| had)? (?:said|told|mentioned|stated|wrote|reported|gave|quoted|noted)\b|\bas you (?:say|said)\b"
    r"|\baccording to you\b|\byou(?:'ve| have) (?:said|told|mentioned|given)\b",
    re.I,
)
_YOURS = re.compile(
    r"\byour(?:s)?\b|\byou(?:'ve| have| had| get| expect| plan| serve| handle| reported|'re at| are at| run| own| start| report"
    r"| measured| see| aim| want| asked)\b|\b(?:ihr|ihre|ihren|dein|deine|votre|vos|su|sus|tu)\b",
    re.I,
)
_FINDING = re.compile(
    r"\b(?:needs?|takes?|requires?|costs?|uses?|totals?|is|are|was|will be|comes? (?:out )?(?:to|at)|amounts? to|gives?|says?|shows?|returns?|returned|estimates?|estimated"
    r"|computed|confirms?|found|saves?|fits? in|equals?|reports?|reported|braucht|kostet)\b[^.]{0,30}$",
    re.I,
)
_REJECTED = re.compile(
    r"\b(?:not|no|isn't|aren't|wasn't|rather than|instead of|wrong|incorrect|too (?:low|high|few|small|much|many|optimistic)|doesn't"
    r"|don't|won't|can't|cannot|never|nicht|kein|far (?:from|below|above)|neither|misses|misread|unsupported|can(?:'t|not) confirm)\b",
    re.I,
)


def read_numbers(view: View, known: Known) -> None:
    """Read the unit's numbers, their labels and the sources they agree with."""
    found = quantities(view.text, view.masked, view.decimal_comma)
    view.numbers = [each for each in found if not each.structure]
    if view.unit.kind == "row" and view.unit.header:
        _units_of_columns(view)
    view.matches = [matches(each, known) for each in view.numbers]
    fits = [frozenset().union(*(m.value.terms for m in found)) for found in view.matches]
    lead = frozenset(t for _, _, t in mentions(view.unit.lead) if t in known.vocabulary)
    view.contexts = contexts(view.text, view.numbers, fits, known.vocabulary, lead)
    if view.unit.kind == "row":
        _labels_of_row(view, known)


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
        for word in reversed(re.findall(r"[A-Za-z%$€]+", view.unit.header[column])):
            measure = unit_named(word)
            if measure is not None and measure.kind != "count":
                each.measure = measure
                break


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
    operands = [_operand(view, index) for index in range(len(view.numbers))]
    for index, each in enumerate(view.numbers):
        others = [o for i, o in enumerate(operands) if i != index and o is not None]
        _judge(view, index, each, others, known, reply_lists, found)


def _operand(view: View, index: int) -> Operand | None:
    each = view.numbers[index]
    if each.date:
        return None
    if view.matches[index] or each.form in ("fraction", "multiple"):
        return operand(each)
    return None


def _judge(
    view: View, index: int, each: Quantity, others: list[Operand], known: Known,
    reply_lists: frozenset[int], found: Found,
) -> None:  # fmt: skip
    context, held = view.contexts[index], view.matches[index]
    if _SAID.search(_clause_before(view, each)) and not _from_user(held):
        if not derives(each, others, view.text):
            found.fault(each.span, "false_user_fact", "the user did not say so")
            return
    usable = [m for m in held if m.value.place != "user" or _may_repeat(view, each, context, m)]
    kept, fault = under_its_label(each, context, usable, known, view)
    if kept:
        found.traced(each.span, _best(kept).value.origin)
    elif not each.date and derives(each, others, view.text):
        found.traced(each.span, "arithmetic")
    elif not _counts_itself(view, each, reply_lists):
        kind, why, repair = fault or fault_of(view, index, known, others)
        found.fault(each.span, kind, why, repair)


def _best(kept: list[Match]) -> Match:
    order = {"result": 0, "passage": 1, "args": 2, "user": 3}
    return min(kept, key=lambda m: (order[m.value.place], not m.exact))


def _from_user(held: list[Match]) -> bool:
    return any(m.value.place in ("user", "args") for m in held)


def _clause_before(view: View, each: Quantity) -> str:
    return view.text[max(0, each.start - 60) : each.start]


def _may_repeat(view: View, each: Quantity, context: Context, match: Match) -> bool:
    """Whether a number of the user's is repeated as the user's, or rejected."""
    before = view.text[max(0, each.start - 50) : each.start]
    around = view.text[max(0, each.start - 70) : each.end + 40]
    if _YOURS.search(around) or _SAID.search(view.text) or _REJECTED.search(around):
        return True
    return not _FINDING.search(before)


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
