"""Whether a number stands under its own label: right rows, right names, the latest result."""

import re
from dataclasses import replace
from functools import lru_cache

from agent.grounding.clauses import Context
from agent.grounding.derivation import is_equation
from agent.grounding.labels import mentions
from agent.grounding.matching import Match
from agent.grounding.measures import Measure
from agent.grounding.quantities import Quantity
from agent.grounding.sources import Kind
from agent.grounding.values import Known, Value, classes_of
from agent.grounding.view import View

Fault = tuple[Kind, str, str]
_EARLIER = re.compile(
    r"\b(?:earlier|previous(?:ly)?|before|first|was|were|instead|used to|at first|initial(?:ly)?"
    r"|old|had been)\b",
    re.I,
)


def under_its_label(
    quantity: Quantity, context: Context, held: list[Match], known: Known, view: View
) -> tuple[list[Match], Fault | None]:
    """Keep the matches whose labels fit the words around the number; else say what is at fault."""
    if not held:
        return [], None
    if _NEGATED.search(view.text[: quantity.start]):
        return held, None
    if _begins_change(quantity, view.text):
        context = replace(
            context, own=frozenset(("before",)), clause=frozenset(), before=frozenset()
        )
    spoken_of = [m for m in held if not _of_unnamed_item(context, m.value, view)]
    if not spoken_of:
        rival = _other_item(context, held[0].value, known)
        fault: Fault = ("swapped", _why(held[0].value, rival), _number_of(rival, quantity))
        return [], fault if rival is not None else None
    held = spoken_of
    fitting = [m for m in held if not _other_class(context, m.value)]
    if not fitting:
        rival = _of_class(context, held[0].value, known)
        return [], ("swapped", _why(held[0].value, rival), _number_of(rival, quantity))
    kept = [m for m in fitting if not _outdone(quantity, context, m.value, held, known, view.text)]
    if len(kept) < len(fitting) and all(m.value.place in ("user", "pasted") for m in kept):
        words = context.own or context.lead
        kept = [m for m in kept if words & m.value.terms]
    if not kept:
        rival = next(
            (
                r
                for m in fitting
                if (r := _outdone(quantity, context, m.value, held, known, view.text))
            ),
            None,
        )
        return [], ("swapped", _why(fitting[0].value, rival), _number_of(rival, quantity))
    current = [
        m
        for m in kept
        if not m.value.superseded
        or _NOT_THIS.search(view.text[: quantity.start])
        or _compared(view, m.value)
        or _meant(quantity, context, m.value, known, view)
    ]
    if not current:
        latest = _latest(kept[0].value, known)
        now = f"; now {latest.value:g}" if latest else ""
        return [], ("stale", f"an earlier result{now}", _number_of(latest, quantity))
    return current, None


_FITTING = re.compile(
    r"\b(?:fits?|too small|too big|too large|short|misses|spread|enough|suffices?|reicht|holds?|runs?|takes|handles?)\b",
    re.I,
)
_NOT_THIS = re.compile(
    r"\b(?:not|no longer|instead of|rather than|than the)\s+(?:the\s+)?[$€£]?$", re.I
)
_NEGATED = re.compile(r"(?:,|\bis|\bare)\s+(?:and )?not\s+(?:the\s+)?[$€£]?$", re.I)
"""What follows is set apart from what is claimed: "16 GB, not 56 GB"."""
_TO = re.compile(r"[^,.;]{0,30}?(?:\bto\b|→|->)\s", re.I)


def _begins_change(quantity: Quantity, text: str) -> bool:
    """Whether it is where a change began: what the change led to is said of the other number."""
    before = text[max(0, quantity.start - 12) : quantity.start].lower()
    return before.rstrip("$€£").endswith("from ") and bool(_TO.match(text, quantity.end))


_ENOUGH = re.compile(r"\b(?:fits?|enough|do|suffices?|any(?:thing)?|cards?|gpus?|up)\b", re.I)


@lru_cache(maxsize=64)
def _fitting(text: str) -> bool:
    return bool(_FITTING.search(text))


@lru_cache(maxsize=64)
def _enough(text: str) -> bool:
    return bool(_ENOUGH.search(text))


@lru_cache(maxsize=64)
def _changes(text: str) -> bool:
    return bool(_CHANGE.search(text))


def _of_unnamed_item(context: Context, value: Value, view: View) -> bool:
    """Whether a number belongs to an item of a list that nothing here speaks of."""
    if value.origin.endswith(".length"):
        return not (value.terms | value.context) & (context.sentence | context.own)
    if not value.names or value.place != "result" or is_equation(view.text):
        return False
    if _enough(view.text):
        return False
    said = context.sentence | context.own | context.lead
    if value.terms & said:
        return False
    before = {t for _, _, t in mentions(view.before)}
    return not value.names & before


def _other_item(context: Context, value: Value, known: Known) -> Value | None:
    """The same field of the item that the words do name."""
    field = value.origin.rpartition(".")[2]
    for each in known.values:
        same = each.origin.rpartition(".")[2] == field and each.result == value.result
        if same and (each.names - value.names) & (context.own | context.sentence):
            return each
    return None


def _why(held: Value, rival: Value | None) -> str:
    other = f"; {rival.origin} is {rival.value:g}" if rival else ""
    return f"the number of {held.origin}{other}"


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
    quantity: Quantity,
    context: Context,
    value: Value,
    held: list[Match],
    known: Known,
    view_text: str,
) -> Value | None:
    """Find another value that the words name better than the one whose number is said."""
    words = context.own or context.lead
    matching = {id(m.value) for m in held}
    if _is_name(quantity, value, view_text) or value.origin.endswith(".name"):
        return None
    enough = _fitting(view_text)
    unnamed = words if value.place == "passage" else words - value.terms
    for term in unnamed:
        for rival in known.by_term.get(term, ()):
            if id(rival) in matching or not _rivals(quantity, value, rival):
                continue
            if rival.place == "args" != value.place and not rival.terms - {"share"} <= words:
                continue
            if not _only_named(words, value, rival, enough) and _named_better(words, value, rival):
                return rival
    return _plainer(quantity, words, value, matching, known, view_text)


def _only_named(words: frozenset[str], value: Value, rival: Value, enough: bool) -> bool:
    """Whether a rival is of a thing that is merely spoken of, such as the card that it fits on."""
    if not rival.names:
        return False
    if value.place == "args" and enough:
        return True
    if value.names:
        return False
    return (enough and words & rival.terms <= rival.names) or not words & rival.names


def _named_better(words: frozenset[str], value: Value, rival: Value) -> bool:
    mine, other = value.terms, rival.terms
    if value.result != rival.result and rival.place == "result" == value.place:
        mine, other = mine | value.context, other | rival.context
    if value.place == "passage" != rival.place:
        mine, other = mine | value.context, other | rival.context
    if value.place == "passage" and rival.place == "result" and rival.terms <= words:
        return not value.terms <= words and len(words & value.terms) <= len(rival.terms)
    apart = value.place == "passage" == rival.place and value.group != rival.group
    if apart and len(words & other) < len(words & mine) + 2:
        return False
    if words & other - mine == {"memory"} and not rival.names:
        return False  # all that is measured in bytes is memory
    if words & other - mine == {"cost"} and value.measure.per and not rival.measure.per:
        return False  # all that is paid by the month is a cost
    return words & mine < words & other


def _is_name(quantity: Quantity, value: Value, text: str) -> bool:
    """Whether a number names one of several things, as in "step 1500"."""
    field = value.origin.rpartition(".")[2]
    return bool(value.names) and text[: quantity.start].lower().endswith(f"{field} ")


_CONTRAST = frozenset(
    ["tuned", "after", "before", "target", "rag", "prompting", "low", "high", "total"]
)


_CHANGE = re.compile(r"\bfrom\b[^.;]{1,40}\bto\b|→|->", re.I)


_MANY = re.compile(
    r"\b(?:all|both|together|\w+s (?:take|need|come|cost|add|fill|would)|total)\b", re.I
)


@lru_cache(maxsize=64)
def _of_many(text: str) -> bool:
    """Whether a text speaks of several things at once, so that a total is meant."""
    return bool(_MANY.search(text))


def _plainer(
    quantity: Quantity,
    words: frozenset[str],
    value: Value,
    matching: set[int],
    known: Known,
    view_text: str,
) -> Value | None:
    """Find a value that is named as well, and without the word that would set this one apart."""
    changes = quantity.end_of_range or _changes(view_text) or _of_many(view_text)
    if not (words & value.terms) or not (value.terms - words) & _CONTRAST or changes:
        return None
    several = any(f"{term}s" in view_text.lower() for term in words & value.terms)
    if several and "total" in value.terms:
        return None  # "7.8 GB of adapters" are of all of them
    for term in words & value.terms:
        for rival in known.by_term.get(term, ()):
            apart = value.terms - rival.terms
            plainer = rival.terms < value.terms and apart <= _CONTRAST and not apart & words
            plainer = plainer and (rival.place != "args" or value.place == "args")
            if plainer and id(rival) not in matching and _rivals(quantity, value, rival):
                return rival
    return None


_RATIOS = frozenset(("share", "factor", "times", "speedup", "multiple", "multiplier"))


def _rivals(quantity: Quantity, value: Value, rival: Value) -> bool:
    """Whether two values could be taken for one another."""
    if quantity.measure.kind == "times" and not rival.terms & _RATIOS:
        return False
    solid = rival.measure.kind in ("time", "byte")
    if solid and rival.measure.per not in ("", "time", value.measure.per):
        return False
    if quantity.range_with is not None and not rival.end_of_range:
        return False
    if (
        not _alike(value.measure, rival.measure)
        or _too_large(value, rival)
        or (rival.superseded and not value.superseded)
    ):
        return False
    if rival.origin.endswith(".length") and not value.origin.endswith(".length"):
        return False
    prose = rival.place == "result" and rival.group.startswith(f"{rival.origin}#")
    if prose and rival.group != value.group:
        return False  # a sentence within a result explains its fields, and is none
    if rival.place == "result":
        return True
    if rival.place == "args":
        return value.place in ("args", "result") and value.result == rival.result
    if rival.place != value.place or value.place not in ("passage", "user"):
        return False
    return rival.origin == value.origin and value.measure.kind == rival.measure.kind


def _too_large(value: Value, rival: Value) -> bool:
    """Whether a bare number is too large to be a share beside a share."""
    shares = [v for v in (value, rival) if v.measure.kind == "ratio"]
    bare = [v for v in (value, rival) if v.measure.kind == "" and abs(v.value) > 1.5]
    return bool(shares and bare) and all(abs(v.base) <= 1.5 for v in shares)


def _alike(a: Measure, b: Measure) -> bool:
    """Whether two measures may be those of the same thing; a bare number may count anything."""
    if a.noun and b.noun and a.noun != b.noun:
        return False
    if a.noun and b.kind == "":
        return False
    bare = "" in (a.kind, b.kind) and {a.kind, b.kind} <= {"", "count", "ratio", "point", "times"}
    return a.kind == b.kind or bare


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
