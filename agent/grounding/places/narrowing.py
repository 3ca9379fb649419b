"""What narrowing the sources of a number gives: those that are kept, or the fault."""

from agent.grounding.known.matching import Match
from agent.grounding.known.values import Value
from agent.grounding.numbers.quantities import Quantity
from agent.grounding.sources import Kind

Fault = tuple[Kind, str, str]
"""Kind, why, and the path of what should stand there."""
Narrowed = tuple[list[Match], Fault | None]


def swapped(held: Value, rival: Value | None, quantity: Quantity) -> Fault:
    other = f"; {rival.origin} is {rival.value:g}" if rival else ""
    if held.superseded and rival is not None and not rival.superseded:
        return "stale", f"an earlier result{other}", number_of(rival, quantity)
    return "swapped", f"the number of {held.origin}{other}", number_of(rival, quantity)


def number_of(value: Value | None, quantity: Quantity) -> str:
    """The rival's origin, for the repair, where it is a plain number of the same kind."""
    same = value is not None and value.measure.kind == quantity.measure.kind
    return value.origin if value is not None and same and value.place == "result" else ""
