"""Numbers of a result that a later one replaced: fine where the words mean the earlier one."""

import re

from agent.grounding.clauses.clause import Context
from agent.grounding.known.values import Known, Value
from agent.grounding.numbers.quantities import Quantity
from agent.grounding.view import View
from agent.grounding.words.phrases import phrase

_NOT_THIS = re.compile(
    r"\b(?:not|no longer|instead of|rather than|than the)\s+(?:the\s+)?[$€£]?$", re.I
)


def may_be_said(
    quantity: Quantity, context: Context, value: Value, known: Known, view: View
) -> bool:
    """Whether the result is the latest one, is compared with it, or is meant by the words."""
    return (
        not value.superseded
        or bool(_NOT_THIS.search(view.text, max(0, quantity.start - 32), quantity.start))
        or _compared(view, value)
        or _meant(context, value, known, view)
    )


def _compared(view: View, value: Value) -> bool:
    """Whether the unit sets results of several calls of the same field side by side."""
    path = value.origin.partition(".")[2]
    calls = {
        m.value.result
        for held in view.matches
        for m in held
        if m.value.place == "result" and m.value.origin.partition(".")[2] == path
    }
    return len(calls) > 1


def _meant(context: Context, value: Value, known: Known, view: View) -> bool:
    """Whether the words say that an earlier result is meant."""
    latest = latest_of(value, known)
    if latest is None:
        return not _is_null_now(value, known)
    older, newer = value.context - latest.context, latest.context - value.context
    said = context.own | context.clause | context.lead | context.before
    if older & said:
        return True
    if newer & said:
        return False
    if older & context.sentence or phrase("earlier").search(view.text):
        return True
    return _argument_said(value, latest, known, view)


def is_stale_argument(index: int, known: Known, view: View) -> Value | None:
    """Find the argument that took the place of one that is said beside the new one's results.

    "For your 2,800 samples you add 2,400", where 2,400 go with 5,600.
    """
    held = [m.value for m in view.matches[index]]
    old = next((v for v in held if v.place == "args" and v.superseded), None)
    if (
        old is None
        or old.measure.noun == "parameter"
        or any(not v.superseded and v.place != "user" for v in held)
    ):
        return None
    latest = latest_of(old, known)
    if latest is None or phrase("earlier").search(view.text):
        return None
    others = (found for place, found in enumerate(view.matches) if place != index)
    told = [{m.value.result for m in found if m.value.place == "result"} for found in others]
    results = [each for each in told if each]
    return latest if results and all(each == {latest.result} for each in results) else None


def latest_of(value: Value, known: Known) -> Value | None:
    """The value of the same field in the latest call of the same tool."""
    path = value.origin.partition(".")[2]
    tool = value.origin.partition(".")[0].partition("#")[0]
    same = [
        each
        for each in known.values
        if each.result > value.result
        and not each.superseded
        and each.origin.partition(".")[2] == path
        and each.origin.partition(".")[0].partition("#")[0] == tool
    ]
    return same[-1] if same else None


def _is_null_now(value: Value, known: Known) -> bool:
    """Whether the latest call of the same tool has nothing where an earlier one had a number."""
    tool, _, path = value.origin.partition(".")
    return any(
        word.result > value.result
        and not word.text
        and word.origin.partition(".")[2] == path
        and word.origin.partition(".")[0].partition("#")[0] == tool.partition("#")[0]
        for word in known.words
    )


def _argument_said(value: Value, latest: Value, known: Known, view: View) -> bool:
    """Whether the unit names a number among the arguments of the earlier call alone."""
    mine = {v.value for v in known.values if v.place == "args" and v.result == value.result}
    new = {v.value for v in known.values if v.place == "args" and v.result == latest.result}
    return any(
        m.value.value in mine - new
        for found in view.matches
        for m in found
        if m.value.place in ("args", "user")
    )
