"""`verify`: a reply against its sources: what doesn't trace."""

from typing import Any

import click

from agent.grounding import Sources
from agent.grounding import verify as verify_reply
from knowledge.passages import built_in
from tools.errors import InputError
from ui.json_lines import answers, show
from ui.plain import as_lines


@click.command()
@click.argument("request")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def verify(request: str, as_json: bool) -> None:
    """Check a reply: every number, verdict, quote and citation against its sources.

    \b
    Example:
      finetune-advisor verify '{"reply": "It needs 28 GB.", "tool_results":
        [{"tool": "estimate", "args": {}, "result": {"peak_gb": 28.0}}], "passages": []}'
    """
    show(answers(_verified, request), as_json, as_lines)


def _verified(request: dict[str, Any]) -> dict[str, Any]:
    sources = {key: value for key, value in request.items() if key != "reply"}
    reply = request.get("reply")
    if not isinstance(reply, str):
        raise InputError("reply: a text is needed", "reply")
    anchors = frozenset(passage.anchor for passage in built_in())
    found = verify_reply(reply, Sources.model_validate({"known_anchors": anchors} | sources))
    return {
        "violations": [
            each.model_dump(mode="json", exclude={"repair"}) for each in found.violations
        ]
    }
