"""Whether a number stands under its own label: right rows, right names, the latest result."""

import re
from dataclasses import replace
from functools import lru_cache

from agent.grounding.clauses.arithmetic import is_equation
from agent.grounding.clauses.clause import Context
from agent.grounding.clauses.labels import mentions
from agent.grounding.known.matching import Match
from agent.grounding.known.values import Known, Value, classes_of
from agent.grounding.numbers.quantities import Quantity
from agent.grounding.places.earlier_results import latest_of, may_be_said
from agent.grounding.places.rivals import apart, better_named
from agent.grounding.places.rows import of_another_row
from agent.grounding.sources import Kind
from agent.grounding.view import View
from agent.grounding.words.phrases import phrase

Fault = tuple[Kind, str, str]


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
        _by_its_verb,
        _on_its_side,
        _of_the_whole,
        _of_its_row,
        _best_named,
        _current,
    ):
        kept, fault = narrow(quantity, context, held, known, view)
        if not kept:
            return [], fault
        held = kept
    return held, None


_Narrowed = tuple[list[Match], Fault | None]


def _of_what_is_named(
    quantity: Quantity, context: Context, held: list[Match], known: Known, view: View
) -> _Narrowed:
    kept = [
        m
        for m in held
        if _spans_its_field(quantity, m.value, view)
        or not _of_unnamed_item(context, m.value, known, view)
    ]
    rival = None if kept else _other_item(context, held[0].value, known)
    return kept, _swapped(held[0].value, rival, quantity) if rival is not None else None


_SAVES = re.compile(r"\bsav(?:es?|ed|ing)(?: you| us| them)? (?:about |around )?[$€£]?$", re.I)
_GAINED = frozenset(("saving", "difference", "gain", "delta", "extra", "diff"))
_TAKES = re.compile(
    r"\b(?:takes?|needs?|uses?|requires?|occup(?:y|ies)|eats?|wants?|consumes?) (?:up |about )?$",
    re.I,
)


def _by_its_verb(
    quantity: Quantity, context: Context, held: list[Match], known: Known, view: View
) -> _Narrowed:
    """Refuse that a job "takes" what it leaves free, and that one "saves" what one pays."""
    if _SAVES.search(view.text, max(0, quantity.start - 24), quantity.start):
        savings = [v for v in known.by_term.get("saving", ()) if v.place == "result"]
        rival = next((v for v in savings if v.measure.kind == quantity.measure.kind), None)
        kept = [m for m in held if m.value.terms & _GAINED]
        if rival and not kept and not any(m.value.place == "passage" for m in held):
            return [], _swapped(held[0].value, rival, quantity)
    if (
        not _TAKES.search(view.text, max(0, quantity.start - 24), quantity.start)
        or "headroom" in context.own | context.clause
    ):
        return held, None
    kept = [m for m in held if "headroom" not in m.value.terms]
    return kept, None if kept else _swapped(held[0].value, None, quantity)


def _on_its_side(
    quantity: Quantity, context: Context, held: list[Match], known: Known, view: View
) -> _Narrowed:
    """Refuse "just under 26 GiB" of a total of 26.1, though the weights are 24."""
    if not quantity.hedge or quantity.hedge == "about" or quantity.range_with:
        return held, None
    words = context.own | context.lead | context.clause
    named = any(m.value.terms & words for m in held)
    if named or min(abs(m.source / quantity.value - 1) for m in held) < _FAR:
        return held, None
    if beyond := _total_beyond(quantity, held, known):
        return [], ("wrong_range", f"{beyond.origin} is {beyond.value:g}", "")
    near = known.near(quantity.measure.kind, quantity.measure.per, quantity.base, _NEAR)
    meant = next((v for v in near if v.place == "result" and not v.superseded), None)
    if meant is None:
        return held, None
    return [], ("wrong_direction", f"{meant.origin} is {meant.value:g}", "")


_FAR, _NEAR = 0.03, 0.01


def _of_the_whole(
    quantity: Quantity, context: Context, held: list[Match], known: Known, view: View
) -> _Narrowed:
    """Refuse "about 16 GiB" for weights of 17 GB, where no part is named: the total is meant."""
    said = context.sentence | context.lead
    if quantity.measure.kind != "byte" or any(m.value.terms & said for m in held):
        return held, None
    if _TAKES.search(view.text, max(0, quantity.start - 24), quantity.start):
        if not _A_PART.search(view.text) and (fault := _takes_only_a_part(quantity, held, known)):
            return [], fault
    if view.before:
        return held, None
    asked = {t for _, _, t in mentions(view.asked)}
    named = asked | {"total"}
    if any(_is_written_so(m, quantity) or m.value.terms & named for m in held):
        return held, None
    groups = {m.value.group for m in held if m.value.place == "result" and not m.value.names}
    wholes = (v for v in known.by_term.get("total", ()) if v.group in groups)
    alike = [v for v in wholes if v.measure.factor == quantity.measure.factor]
    if not alike or len(groups) < len(held):
        return held, None
    kind: Kind = "bad_rounding" if abs(alike[0].base / quantity.base - 1) < 0.12 else "swapped"
    return [], (kind, f"{alike[0].origin} is {alike[0].value:g}", _number_of(alike[0], quantity))


_A_PART = re.compile(
    r"\b(?:base|frozen|itself|alone|loads?|loaded|idle|adapters?|own|just|only|each|per|part|half)\b",
    re.I,
)


def _takes_only_a_part(quantity: Quantity, held: list[Match], known: Known) -> Fault | None:
    """Say that "the 8B model needs 16 GB" names its weights, where its total is 18."""
    if not all(m.value.place == "result" and not m.value.names for m in held):
        return None
    groups = {m.value.group for m in held if not m.value.superseded}
    totals = [v for v in known.by_term.get("total", ()) if v.measure == held[0].value.measure]
    now = next((v for v in totals if v.group in groups and not v.superseded), None)
    if now is None or any("total" in m.value.terms for m in held) or now.value < quantity.value:
        return None
    was = any(v.superseded and v.value == quantity.value for v in totals)
    kind: Kind = "stale" if was else "swapped"
    return kind, f"{held[0].value.origin} is a part; {now.origin} is {now.value:g}", now.origin


def _is_written_so(match: Match, quantity: Quantity) -> bool:
    """Whether the source has the very number in the very unit."""
    return match.exact and match.value.measure.factor == quantity.measure.factor


def _total_beyond(quantity: Quantity, held: list[Match], known: Known) -> Value | None:
    """Find the total that "at most" does not hold for, where only a part of it was matched."""
    if quantity.hedge not in ("at_most", "under"):
        return None
    groups = {m.value.group for m in held if m.value.place == "result"}
    totals = (v for v in known.by_term.get("total", ()) if v.group in groups)
    alike = (v for v in totals if v.measure.kind == quantity.measure.kind)
    return next((v for v in alike if v.base > quantity.base * 1.001), None)


def _of_its_row(
    quantity: Quantity, context: Context, held: list[Match], known: Known, view: View
) -> _Narrowed:
    strays = [of_another_row(quantity, context, m.value, known, view) for m in held]
    kept = [m for m, stray in zip(held, strays, strict=True) if stray is None]
    return kept, None if kept else _swapped(held[0].value, strays[0], quantity)


def _of_its_class(
    quantity: Quantity, context: Context, held: list[Match], known: Known, view: View
) -> _Narrowed:
    kept = [m for m in held if not _other_class(context, m.value)]
    if kept:
        return kept, None
    return [], _swapped(held[0].value, _of_class(context, held[0].value, known), quantity)


def _best_named(
    quantity: Quantity, context: Context, held: list[Match], known: Known, view: View
) -> _Narrowed:
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
    return [], _swapped(held[0].value, next((r for r in rivals if r), None), quantity)


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
) -> _Narrowed:
    kept = [m for m in held if may_be_said(quantity, context, m.value, known, view)]
    if kept:
        return kept, None
    latest = latest_of(held[0].value, known)
    now = f"; now {latest.value:g}" if latest else ""
    return [], ("stale", f"an earlier result{now}", _number_of(latest, quantity))


def _swapped(held: Value, rival: Value | None, quantity: Quantity) -> Fault:
    other = f"; {rival.origin} is {rival.value:g}" if rival else ""
    if held.superseded and rival is not None and not rival.superseded:
        return "stale", f"an earlier result{other}", _number_of(rival, quantity)
    return "swapped", f"the number of {held.origin}{other}", _number_of(rival, quantity)


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


@lru_cache(maxsize=64)
def _enough(text: str) -> bool:
    return bool(phrase("any card").search(text))


_INDEX = re.compile(r"\[\d+\]")


def _spans_its_field(quantity: Quantity, value: Value, view: View) -> bool:
    """Whether both ends of a range are of one field of a list: "they span 0.8% to 2.7%"."""
    if quantity.range_with is None or quantity.range_with not in view.numbers:
        return False
    other = view.matches[view.numbers.index(quantity.range_with)]
    field = _INDEX.sub("", value.origin)
    return any(_INDEX.sub("", m.value.origin) == field for m in other)


def _of_unnamed_item(context: Context, value: Value, known: Known, view: View) -> bool:
    """Whether a number belongs to an item of a list that nothing here speaks of."""
    if value.origin.endswith(".length"):
        return not (value.terms | value.context) & (context.sentence | context.own)
    if not value.names or value.place != "result" or is_equation(view.text):
        return False
    if _enough(view.text):
        return False
    said = context.sentence | context.own | context.lead
    if value.terms & said:
        named = value.names & said or not _other_item(context, value, known)
        return not named and _opens_with_another(context, value)
    around = {t for text in (view.before, view.asked) for _, _, t in mentions(text)}
    return not value.names & around


def _opens_with_another(context: Context, value: Value) -> bool:
    """Whether the words ahead of the number's clause are the name of another item alone."""
    return bool(context.before) and context.before.isdisjoint(value.terms | value.context)


def _other_item(context: Context, value: Value, known: Known) -> Value | None:
    """The same field of the item that the words do name."""
    field = value.origin.rpartition(".")[2]
    for each in known.values:
        same = each.origin.rpartition(".")[2] == field and each.result == value.result
        if same and (each.names - value.names) & (context.own | context.sentence):
            return each
    return None


def _number_of(value: Value | None, quantity: Quantity) -> str:
    """The rival's origin, for the repair, where it is a plain number of the same kind."""
    same = value is not None and value.measure.kind == quantity.measure.kind
    return value.origin if value is not None and same and value.place == "result" else ""


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
