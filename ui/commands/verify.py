"""`verify`: a reply against its sources: what doesn't trace."""

from typing import Any

import click

from agent.grounding import CitablePassage, Sources, ToolResult
from agent.grounding import verify as verify_reply
from knowledge.passages import built_in
from tools.errors import read
from ui.json_lines import answers, show
from ui.requests import RequestCommand


class VerifyRequest(Sources):
    """A reply and all that it may rest on."""

    reply: str
    """The words to check."""
    tool_results: tuple[ToolResult, ...] = ()
    """Calls of tools that it may rest on: tool, args, result; units are in the key names."""
    passages: tuple[CitablePassage, ...] = ()
    """Passages that it may cite and quote: anchor, section, title, text."""


@click.command(cls=RequestCommand, request=VerifyRequest)
@click.argument("request")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def verify(request: str, as_json: bool) -> None:
    """Check a reply: every number, verdict, quote and citation against its sources.

    \b
    Example:
      finetune-advisor verify '{"reply": "It needs 28 GB.", "tool_results":
        [{"tool": "estimate", "args": {}, "result": {"peak_gb": 28.0}}], "passages": []}'
    """
    show(answers(_verified, request, '{"reply": "It needs 28 GB."}'), as_json, _lines)


def _lines(found: dict[str, Any]) -> str:
    return "\n".join(map(_fault, found["violations"])) or "Every claim traces to a source."


def _fault(fault: dict[str, Any]) -> str:
    where = f"letters {fault['start']} to {fault['end']}"
    return f"“{fault['span']}” ({where}, {fault['kind']}): {fault['why']}"


def _verified(request: dict[str, Any]) -> dict[str, Any]:
    anchors = frozenset(passage.anchor for passage in built_in())
    asked = read(VerifyRequest, {"known_anchors": anchors} | request)
    found = verify_reply(asked.reply, asked)
    return {
        "violations": [
            each.model_dump(mode="json", exclude={"repair"}) for each in found.violations
        ]
    }
