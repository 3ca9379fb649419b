"""Whether a number stands under its own label: right rows, right names, the latest result."""

import re

from agent.grounding.clauses import Context
from agent.grounding.matching import Match
from agent.grounding.quantities import Quantity
from agent.grounding.sources import Kind
from agent.grounding.values import Known, Value, classes_of
from agent.grounding.view import View

Fault = tuple[Kind, str, str]
_EARLIER = re.compile(
    r"\b(?:earlier|previous(?:ly)?|before|first|was|were|instead|used to|at first|initial(?:ly)?|old|had been)\b",
    re.I,
)


def under_its_label(
    quantity: Quantity, context: Context, held: list[Match], known: Known, view: View
) -> tuple[list[Match], Fault | None]:
    """Keep the matches whose labels fit the words around the number; else say what is at fault."""
    if not held:
        return [], None
    fitting = [m for m in held if not _other_class(context, m.value)]
    if not fitting:
        rival = _of_class(context, held[0].value, known)
        return [], ("swapped", _why(held[0].value, rival), _number_of(rival, quantity))
    kept = [m for m in fitting if not _outdone(quantity, context, m.value, held, known)]
    if not kept:
        rival = next(
            (r for m in fitting if (r := _outdone(quantity, context, m.value, held, known))), None
        )
        return [], ("swapped", _why(fitting[0].value, rival), _number_of(rival, quantity))
    current = [
        m for m in kept if not m.value.superseded or _meant(quantity, context, m.value, known, view)
    ]
    if not current:
        latest = _latest(kept[0].value, known)
        return [], ("stale", f"an earlier result; now {latest.value:g}" if latest else "an earlier result",
                    _number_of(latest, quantity))  # fmt: skip
    return current, None


def _why(held: Value, rival: Value | None) -> str:
    other = f"; {rival.origin} is {rival.value:g}" if rival else ""
    return f"the number of {held.origin}{other}"


def _number_of(value: Value | None, quantity: Quantity) -> str:
    """The rival's origin, for the repair, where it is a plain number of the same kind."""
    same = value is not None and value.measure.kind == quantity.measure.kind
    return value.origin if value is not None and same and value.place == "result" else ""


def _scope(context: Context, classes: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """The classes named for a number: in its own words, else its clause, else before."""
    scope = {}
    for terms in (context.before, context.lead, context.clause, context.own):
        scope |= classes_of(terms)
    return {name: words for name, words in scope.items() if name in classes}


def _other_class(context: Context, value: Value) -> bool:
    if value.place in ("user", "passage"):
        return False
    own = classes_of(value.context) | classes_of(value.terms)
    if value.place == "args":
        own = {}
    scope = _scope(context, own)
    return any(not scope[name] & own[name] for name in scope)


def _of_class(context: Context, held: Value, known: Known) -> Value | None:
    for value in known.values:
        same_field = value.terms == held.terms and value.measure == held.measure
        if same_field and value is not held and not _other_class(context, value):
            return value
    return None


def _outdone(
    quantity: Quantity, context: Context, value: Value, held: list[Match], known: Known
) -> Value | None:
    """Find another value that the words name better than the one whose number is said."""
    words = context.own or context.lead
    named = words & (value.terms | value.context)
    matching = {id(m.value) for m in held}
    for term in words - named:
        for rival in known.by_term.get(term, ()):
            if id(rival) in matching or not _rivals(quantity, value, rival):
                continue
            if named < (words & (rival.terms | rival.context)):
                return rival
    return None


def _rivals(quantity: Quantity, value: Value, rival: Value) -> bool:
    """Whether two values could be taken for one another."""
    a, b = value.measure, rival.measure
    if a.kind != b.kind and not {a.kind, b.kind} <= {"", "count", "ratio"}:
        return False
    if rival.superseded and not value.superseded:
        return False
    if a.noun and b.noun and a.noun != b.noun:
        return False
    if rival.origin.endswith(".length") and not value.origin.endswith(".length"):
        return False
    if rival.place == "result":
        return True
    return rival.place == "passage" == value.place and rival.group == value.group


def _meant(quantity: Quantity, context: Context, value: Value, known: Known, view: View) -> bool:
    """Whether the words say that an earlier result is meant."""
    latest = _latest(value, known)
    if latest is None:
        return True
    older, newer = value.context - latest.context, latest.context - value.context
    said = context.own | context.clause | context.lead | context.before
    if older & said:
        return True
    if newer & said:
        return False
    if older & context.sentence or _EARLIER.search(view.text):
        return True
    return _argument_said(value, latest, known, view)


def _latest(value: Value, known: Known) -> Value | None:
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
