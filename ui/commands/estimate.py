"""`estimate`: a training set-up to memory, storage, time, cost, and the cards that fit."""

from typing import Any

import click

from tools.errors import InputError
from tools.estimate import EstimateRequest
from tools.estimate import estimate as estimate_of
from tools.estimate.answer import EXIT_STATUS
from ui.json_lines import answers, show
from ui.plain import as_lines


@click.command()
@click.argument("request")
@click.option("--on", "card", help="Judge a card: ends with 0 fits, 3 uncertain, 4 doesn't fit.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def estimate(request: str, card: str | None, as_json: bool) -> None:
    """Estimate what training takes: memory, storage, time, cost, and the cards that fit.

    \b
    Examples:
      finetune-advisor estimate '{"model": "Llama-3.1-8B", "method": "qlora"}'
      finetune-advisor estimate '{"params_b": 7, "method": "lora"}' --on "RTX 4090" && train
    """
    if card is not None and request == "-":
        raise InputError("--on judges one set-up; give it as an argument, not on `-`.", "on")
    results = list(answers(lambda each: _estimated(each, card), request))
    show(results, as_json, as_lines)
    if card is not None:
        raise click.exceptions.Exit(EXIT_STATUS[results[0]["verdict"]["fit"]])


def _estimated(request: dict[str, Any], card: str | None) -> dict[str, Any]:
    asked = request if card is None else request | {"on": card}
    return estimate_of(EstimateRequest.model_validate(asked)).model_dump(mode="json")
