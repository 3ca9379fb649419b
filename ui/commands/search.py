"""`search`: a question to passages."""

import json
from typing import Annotated, Any

import click

from agent.settings import Settings
from knowledge.documents import OPERATOR, Material
from tools.errors import read
from tools.ranges import text, whole
from tools.vocabulary import Record
from ui.compose import be_quiet, open_knowledge, open_library
from ui.json_lines import answers, show
from ui.progress import tell
from ui.requests import RequestCommand
from ui.typeset import for_terminal

HOW_WELL = {
    "covered": "",
    "near": "The material may not answer this fully. What comes nearest:",
    "outside": "The material does not cover this. What comes nearest all the same:",
}
"""What is said before the passages, by how well they cover the question."""


class SearchRequest(Record):
    """What to look up, and how much of it to show."""

    question: Annotated[str, text(10_000)]
    """The question, in any words."""
    k: Annotated[int, whole(1, 50, "passages")] = 3
    """How many passages to show."""


@click.command(cls=RequestCommand, request=SearchRequest)
@click.argument("question")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def search(question: str, as_json: bool) -> None:
    """Find the passages that answer a question; plain words are fine too.

    The chapter's notes are searched, and the documents that were added with `index`.

    \b
    Example:
      finetune-advisor search '{"question": "when does RAG beat fine-tuning?", "k": 3}'
    """
    be_quiet()
    settings = Settings.read()
    documents = open_library(settings).of(OPERATOR)
    material = Material(open_knowledge(settings, tell), documents)

    def found(request: dict[str, Any]) -> dict[str, Any]:
        asked = read(SearchRequest, request)
        return material.search(asked.question, asked.k).model_dump(mode="json")

    example = '{"question": "when does RAG beat fine-tuning?"}'
    show(answers(found, as_object(question), example), as_json, in_words, for_terminal)


def in_words(found: dict[str, Any]) -> str:
    """Lay out what was found, as Markdown."""
    coverage = HOW_WELL[found["coverage"]]
    if not found["answerable"]:
        return "\n".join([coverage, *(f"- {_name(each)}" for each in found["passages"])])
    return "\n\n".join(filter(None, [coverage, *map(_passage, found["passages"])]))


def _name(passage: dict[str, Any]) -> str:
    return f"{passage['title']} [{passage['anchor']}]"


def _passage(passage: dict[str, Any]) -> str:
    notes = [f"- {each['title']}: {each['text']}" for each in passage.get("annotations", ())]
    from_ = [f"Source: {passage['source']}"] if passage.get("source") else []
    noted = ["Mind this:", *notes] if notes else []
    return "\n".join([f"**{_name(passage)}**", passage["text"], *noted, *from_])


def as_object(question: str) -> str:
    """Let a person ask in plain words instead of JSON.

    >>> as_object("what is LoRA?"), as_object("[1]")
    ('{"question": "what is LoRA?"}', '[1]')
    """
    try:
        plain = isinstance(json.loads(question), str)
    except ValueError:
        plain = question != "-" and not question.lstrip().startswith("{")
    return json.dumps({"question": question}) if plain else question
