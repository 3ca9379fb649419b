"""`mix`, `forgetting`, `cost`, `unlearn`, `power`: a planning tool each, in one form."""

from typing import Any

import click

from agent.wording.results import result_lines
from tools import CATALOGUE
from tools.errors import read
from ui.json_lines import answers, show
from ui.requests import RequestCommand
from ui.typeset import for_terminal

EXAMPLES = {
    "mix": '{"task_samples": 5000}',
    "forgetting": '{"method": "lora"}',
    "cost": '{"monthly_requests": 100000, "prompt_tokens": 3000, "tuned_prompt_tokens": 500,'
    ' "output_tokens": 300, "input_usd_per_million": 0.15, "output_usd_per_million": 0.6}',
    "unlearn": '{"data_entered_via": "fine_tuning", "shards": 20, "deletions": 10}',
    "power": '{"baseline": 0.88, "target": 0.95}',
}


MORE = "All figures, with what was assumed: --json"


def run(name: str, request: dict[str, Any]) -> dict[str, Any]:
    """Run a tool of the catalogue on a JSON object."""
    tool = CATALOGUE[name]
    return tool.function(read(tool.request, request)).model_dump(mode="json")


def tool_command(name: str) -> click.Command:
    """Make the command of a tool: it says what a conversation would, or gives all as JSON."""

    def in_words(request: dict[str, Any]) -> dict[str, Any]:
        return {"said": result_lines(name, request, run(name, request))}

    def command(request: str, as_json: bool) -> None:
        if as_json:
            show(answers(lambda each: run(name, each), request, EXAMPLES[name]), True, str)
            return
        show(answers(in_words, request, EXAMPLES[name]), False, _said, for_terminal)
        click.echo(MORE, err=True)

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


def _said(answer: dict[str, Any]) -> str:
    return str(answer["said"])


mix = tool_command("mix")
forgetting = tool_command("forgetting")
cost = tool_command("cost")
unlearn = tool_command("unlearn")
power = tool_command("power")
