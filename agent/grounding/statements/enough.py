"""Enough: room on a card, an amount of memory, a number of cards, against what is needed."""

import re

from agent.grounding.directions.siblings import series_of
from agent.grounding.known.values import Known, Value, classes_of
from agent.grounding.numbers.measures import field_words
from agent.grounding.numbers.quantities import Quantity
from agent.grounding.statements.saying import current, is_negated, terms_of
from agent.grounding.view import Found, View, hints
from agent.grounding.words.phrases import phrase

_ROOM = re.compile(
    r"\b(?:enough|sufficient) (?:free |spare )?(?:room|memory|space|capacity|vram)\b",
    re.I,
)
_ENOUGH = hints("enough sufficient")
_FREE = frozenset(("headroom", "memory", "available", "capacity", "spare"))
_NEED = frozenset(("need", "needed", "required", "needs", "demand"))


def check_room(view: View, known: Known, found: Found) -> None:
    """Check "enough room" against what is free and what is needed."""
    match = _ROOM.search(view.text) if view.speaks_of(_ENOUGH) else None
    if match is None or phrase("condition").search(view.text):
        return
    needs = [n.base for n in view.numbers if n.measure.kind == "byte" and n.start > match.end()]
    needs += [
        v.base
        for v in known.values
        if v.place != "user"
        and v.measure.kind == "byte"
        and set(field_words(v.origin.rpartition(".")[2])) & _NEED
    ]
    before = terms_of(view.text[: match.start()])
    for series in series_of(known):
        item = series.item(before) if series.field & _FREE else None
        if item is None or item.value.measure.kind != "byte" or not needs:
            continue
        says = not is_negated(view.text[: match.end()])
        if (item.value.base >= needs[0]) != says:
            why = f"{item.value.origin} is {item.value.value:g}"
            found.fault((0, match.end()), "wrong_flag", why)


_IS_ENOUGH = re.compile(
    r"(?: of (?:memory|vram|ram))?(?: (?:is|are|was|will be|would be|should be)"
    r"(?P<not>n't| not)? (?:just |quite |easily |plenty |more than |well )*"
    r"(?:enough|sufficient|plenty)| (?:suffices?|will do|does it))\b",
    re.I,
)


def check_enough(view: View, known: Known, found: Found) -> None:
    """Check "24 GB is enough" against the total of the result that is spoken of."""
    if not view.numbers or not view.speaks_of(_ENOUGH):
        return
    for each in view.numbers:
        said = _IS_ENOUGH.match(view.text, each.end) if each.measure.kind == "byte" else None
        if said is None or phrase("condition").search(view.text[: said.end()]):
            continue
        needed = _needed(each, terms_of(view.text), known)
        says = not said["not"]
        if needed and all((each.base >= v.base) != says for v in needed):
            why = f"{needed[0].origin} is {needed[0].value:g}"
            found.fault((each.start, said.end()), "wrong_number", why)


def _needed(each: Quantity, said: frozenset[str], known: Known) -> list[Value]:
    """The totals of the results that the words do not set apart by another method or size."""
    totals = [v for v in known.by_term.get("total", ()) if v.place == "result"]
    scope = classes_of(said)
    return [
        v
        for v in totals
        if v.measure.kind == each.measure.kind and not v.superseded and not v.names
        if all(scope[name] & own for name, own in classes_of(v.context).items() if name in scope)
    ]


_HOLD = re.compile(
    r"(?: (?:out of \w+(?: cards)?|of (?:them|these|those|(?:the |these |your )(?:\w+ )?(?:cards"
    r"|gpus))"
    r"|that you (?:have|name)))? (?P<not>do(?:n't| not) )?"
    r"(?:fit|hold|take|carry|work|qualify|suffice|have room for|are (?:big |large )?enough"
    r"|can (?:hold|take|run))\b",
    re.I,
)
_OUT_OF = re.compile(r"\bof (?:(?:the|these|those|your) )?$", re.I)


def check_how_many(view: View, known: Known, found: Found) -> None:
    """Check "three cards hold it" against the flags of the cards."""
    cards = [n for n in view.numbers if n.measure.noun in ("gpu", "") and not n.hedge]
    cards = [n for n in cards if n.measure.kind in ("", "count") and n.value == int(n.value) < 20]
    flags = [flag for flag in current(known, "fit") if flag.names] if cards else []
    for each in cards if flags else ():
        said = _HOLD.match(view.text, max(each.end, each.noun_end))
        if said is None or _OUT_OF.search(view.text[: each.start]):
            continue
        holding = sum(flag.value != bool(said["not"]) for flag in flags)
        if each.value != holding:
            span = (each.start, max(each.end, each.noun_end))
            found.fault(span, "wrong_number", f"{holding} of {len(flags)} do")
