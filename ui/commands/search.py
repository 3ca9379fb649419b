"""`search`: a question to passages."""

import json
from typing import Any

import click

from agent.settings import Settings
from tools.errors import InputError
from ui.compose import be_quiet, open_knowledge
from ui.json_lines import answers, show
from ui.plain import as_lines


@click.command()
@click.argument("question")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def search(question: str, as_json: bool) -> None:
    """Find the passages that answer a question; plain words are fine too.

    \b
    Example:
      finetune-advisor search '{"question": "when does RAG beat fine-tuning?", "k": 3}'
    """
    be_quiet()
    knowledge = open_knowledge(Settings.read(), lambda line: click.echo(line, err=True))

    def found(request: dict[str, Any]) -> dict[str, Any]:
        words, k = asked(request)
        return knowledge.search(words, k).model_dump(mode="json")

    show(answers(found, as_object(question)), as_json, as_lines)


def as_object(question: str) -> str:
    """Let a person ask in plain words instead of JSON."""
    plain = question != "-" and not question.lstrip().startswith("{")
    return json.dumps({"question": question}) if plain else question


def asked(request: dict[str, Any]) -> tuple[str, int]:
    """Read the request.

    Raises InputError where it has no question, or asks for no sensible number of passages.
    """
    question, k = request.get("question"), request.get("k", 3)
    if not isinstance(question, str) or not question.strip():
        raise InputError(
            'question: a text is needed, as in {"question": "what is QLoRA?"}', "question"
        )
    if not isinstance(k, int) or isinstance(k, bool) or not 1 <= k <= 50:
        raise InputError("k: a whole number from 1 to 50 is needed", "k")
    if unknown := set(request) - {"question", "k"}:
        raise InputError(f"{min(unknown)}: there is no such field", min(unknown))
    return question, k
