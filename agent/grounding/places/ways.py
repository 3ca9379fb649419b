"""Prompting, retrieval, tuning: whether a passage has the number for the one that is spoken of."""

import re

from agent.grounding.clauses.clause import Context
from agent.grounding.known.matching import Match
from agent.grounding.known.values import Known, Value
from agent.grounding.numbers.quantities import Quantity
from agent.grounding.places.narrowing import Narrowed, swapped
from agent.grounding.view import View

_WAYS = frozenset(("prompting", "rag", "tuned"))
_ALONE = re.compile(r"\b(?:alone|by itself|on its own)\b", re.I)


def of_its_way(
    quantity: Quantity, context: Context, held: list[Match], known: Known, view: View
) -> Narrowed:
    """Refuse "RAG by itself reached 96.2 %" where the passage says so of RAG with tuning."""
    part = next(p for p in view.parts if p.start <= quantity.start < p.end)
    said, alone = context.own & _WAYS, bool(_ALONE.search(part.text))
    rivals = [_of_the_way_said(m.value, said, alone, known) for m in held]
    kept = [m for m, rival in zip(held, rivals, strict=True) if rival is None]
    return kept, None if kept else swapped(held[0].value, rivals[0], quantity)


def _of_the_way_said(value: Value, said: frozenset[str], alone: bool, known: Known) -> Value | None:
    """Find what the same sentence of a passage says of the way that is spoken of."""
    theirs = value.terms & _WAYS
    other = theirs.isdisjoint(said) or (alone and theirs - said)
    if value.place != "passage" or not (said and theirs and other):
        return None
    beside = (v for v in known.values if v.group == value.group and v.measure == value.measure)
    return next((v for v in beside if v.terms & _WAYS and v.terms & _WAYS <= said), None)
