"""`decide`: a task profile to a decision."""

from typing import Any

import click

from tools.decision import decide as decide_on
from tools.errors import read
from tools.vocabulary import TaskProfile
from ui.decision_lines import decision_lines
from ui.json_lines import answers, show
from ui.requests import RequestCommand


@click.command(cls=RequestCommand, request=TaskProfile)
@click.argument("profile")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def decide(profile: str, as_json: bool) -> None:
    """Decide on a task profile: strategy, reasons, what would change it, the next question.

    \b
    Example:
      finetune-advisor decide '{"needs_external_knowledge": true, "knowledge_changes": "quarterly"}'
    """
    show(answers(_decided, profile, '{"needs_style": true}'), as_json, decision_lines)


def _decided(profile: dict[str, Any]) -> dict[str, Any]:
    return decide_on(read(TaskProfile, profile)).model_dump(mode="json")
