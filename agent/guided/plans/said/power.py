"""Two rates to tell apart, or a result."""

from typing import Any

from agent.guided.plans.amounts import Amount, amounts, part_of_whole, two_rates

_ITEMS = (
    r"^\W*(?:\w+[- ]){0,2}(?:items?|questions?|examples?|samples?|cases|prompts|rows|test|tests)\b"
)
_FIXED = r"^\W*(?:were |got |are |newly )?fixed\b"
_BROKEN = r"^\W*(?:were |got |are |newly )?(?:broken|broke)\b"
_TARGET = (
    r"\b(?:target|goal|at least|need|require\w*|claim\w*|reach\w*|above"
    r"|(?:better|more|higher) than|beats?)\b"
)


def power(text: str) -> dict[str, Any]:
    """Read the arguments of `power`.

    >>> power("480 of 500 right"), power("88 % against 95 % on 200 items")
    ({'successes': 480, 'samples': 500}, {'baseline': 0.88, 'target': 0.95, 'samples': 200})
    """
    said: dict[str, Any] = {}
    if rates := two_rates(text):
        said = {"baseline": rates[0], "target": rates[1]}
    elif whole := part_of_whole(text):
        said = {"successes": whole[0], "samples": whole[1]}
    for each in amounts(text):
        said |= _of_one(each, said)
    return said


def _of_one(each: Amount, said: dict[str, Any]) -> dict[str, Any]:
    if each.kind == "count":
        if each.ahead(_FIXED):
            return {"fixed": int(each.value)}
        if each.ahead(_BROKEN):
            return {"broken": int(each.value)}
        return {"samples": int(each.value)} if "samples" not in said and each.ahead(_ITEMS) else {}
    if each.kind not in ("percent", "decimal") or "baseline" in said:
        return {}
    if each.near(r"\bpower\b"):
        return {"power": each.value}
    return {"target": each.value} if each.near(_TARGET) else {}
