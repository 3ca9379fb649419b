"""`mix`, `forgetting`, `cost`, `unlearn`, `power`: a planning tool each, in one form."""

from typing import Any

import click

from tools import CATALOGUE
from tools.errors import read
from ui.json_lines import answers, show
from ui.plain import as_lines
from ui.requests import RequestCommand

EXAMPLES = {
    "mix": '{"task_samples": 5000}',
    "forgetting": '{"method": "lora"}',
    "cost": '{"monthly_requests": 100000, "prompt_tokens": 3000, "tuned_prompt_tokens": 500,'
    ' "output_tokens": 300, "input_usd_per_million": 0.15, "output_usd_per_million": 0.6}',
    "unlearn": '{"data_entered_via": "fine_tuning", "shards": 20, "deletions": 10}',
    "power": '{"baseline": 0.88, "target": 0.95}',
}


def run(name: str, request: dict[str, Any]) -> dict[str, Any]:
    """Run a tool of the catalogue on a JSON object."""
    tool = CATALOGUE[name]
    return tool.function(read(tool.request, request)).model_dump(mode="json")


def tool_command(name: str) -> click.Command:
    """Make the command of a tool."""

    def command(request: str, as_json: bool) -> None:
        show(answers(lambda each: run(name, each), request, EXAMPLES[name]), as_json, as_lines)

    return RequestCommand(
        name,
        callback=command,
        request=CATALOGUE[name].request,
        help=f"{CATALOGUE[name].text}\n\n\b\nExample:\n"
        f"  finetune-advisor {name} '{EXAMPLES[name]}'",
        params=[
            click.Argument(["request"]),
            click.Option(["--json", "as_json"], is_flag=True, help="One JSON object a line."),
        ],
    )


mix = tool_command("mix")
forgetting = tool_command("forgetting")
cost = tool_command("cost")
unlearn = tool_command("unlearn")
power = tool_command("power")
