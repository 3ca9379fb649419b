"""Every number of a unit: traced to a source under its own label, derived, or at fault."""

import re
from dataclasses import replace

from agent.grounding.clause import Context
from agent.grounding.clauses import contexts
from agent.grounding.columns import header_of, labels_of_row, sums_its_column, units_of_columns
from agent.grounding.derivation import derives, is_equation
from agent.grounding.earlier_results import is_stale_argument
from agent.grounding.excused import is_excused, is_factor, is_horizon
from agent.grounding.faults import Fault, fault_of
from agent.grounding.fractions_said import join_shares
from agent.grounding.labelling import under_its_label
from agent.grounding.labels import mentions
from agent.grounding.matching import Match, matches, same_noun
from agent.grounding.measures import BARE
from agent.grounding.operands import Operand, operand
from agent.grounding.quantities import Quantity, quantities
from agent.grounding.strategies import names
from agent.grounding.users_numbers import (
    AS_YOU_SAID,
    SAID,
    clause_before,
    from_user,
    is_users,
    may_repeat,
    rejects,
)
from agent.grounding.values import Known, Value
from agent.grounding.view import Found, View


def read_numbers(view: View, known: Known) -> None:
    """Read the unit's numbers, their labels and the sources they agree with."""
    found = quantities(view.text, view.masked, view.decimal_comma)
    numbers = [each for each in found if not each.structure]
    view.numbers = join_shares(view.text, numbers, known)
    if not view.numbers:
        return
    if view.unit.kind == "row" and view.unit.header:
        units_of_columns(view)
    view.matches = [matches(each, known) for each in view.numbers]
    fits = [{term for m in held for term in m.value.terms} for held in view.matches]
    lead = frozenset(t for _, _, t in mentions(view.unit.lead) if t in known.vocabulary)
    implied = [
        _implied(each, found) for each, found in zip(view.numbers, view.matches, strict=True)
    ]
    kinds = [_kind(each, held) for each, held in zip(view.numbers, view.matches, strict=True)]
    view.contexts = contexts(
        _without_citations(view),
        view.numbers,
        fits,
        implied,
        known.vocabulary,
        lead,
        kinds,
        view.parts,
    )
    if view.unit.kind == "row":
        labels_of_row(view, known)


def _without_citations(view: View) -> str:
    """The text with blanks where anchors stand: their words label nothing."""
    text = view.text
    for start, end, _ in view.citations:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


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


def check_figures(view: View, known: Known, reply_lists: frozenset[int], found: Found) -> None:
    """Judge every number of the unit."""
    operands = [_operands(view, index) for index in range(len(view.numbers))]
    steps = _derived(view, operands)
    for index in steps:
        operands[index] = operands[index] or [operand(view.numbers[index])]
    for index, each in enumerate(view.numbers):
        others = _others(operands, index)
        said_again = any(each.base == view.numbers[i].base for i in steps - {index})
        horizon = bool(steps) and is_horizon(view, each)
        again = index in steps or said_again or horizon or each.base in view.reckoned
        if again and not view.matches[index]:
            found.traced(each.span, "arithmetic")
            view.reckoned.add(each.base)
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
        and each.measure.kind.partition(".")[0] in ("byte", "time", "count", "money", "")
        and derives(each, _others(operands, index), view.text)
    }


_ACROSS = re.compile(r"\b(?:across|times|×)\s+$", re.I)
"""So many of them may be multiplied by: 780 per arm, 1,560 across two arms."""


def _operands(view: View, index: int) -> list[Operand]:
    """Give a number that may be reckoned with; a bare one also as what it was matched with."""
    each, held = view.numbers[index], view.matches[index]
    if is_factor(view, each):
        return [operand(replace(each, measure=BARE))]
    if not held and (is_horizon(view, each) or each.base in view.reckoned):
        return [operand(each)]
    spread = each.value <= 12 and _ACROSS.search(view.text[: each.start])
    if each.date or not (held or spread or each.form in ("fraction", "multiple")):
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
    told = SAID.search(clause_before(view, each)) or AS_YOU_SAID.search(view.text[: each.start])
    foreign = told and not from_user(held)
    if foreign and not derives(each, others, view.text):
        found.fault(each.span, "false_user_fact", "the user did not say so")
        return
    usable = [m for m in held if not is_users(m.value) or may_repeat(view, each, context, m)]
    if other := _counts_another(each, held, known):
        end = max(each.end, each.noun_end)
        found.fault((each.start, end), "wrong_unit", f"{other.origin} counts {other.measure.noun}s")
        return
    kept, fault = under_its_label(each, context, usable, known, view)
    if not kept and _names_a_size(view, each):
        kept = [m for m in usable if m.value.place in ("args", "user")]
    if kept and _is_no_multiple(view, each, kept, others):
        found.fault(each.span, "bad_derivation", "the numbers beside it give another multiple")
        return
    if kept and _of_two_ranges(view, each, kept):
        found.fault(each.span, "wrong_range", "no source has this range")
        return
    if kept:
        _trace(view, index, kept, known, found)
    elif _is_reckoned(view, each, others, usable, fault) or _is_named_part(view, index, known):
        found.traced(each.span, "arithmetic")
    elif not (rejects(view, each, known) or is_excused(view, index, known, reply_lists)):
        _refuse(view, each, fault or fault_of(view, index, known, others), found)


def _trace(view: View, index: int, kept: list[Match], known: Known, found: Found) -> None:
    span = view.numbers[index].span
    if latest := is_stale_argument(index, known, view):
        found.fault(span, "stale", f"{latest.origin} is now {latest.value:g}", latest.origin)
    else:
        found.traced(span, _best(kept, view.contexts[index]).value.origin)


def _is_reckoned(
    view: View, each: Quantity, others: list[Operand], held: list[Match], fault: Fault | None
) -> bool:
    """Whether arithmetic gives the number; what is out of date gives nothing that holds now."""
    if fault and fault[0] == "stale" and not is_equation(view.text):
        return False
    step = not each.date and derives(each, others, _spoken_of(view, each, held))
    return step or sums_its_column(view, each)


_OF_THE = re.compile(r"\s+of (?:the |its |your |these |those )?[$€£]?", re.I)


def _is_named_part(view: View, index: int, known: Known) -> bool:
    """Whether "half of the 56 GB is optimizer state" holds for what the words name."""
    each, following = view.numbers[index], view.numbers[index + 1 : index + 2]
    if each.form != "fraction" or not following or not view.matches[index + 1]:
        return False
    whole = following[0]
    if not _OF_THE.fullmatch(view.text[each.end : whole.start]):
        return False
    named = view.contexts[index + 1].clause
    parts = known.near(whole.measure.kind, whole.measure.per, each.base * whole.base, 0.02)
    return any(part.terms & named and part.place == "result" for part in parts)


def _refuse(view: View, each: Quantity, fault: Fault, found: Found) -> None:
    kind, why, repair = fault
    if kind == "swapped" and (method := _lone_method(view)):
        found.fault(method, kind, why)
    start, end = each.span
    rated = kind == "wrong_unit" and each.measure.per
    found.fault((start, max(end, each.rate_end) if rated else end), kind, why, repair)


def _lone_method(view: View) -> tuple[int, int] | None:
    """The one method that a unit names: either it or the number is in the wrong place."""
    named = names(view.text, "method")
    return named[0][1:] if len(named) == 1 else None


def _spoken_of(view: View, each: Quantity, held: list[Match]) -> str:
    """What may speak of arithmetic: of a number that belongs elsewhere, its own clause alone."""
    if view.unit.kind == "row":
        return f"{view.text} {header_of(view, each)}"
    if not held or is_equation(view.text):
        return view.text
    part = next(p for p in view.parts if p.start <= each.start < p.end)
    return " " * part.start + part.text + " " * (len(view.text) - part.end)


def _is_no_multiple(view: View, each: Quantity, kept: list[Match], others: list[Operand]) -> bool:
    """Whether "40 times as much" is only a count of something, and not what two amounts give."""
    if each.measure.kind != "times" or any(
        m.value.measure.kind in ("times", "ratio") for m in kept
    ):
        return False
    solid = [o for o in others if o.kind.partition(".")[0] in ("byte", "money", "time")]
    return len(solid) > 1 and not derives(each, others, view.text)


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
    return bool(other) and (mixed or (passages and not together) or _ends_elsewhere(kept, other))


def _ends_elsewhere(kept: list[Match], other: list[Match]) -> bool:
    """Whether a range begins or ends as one of the results does, and its other end is no end."""
    are_ends = [[m.value.end_of_range for m in held] for held in (kept, other)]
    return any(map(all, are_ends)) and not all(map(any, are_ends))


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


def _best(kept: list[Match], context: Context) -> Match:
    """The match to point to: a result, exact, named best by the words, of the newest call."""
    order = {"result": 0, "passage": 1, "args": 2, "user": 3, "pasted": 4}
    words = context.own | context.clause | context.lead
    return min(
        kept,
        key=lambda m: (
            order[m.value.place],
            not m.exact,
            -len(words & (m.value.terms | m.value.context)),
            -m.value.result,
        ),
    )
