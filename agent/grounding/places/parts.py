"""The whole and its parts: which of them a sentence means by what it says the number does."""

import re

from agent.grounding.clauses.clause import Context
from agent.grounding.clauses.labels import mentions
from agent.grounding.known.matching import Match
from agent.grounding.known.values import Known, Value
from agent.grounding.numbers.quantities import Quantity
from agent.grounding.places.narrowing import Fault, Narrowed, number_of, swapped
from agent.grounding.sources import Kind
from agent.grounding.view import View

_SAVES = re.compile(r"\bsav(?:es?|ed|ing)(?: you| us| them)? (?:about |around )?[$€£]?$", re.I)
_GAINED = frozenset(("saving", "difference", "gain", "delta", "extra", "diff"))
_TAKES = re.compile(
    r"\b(?:takes?|needs?|uses?|requires?|occup(?:y|ies)|eats?|wants?|consumes?) (?:up |about )?$",
    re.I,
)


def by_its_verb(
    quantity: Quantity, context: Context, held: list[Match], known: Known, view: View
) -> Narrowed:
    """Refuse that a job "takes" what it leaves free, and that one "saves" what one pays."""
    if _SAVES.search(view.text, max(0, quantity.start - 24), quantity.start):
        savings = [v for v in known.by_term.get("saving", ()) if v.place == "result"]
        rival = next((v for v in savings if v.measure.kind == quantity.measure.kind), None)
        kept = [m for m in held if m.value.terms & _GAINED]
        if rival and not kept and not any(m.value.place == "passage" for m in held):
            return [], swapped(held[0].value, rival, quantity)
    if (
        not _TAKES.search(view.text, max(0, quantity.start - 24), quantity.start)
        or "headroom" in context.own | context.clause
    ):
        return held, None
    kept = [m for m in held if "headroom" not in m.value.terms]
    return kept, None if kept else swapped(held[0].value, None, quantity)


def on_its_side(
    quantity: Quantity, context: Context, held: list[Match], known: Known, view: View
) -> Narrowed:
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
    meant = next(
        (v for v in near if v.place == "result" and not v.superseded and not v.names), None
    )
    if meant is None:
        return held, None
    return [], ("wrong_direction", f"{meant.origin} is {meant.value:g}", "")


_FAR, _NEAR = 0.03, 0.01


def of_the_whole(
    quantity: Quantity, context: Context, held: list[Match], known: Known, view: View
) -> Narrowed:
    """Refuse "about 16 GiB" for weights of 17 GB, where no part is named: the total is meant."""
    said = context.sentence | context.lead
    if quantity.measure.kind != "byte" or any(m.value.terms & said for m in held):
        return held, None
    takes = _TAKES.search(view.text, max(0, quantity.start - 24), quantity.start)
    whole = takes and not _A_PART.search(view.text)
    if whole and (fault := _takes_only_a_part(quantity, held, known)):
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
    return [], (kind, f"{alike[0].origin} is {alike[0].value:g}", number_of(alike[0], quantity))


_A_PART = re.compile(
    r"\b(?:base|frozen|itself|alone|loads?|loaded|idle|adapters?|own|just|only|each|per|part"
    r"|half)\b",
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
