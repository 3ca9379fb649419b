"""What a chat model is told of a result: what it needs to speak of it; the transcript keeps all."""

import json
from typing import Any

from agent.events import ToolReturned

LONGEST_LIST = 8
"""Items of a list that are told; the paths of those stay as they are in the transcript."""

_ALWAYS = ("strategy", "status", "method", "chapter", "contradictions")
_IN_THE_END = ("plan", "advisories", "dissent", "would_change")


def told(returned: ToolReturned, concludes: bool = False) -> str:
    """Give a result as the chat model reads it: `call`, and `result` or `error`.

    A turn that concludes is told what to do, even while something could still be asked.
    """
    if returned.error:
        return _json({"call": returned.call, "error": returned.error})
    result = returned.result
    if isinstance(result, dict) and isinstance(result.get("decision"), dict):
        result = result | {"decision": brief(result["decision"], concludes)}
    return _json({"call": returned.call, "result": shortened(result)})


def brief(decision: dict[str, Any], concludes: bool = False) -> dict[str, Any]:
    """Cut a decision down to what a turn says of it: its reasons, and at the end what to do.

    >>> brief({"strategy": "rag", "status": "final", "rules": [], "kept_share": 0.5})
    {'strategy': 'rag', 'status': 'final'}
    """
    question = decision.get("next_question")
    wanted = {name: decision.get(name) for name in _ALWAYS}
    wanted["rules"] = [_without_id(rule) for rule in decision.get("rules", ())]
    if decision.get("status") == "provisional":
        wanted["possible"] = decision.get("possible")
    if question:
        wanted["next_question"] = {"text": question["text"]}
    if concludes or not question:
        wanted |= {name: decision.get(name) for name in _IN_THE_END}
    return {name: value for name, value in wanted.items() if value}


def shortened(result: Any) -> Any:
    """Cut long lists, and say how many items were left out.

    >>> shortened({"cards": list(range(10))})
    {'cards': [0, 1, 2, 3, 4, 5, 6, 7, '… and 2 more']}
    """
    if isinstance(result, dict):
        return {name: shortened(value) for name, value in result.items() if value is not None}
    if isinstance(result, list):
        more = len(result) - LONGEST_LIST
        first = [shortened(each) for each in result[:LONGEST_LIST]]
        return [*first, f"… and {more} more"] if more > 0 else first
    return result


def _without_id(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "id"}


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
