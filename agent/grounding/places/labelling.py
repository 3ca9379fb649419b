"""Whether a number stands under its own label: right rows, right names, the latest result."""

import re
from dataclasses import replace

from agent.grounding.clauses.clause import Context
from agent.grounding.known.matching import Match
from agent.grounding.known.values import Known, Value, classes_of
from agent.grounding.numbers.quantities import Quantity
from agent.grounding.places.earlier_results import latest_of, may_be_said
from agent.grounding.places.items import of_unnamed_item, other_item, spans_its_field
from agent.grounding.places.narrowing import Fault, Narrowed, number_of, swapped
from agent.grounding.places.parts import by_its_verb, of_the_whole, on_its_side
from agent.grounding.places.rivals import apart, better_named
from agent.grounding.places.rows import of_another_row
from agent.grounding.places.ways import of_its_way
from agent.grounding.view import View


def under_its_label(
    quantity: Quantity, context: Context, held: list[Match], known: Known, view: View
) -> tuple[list[Match], Fault | None]:
    """Keep the matches whose labels fit the words around the number; else say what is at fault."""
    if not held or _NEGATED.search(view.text, max(0, quantity.start - 16), quantity.start):
        return held, None
    theirs = [m for m in held if m.value.place == "user"]
    if theirs and _THEIR_OWN.search(view.text, max(0, quantity.start - 48), quantity.start):
        return theirs, None
    if _begins_change(quantity, view.text):
        context = replace(
            context, own=frozenset(("before",)), clause=frozenset(), before=frozenset()
        )
    for narrow in (
        _of_what_is_named,
        _of_its_class,
        by_its_verb,
        on_its_side,
        of_the_whole,
        of_its_way,
        _of_its_row,
        _best_named,
        _current,
    ):
        kept, fault = narrow(quantity, context, held, known, view)
        if not kept:
            return [], fault
        held = kept
    return held, None


def _of_what_is_named(
    quantity: Quantity, context: Context, held: list[Match], known: Known, view: View
) -> Narrowed:
    kept = [
        m
        for m in held
        if spans_its_field(quantity, m.value, view)
        or not of_unnamed_item(context, m.value, known, view)
    ]
    rival = None if kept else other_item(context, held[0].value, known)
    return kept, swapped(held[0].value, rival, quantity) if rival is not None else None


def _of_its_row(
    quantity: Quantity, context: Context, held: list[Match], known: Known, view: View
) -> Narrowed:
    strays = [of_another_row(quantity, context, m.value, known, view) for m in held]
    kept = [m for m, stray in zip(held, strays, strict=True) if stray is None]
    return kept, None if kept else swapped(held[0].value, strays[0], quantity)


def _of_its_class(
    quantity: Quantity, context: Context, held: list[Match], known: Known, view: View
) -> Narrowed:
    kept = [m for m in held if not _other_class(context, m.value)]
    if kept:
        return kept, None
    return [], swapped(held[0].value, _of_class(context, held[0].value, known), quantity)


def _best_named(
    quantity: Quantity, context: Context, held: list[Match], known: Known, view: View
) -> Narrowed:
    rivals = [better_named(quantity, context, m.value, held, known, view.text) for m in held]
    rivals = [
        None if rival and _goes_on(quantity, context, m.value, rival, view) else rival
        for m, rival in zip(held, rivals, strict=True)
    ]
    kept = [m for m, rival in zip(held, rivals, strict=True) if rival is None]
    if len(kept) < len(held) and all(m.value.place in ("user", "pasted") for m in kept):
        words = context.own or context.lead
        kept = [m for m in kept if words & m.value.terms]
    if kept:
        return kept, None
    return [], swapped(held[0].value, next((r for r in rivals if r), None), quantity)


def _goes_on(quantity: Quantity, context: Context, value: Value, rival: Value, view: View) -> bool:
    """Whether the unit speaks of a passage's sentence already, and the rival stands in another."""
    if not apart(value, rival) or not value.terms & context.sentence - rival.terms:
        return False
    return any(
        m.value.group == value.group
        for number, held in zip(view.numbers, view.matches, strict=True)
        for m in held
        if number is not quantity
    )


def _current(
    quantity: Quantity, context: Context, held: list[Match], known: Known, view: View
) -> Narrowed:
    kept = [m for m in held if may_be_said(quantity, context, m.value, known, view)]
    if kept:
        return kept, None
    latest = latest_of(held[0].value, known)
    now = f"; now {latest.value:g}" if latest else ""
    return [], ("stale", f"an earlier result{now}", number_of(latest, quantity))


_THEIR_OWN = re.compile(r"\byour own (?:\w+ ){0,2}(?:of )?$", re.I)
_NEGATED = re.compile(r"(?:,|\bis|\bare)\s+(?:and )?not\s+(?:the\s+)?[$€£]?$", re.I)
"""What follows is set apart from what is claimed: "16 GB, not 56 GB"."""
_TO = re.compile(r"[^,.;]{0,30}?(?:\bto\b|→|->)\s", re.I)


def _begins_change(quantity: Quantity, text: str) -> bool:
    """Whether it is where a change began: what the change led to is said of the other number."""
    before = text[max(0, quantity.start - 12) : quantity.start].lower()
    if _ARROW.match(text, quantity.end):
        return True
    if _CUTS.search(text, max(0, quantity.start - 30), quantity.start):
        return bool(_BY.match(text, quantity.end))
    return before.rstrip("$€£").endswith("from ") and bool(_TO.match(text, quantity.end))


_ARROW = re.compile(r"\s*[A-Za-z%]{0,3}\s*(?:→|->)")
_CUTS = re.compile(
    r"\b(?:cut|lower|reduc|rais|increas|shrink|trim|shorten|lengthen)\w* (?:the |your |its |that )?"
    r"[$€£]?$",
    re.I,
)
_BY = re.compile(r"[^,.;:]{0,30}?\bby\b", re.I)


_ADAPTERS = frozenset(("lora", "qlora", "dora"))


def _scope(context: Context, classes: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """The classes named for a number: in its own words, else its clause, else before."""
    scope: dict[str, frozenset[str]] = {}
    for terms in (context.before, context.lead, context.clause, context.own):
        scope |= {"method": _ADAPTERS} if "adapter" in terms else {}
        scope |= classes_of(terms)
    return {name: words for name, words in scope.items() if name in classes}


def _other_class(context: Context, value: Value) -> bool:
    if value.place in ("user", "pasted", "passage"):
        return False
    own = classes_of(value.context) | classes_of(value.terms)
    if value.place == "args" or not own:
        return False
    scope = _scope(context, own)
    return any(not scope[name] & own[name] for name in scope)


def _of_class(context: Context, held: Value, known: Known) -> Value | None:
    for value in known.values:
        same_field = value.terms == held.terms and value.measure == held.measure
        if same_field and value is not held and not _other_class(context, value):
            return value
    return None
