"""`estimate` and `what-fits`: a training set-up to memory and cost, a card to what it can train."""

import json
import re
from typing import Any

import click

from tools.errors import InputError, read
from tools.estimate import EstimateRequest
from tools.estimate import estimate as estimate_of
from tools.estimate.answer import EXIT_STATUS
from tools.estimate.explaining import explain_estimate
from tools.estimate.searching import WhatFitsRequest
from tools.estimate.searching import what_fits as what_fits_of
from ui.estimate_lines import estimate_lines, explanation_lines, fitting_lines
from ui.json_lines import answers, show
from ui.requests import RequestCommand


@click.command(cls=RequestCommand, request=EstimateRequest)
@click.argument("request")
@click.option("--on", "card", help="Judge a card: ends with 0 fits, 3 uncertain, 4 doesn't fit.")
@click.option(
    "--explain", is_flag=True, help="What each switch saves, assumptions move, other rules say."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def estimate(request: str, card: str | None, explain: bool, as_json: bool) -> None:
    """Estimate what training takes: memory, storage, time, cost, and the cards that fit.

    A language model's name or its size alone will do as well.

    \b
    Examples:
      finetune-advisor estimate Llama-3.1-8B
      finetune-advisor estimate '{"model": "Llama-3.1-8B", "method": "qlora"}'
      finetune-advisor estimate '{"params_b": 7, "method": "lora"}' --on "RTX 4090" && train
      finetune-advisor estimate '{"model": "Qwen2.5-7B", "examples": 8000}' --on A100
      finetune-advisor estimate '{"params_b": 7, "method": "full"}' --explain
      finetune-advisor estimate '{"model": "Mistral-7B", "measured_peak_gb": 21.4}'
    """
    if card is not None and request == "-":
        raise InputError("--on judges one set-up; give it as an argument, not on `-`.", "on")
    asked = _as_object(request, "model")
    if explain:
        show(answers(lambda each: _explained(each, card), asked), as_json, explanation_lines)
        return
    results = answers(lambda each: _estimated(each, card), asked)
    if card is None:
        show(results, as_json, estimate_lines)
        return
    judged = list(results)
    show(judged, as_json, estimate_lines)
    raise click.exceptions.Exit(EXIT_STATUS[judged[0]["verdict"]["fit"]])


def _as_object(request: str, field: str) -> str:
    """Let a person give the one thing that matters in plain words instead of JSON."""
    plain = request.strip()
    if not plain or plain == "-" or plain[0] in "{[\"'":
        return request
    size = re.fullmatch(r"(\d+(?:\.\d+)?)\s*b", plain.lower()) if field == "model" else None
    return json.dumps({"params_b": float(size[1])} if size else {field: plain})


def _estimated(request: dict[str, Any], card: str | None) -> dict[str, Any]:
    return estimate_of(_on(request, card)).model_dump(mode="json")


def _explained(request: dict[str, Any], card: str | None) -> dict[str, Any]:
    return explain_estimate(_on(request, card)).model_dump(mode="json")


def _on(request: dict[str, Any], card: str | None) -> EstimateRequest:
    return read(EstimateRequest, request if card is None else request | {"on": card})


@click.command(cls=RequestCommand, request=WhatFitsRequest)
@click.argument("request")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def what_fits(request: str, as_json: bool) -> None:
    """Search what a card can train: language models, methods, lengths and batches.

    The name of a card or its size alone will do as well.

    \b
    Examples:
      finetune-advisor what-fits "RTX 4090"
      finetune-advisor what-fits '{"on": "24 GB", "method": "qlora", "sequence_length": 4096}'
      finetune-advisor what-fits '{"on": "A100-80GB", "gpus": 2}'
    """
    show(answers(_fitting, _as_object(request, "on"), '{"on": "24 GB"}'), as_json, fitting_lines)


def _fitting(request: dict[str, Any]) -> dict[str, Any]:
    return what_fits_of(read(WhatFitsRequest, request)).model_dump(mode="json")
