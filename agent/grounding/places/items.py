"""Items of a list: which of them a sentence speaks of."""

import re
from functools import lru_cache

from agent.grounding.clauses.arithmetic import is_equation
from agent.grounding.clauses.clause import Context
from agent.grounding.clauses.labels import mentions
from agent.grounding.known.values import Known, Value
from agent.grounding.numbers.quantities import Quantity
from agent.grounding.view import View
from agent.grounding.words.phrases import phrase


@lru_cache(maxsize=64)
def _enough(text: str) -> bool:
    return bool(phrase("any card").search(text))


_INDEX = re.compile(r"\[\d+\]")


def spans_its_field(quantity: Quantity, value: Value, view: View) -> bool:
    """Whether both ends of a range are of one field of a list: "they span 0.8% to 2.7%"."""
    if quantity.range_with is None or quantity.range_with not in view.numbers:
        return False
    other = view.matches[view.numbers.index(quantity.range_with)]
    field = _INDEX.sub("", value.origin)
    return any(_INDEX.sub("", m.value.origin) == field for m in other)


def of_unnamed_item(context: Context, value: Value, known: Known, view: View) -> bool:
    """Whether a number belongs to an item of a list that nothing here speaks of."""
    if value.origin.endswith(".length"):
        return not (value.terms | value.context) & (context.sentence | context.own)
    if not value.names or value.place != "result" or is_equation(view.text):
        return False
    if _enough(view.text):
        return False
    said = context.sentence | context.own | context.lead
    if value.terms & said:
        named = value.names & said or not other_item(context, value, known)
        return not named and _opens_with_another(context, value)
    around = {t for text in (view.before, view.asked) for _, _, t in mentions(text)}
    return not value.names & around


def _opens_with_another(context: Context, value: Value) -> bool:
    """Whether the words ahead of the number's clause are the name of another item alone."""
    return bool(context.before) and context.before.isdisjoint(value.terms | value.context)


def other_item(context: Context, value: Value, known: Known) -> Value | None:
    """The same field of the item that the words do name."""
    field = value.origin.rpartition(".")[2]
    for each in known.values:
        same = each.origin.rpartition(".")[2] == field and each.result == value.result
        if same and (each.names - value.names) & (context.own | context.sentence):
            return each
    return None
