"""Every number of a unit: traced to a source under its own label, derived, or at fault."""

import re
from dataclasses import replace

from agent.grounding.clauses.arithmetic import is_equation
from agent.grounding.clauses.clause import Context
from agent.grounding.clauses.clauses import contexts
from agent.grounding.clauses.labels import mentions
from agent.grounding.figures.derivation import derives
from agent.grounding.figures.excused import is_excused, is_factor, is_horizon
from agent.grounding.figures.faults import fault_of
from agent.grounding.figures.fractions_said import join_shares
from agent.grounding.figures.misfits import bounded_otherwise, counts_another, is_named_part, misfit
from agent.grounding.figures.operands import Operand, operand
from agent.grounding.figures.users_numbers import (
    AS_YOU_SAID,
    SAID,
    clause_before,
    from_user,
    is_users,
    may_repeat,
    rejects,
    span_of_users,
)
from agent.grounding.known.matching import Match, matches
from agent.grounding.known.values import Known
from agent.grounding.numbers.hedges import hedge_start
from agent.grounding.numbers.measures import BARE
from agent.grounding.numbers.quantities import Quantity, quantities
from agent.grounding.places.columns import (
    header_of,
    labels_of_row,
    sums_its_column,
    units_of_columns,
)
from agent.grounding.places.earlier_results import is_stale_argument
from agent.grounding.places.labelling import under_its_label
from agent.grounding.places.narrowing import Fault
from agent.grounding.view import Found, View
from agent.grounding.words.strategies import names


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
    _share_unit_said(view, known)
    fits = [{term for m in held for term in m.value.terms} for held in view.matches]
    lead = frozenset(t for _, _, t in mentions(view.unit.lead) if t in known.vocabulary)
    implied = [
        _implied(each, held, view.text)
        for each, held in zip(view.numbers, view.matches, strict=True)
    ]
    kinds = [_kind(each, held) for each, held in zip(view.numbers, view.matches, strict=True)]
    view.contexts = contexts(
        view.uncited,
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


def _share_unit_said(view: View, known: Known) -> None:
    """In "0.34 seconds, inside the 0.6 you allow" the unit that was said goes for both."""
    said = BARE
    for index, each in enumerate(view.numbers):
        if each.measure.kind.partition(".")[0] in ("byte", "time", "money"):
            said = each.measure
        elif each.measure == BARE and said is not BARE and not view.matches[index]:
            shared = replace(each, measure=said)
            if each.form == "digits" and (held := matches(shared, known)):
                view.numbers[index], view.matches[index] = shared, held


def _kind(quantity: Quantity, held: list[Match]) -> str:
    """What kind of number it is; a bare one is of the kind that it was matched with."""
    if quantity.measure.kind or not held:
        return quantity.measure.kind or "count"
    return held[0].value.measure.kind or "count"


_QUANTILES = {0.5: "p50", 0.9: "p90", 0.95: "p95", 0.99: "p99"}
_LIES_WITHIN = re.compile(
    r"\s*(?:of (?:the |all |your |these |those )?(?:[\w-]+ )?(?:requests?|calls?|queries|answers?"
    r"|replies|responses|them|it))?[^,.;:\d]{0,24}?\b(?:within|under|in|below|inside|at most)\b",
    re.I,
)


def _implied(quantity: Quantity, held: list[Match], text: str) -> frozenset[str]:
    """What a number says about the others: "at 95 %" names the target, "half within" the median."""
    share = round(quantity.base, 4) if quantity.measure.kind == "ratio" else 0.0
    if share in _QUANTILES and _LIES_WITHIN.match(text, quantity.end):
        return frozenset((_QUANTILES[share],))
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
        lent = bool(steps) and each.measure.kind == "time" and from_user(view.matches[index])
        if lent or (again and not view.matches[index]):
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


_EACH = re.compile(r"\s*(?:each|apiece)\b", re.I)


def _operands(view: View, index: int) -> list[Operand]:
    """Give a number that may be reckoned with; a bare one also as what it was matched with."""
    each, held = view.numbers[index], view.matches[index]
    if is_factor(view, each):
        return [operand(replace(each, measure=BARE))]
    if not held and (is_horizon(view, each) or each.base in view.reckoned):
        return [operand(each)]
    spread = each.value <= 12 and _ACROSS.search(view.text, max(0, each.start - 16), each.start)
    if each.date or not (held or spread or each.form in ("fraction", "multiple")):
        return []
    found = [operand(each)]
    if each.measure.kind == "" and held:
        best = min(held, key=lambda m: not m.exact).value
        if best.measure.kind not in ("", "count", "date"):
            amount = operand(replace(each, measure=best.measure))
            named = best.terms & view.contexts[index].own
            found = [amount] if named else [*found, amount]
    lasting = any(n.measure.kind == "time" for n in view.numbers if n is not each)
    if held and not each.measure.per and (lasting or _EACH.match(view.text, each.end)):
        rate = held[0].value.measure
        found += [operand(replace(each, measure=rate))] if rate.per == "time" else []
    return found


def _judge(
    view: View, index: int, each: Quantity, others: list[Operand], known: Known,
    reply_lists: frozenset[int], found: Found,
) -> None:  # fmt: skip
    context, held = view.contexts[index], view.matches[index]
    told = SAID.search(clause_before(view, each)) or AS_YOU_SAID.search(
        view.text, max(0, each.start - 48), each.start
    )
    foreign = told and not from_user(held)
    if foreign and not derives(each, others, view.text):
        span = span_of_users(view.text, each.span[0], max(each.span[1], each.noun_end))
        found.fault(span, "false_user_fact", "the user did not say so")
        return
    usable = [m for m in held if not is_users(m.value) or may_repeat(view, each, context, m)]
    if other := counts_another(each, held, known):
        end = max(each.end, each.noun_end)
        found.fault((each.start, end), "wrong_unit", f"{other.origin} counts {other.measure.noun}s")
        return
    kept, fault = _in_its_place(view, index, each, usable, known)
    if unfit := bounded_otherwise(each, usable) or misfit(view, each, kept, others, known):
        found.fault(each.span, *unfit)
    elif kept:
        _trace(view, index, kept, known, found)
    elif _is_reckoned(view, each, others, usable, fault) or is_named_part(view, index, known):
        found.traced(each.span, "arithmetic")
    elif not (rejects(view, each, known) or is_excused(view, index, known, reply_lists)):
        _refuse(view, each, fault or fault_of(view, index, known, others), known, found)


def _in_its_place(
    view: View, index: int, each: Quantity, usable: list[Match], known: Known
) -> tuple[list[Match], Fault | None]:
    """Keep the sources that the words around the number allow, or say what is at fault."""
    kept, fault = under_its_label(each, view.contexts[index], usable, known, view)
    if not kept and _names_a_size(view, each):
        kept = [m for m in usable if m.value.place in ("args", "user")]
    return kept, fault


def _trace(view: View, index: int, kept: list[Match], known: Known, found: Found) -> None:
    span = view.numbers[index].span
    if latest := is_stale_argument(index, known, view):
        found.fault(span, "stale", f"{latest.origin} is now {latest.value:g}", latest.origin)
    else:
        found.traced(span, _best(kept, view.numbers[index], view.contexts[index]).value.origin)


_SHARE = re.compile(
    r"\b(?:of|share|ratio|fraction|relative|less|more|cheaper|dearer|fewer|faster|slower|saves?"
    r"|savings?|cuts?|drop(?:s|ped)?|f[ae]ll|lower|higher|reduc\w+|increas\w+|rest|remain\w*"
    r"|by)\b|[=/+→|]",
    re.I,
)


def _is_reckoned(
    view: View, each: Quantity, others: list[Operand], held: list[Match], fault: Fault | None
) -> bool:
    """Whether arithmetic gives the number; what is out of date gives nothing that holds now."""
    if fault and fault[0] == "stale" and not is_equation(view.text):
        return False
    text = _spoken_of(view, each, held)
    share = each.measure.kind == "ratio" and each.form == "digits"
    if fault and fault[0] == "swapped" and share and not _SHARE.search(text):
        return False  # any two shares give a third
    step = not each.date and derives(each, others, text)
    return step or sums_its_column(view, each)


def _refuse(view: View, each: Quantity, fault: Fault, known: Known, found: Found) -> None:
    kind, why, repair = fault
    if kind == "swapped" and (method := _foreign_method(view, known)):
        found.fault(method, "wrong_method", why)
    start, end = each.span
    if kind == "wrong_direction" or (kind == "wrong_range" and each.hedge):
        start = hedge_start(view.text, start)
    if kind == "wrong_unit":
        end = max(end, each.rate_end if each.measure.per else 0)
    if kind == "false_user_fact":
        start, end = span_of_users(view.text, start, max(end, each.noun_end))
    found.fault((start, end), kind, why, repair)


def _foreign_method(view: View, known: Known) -> tuple[int, int] | None:
    """The one method that a unit names, where no source has it: not the number is wrong then."""
    named = names(view.text, "method")
    foreign = len(named) == 1 and named[0][0] not in known.vocabulary
    return named[0][1:] if foreign else None


def _spoken_of(view: View, each: Quantity, held: list[Match]) -> str:
    """What may speak of arithmetic: of a number that belongs elsewhere, its own clause alone."""
    if view.unit.kind == "row":
        return f"{view.text} {header_of(view, each)}"
    if not held or is_equation(view.text):
        return view.text
    part = next(p for p in view.parts if p.start <= each.start < p.end)
    return " " * part.start + part.text + " " * (len(view.text) - part.end)


def _names_a_size(view: View, each: Quantity) -> bool:
    """Whether the number is the size in a name, such as 13B."""
    return bool(re.fullmatch(r"\d+(?:\.\d+)?[bB]", view.text[each.start : each.end]))


def _best(kept: list[Match], each: Quantity, context: Context) -> Match:
    """The match to point to: a result, exact, named best by the words, of the newest call."""
    order = {"result": 0, "passage": 1, "args": 2, "user": 3, "pasted": 4}
    words = context.own | context.clause | context.lead
    return min(
        kept,
        key=lambda m: (
            order[m.value.place],
            m.value.in_prose,
            not m.exact,
            m.value.end_of_range != each.end_of_range,
            -len(words & (m.value.terms | m.value.context)),
            -m.value.result,
        ),
    )
