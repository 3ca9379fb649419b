"""A command that takes one JSON object: its help lists the fields, as the request's type says."""

from typing import Any, Literal, get_args, get_origin

import click
from pydantic import BaseModel
from pydantic.fields import FieldInfo

INPUT = "{} is one JSON object, or - for JSON Lines on standard input."


class RequestCommand(click.Command):
    """Lists the fields of its request below its options."""

    def __init__(self, *given: Any, request: type[BaseModel], **named: Any) -> None:
        super().__init__(*given, **named)
        self.request = request

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the fields."""
        super().format_options(ctx, formatter)
        name = next(each.human_readable_name for each in self.params if each.name != "as_json")
        formatter.write_paragraph()
        formatter.write_text(INPUT.format(name))
        with formatter.section("Fields"):
            formatter.write_dl([(name, in_words(field)) for name, field in fields_of(self.request)])


def fields_of(request: type[BaseModel]) -> list[tuple[str, FieldInfo]]:
    """Give the fields of a request, those that are needed first."""
    fields = list(request.model_fields.items())
    return sorted(fields, key=lambda each: not each[1].is_required())


def in_words(field: FieldInfo) -> str:
    """Describe a field: what it is, the words it takes, whether it is needed.

    >>> from tools.estimate import EstimateRequest
    >>> in_words(EstimateRequest.model_fields["method"])
    'How weights change. (full | lora | qlora)'
    """
    said = " ".join((field.description or "").split())
    words = [word for word in _words(field.annotation) if word not in said]
    listed = f" ({' | '.join(_words(field.annotation))})" if words else ""
    needed = " Needed." if field.is_required() else ""
    return f"{said}{listed}{needed}"


def _words(annotation: Any) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return tuple(str(word) for word in get_args(annotation))
    return tuple(word for inner in get_args(annotation) for word in _words(inner))
