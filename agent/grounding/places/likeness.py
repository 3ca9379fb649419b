"""Whether two values could be taken for one another: by what they measure and where they stand."""

from agent.grounding.known.values import Value
from agent.grounding.numbers.measures import Measure
from agent.grounding.numbers.quantities import Quantity

_RATIOS = frozenset(("share", "factor", "times", "speedup", "multiple", "multiplier"))


def are_alike(quantity: Quantity, value: Value, rival: Value) -> bool:
    """Whether two values could be taken for one another."""
    if not could_be_said(quantity, value, rival) or _too_large(value, rival):
        return False
    if rival.superseded and not value.superseded:
        return False
    if rival.origin.endswith(".length") and not value.origin.endswith(".length"):
        return False
    if rival.in_prose and rival.group != value.group:
        return False  # a sentence within a result explains its fields, and is none
    return _stand_together(value, rival)


def could_be_said(quantity: Quantity, value: Value, rival: Value) -> bool:
    """Whether the quantity could be meant for the rival, by what it measures."""
    if quantity.measure.kind == "times" and not rival.terms & _RATIOS:
        return False
    if quantity.range_with is not None and not rival.end_of_range:
        return False
    solid = rival.measure.kind in ("time", "byte")
    if solid and rival.measure.per not in ("", "time", value.measure.per):
        return False
    said = quantity.measure
    return _alike(value.measure, rival.measure) and (not said.kind or _alike(said, rival.measure))


def _stand_together(value: Value, rival: Value) -> bool:
    """Whether the rival stands in a result, or where the value stands."""
    if rival.place == "result":
        return True
    if rival.place == "args":
        return value.place in ("args", "result") and value.result == rival.result
    if rival.place != value.place or value.place not in ("passage", "user"):
        return False
    if rival.origin != value.origin:
        return {value.measure.kind, rival.measure.kind} <= {"", "ratio", "count"}
    kinds = {value.measure.kind, rival.measure.kind}
    return len(kinds) == 1 or kinds == {"", "count"}


def _too_large(value: Value, rival: Value) -> bool:
    """Whether a bare number is too large to be a share beside a share."""
    shares = [v for v in (value, rival) if v.measure.kind == "ratio"]
    bare = [v for v in (value, rival) if v.measure.kind == "" and abs(v.value) > 1.5]
    if value.value > 100 and value.value % 1 == 0 and 0 < rival.value < 1:
        return rival.measure.kind in ("", "ratio")  # a whole number counts, and is no share
    return bool(shares and bare) and all(abs(v.base) <= 1.5 for v in shares)


def _alike(a: Measure, b: Measure) -> bool:
    """Whether two measures may be those of the same thing; a bare number may count anything."""
    if a.noun and b.noun and a.noun != b.noun:
        return False
    if a.noun and b.kind == "":
        return False
    bare = "" in (a.kind, b.kind) and {a.kind, b.kind} <= {"", "count", "ratio", "point", "times"}
    return a.kind == b.kind or bare
