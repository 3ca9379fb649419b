"""How the data to remove came in, and what comes after."""

from typing import Any

from agent.guided.plans.amounts import amounts
from agent.guided.plans.said.words import all_in, first_in

_SHARDS = r"^\W*(?:\w+ )?(?:shards?|adapters?|sub-?models?)\b"
_RECORDS = (
    r"^\W*(?:\w+ )?(?:records?|customers?|users?|people|patients?|persons?|requests?|deletions?"
    r"|documents?|employees?)\b"
)


def unlearn(text: str) -> dict[str, Any]:
    """Read the arguments of `unlearn`.

    >>> unlearn("a customer wants his data removed from our tuned model, served at 4 bits")
    {'data_entered_via': 'fine_tuning', 'serving_bits': 4.0}
    """
    way = first_in("entered", text)
    said: dict[str, Any] = {"data_entered_via": way} if way else {}
    for each in amounts(text):
        if each.kind == "bits":
            said["serving_bits"] = each.value
        elif each.kind == "count" and each.ahead(_SHARDS):
            said["shards"] = int(each.value)
        elif each.kind == "count" and each.ahead(_RECORDS):
            said["deletions"] = int(each.value)
    return said | dict.fromkeys(all_in("later", text), True)
