"""Errors of the tools as a conversation says them: no names of fields."""

import re

from agent.wording.phrases import capitalised

_FIELD = re.compile(r"^([a-z][a-z_]+): ")
_SIZE = "or say its size in billions of parameters"
_INSTEAD = (
    (" its config.json under `config`,", " paste its config.json,"),
    (", its shape, or its parameters (billions) as params_b", f", {_SIZE}"),
    (" or its parameters (billions) as params_b", f" {_SIZE}"),
)

_NAMES = {"on": "card", "model": "language model", "lora_rank": "LoRA rank", "params_b": "size"}


_UNKNOWN_NAME = re.compile(
    r"^model: (unknown language model .*?\.)( Nearest known: .*?\.(?= Give))?"
)


def before_a_stand_in(error: str) -> str:
    """Say that a name is unknown where another of its size is computed in its place.

    >>> before_a_stand_in("model: unknown language model 'Foo 8B'. Nearest known: Yi-9B. Give a …")
    "Unknown language model 'Foo 8B'. Nearest known: Yi-9B. Name one of them for its own figures."
    """
    unknown = _UNKNOWN_NAME.match(error)
    if unknown is None:
        return for_people(error)
    known = f"{unknown[2]} Name one of them for its own figures." if unknown[2] else ""
    return f"{capitalised(unknown[1])}{known}"


def for_people(error: str) -> str:
    """Say an error of a tool to a person.

    >>> for_people("batch_size: 0 is outside 1 to 65,536 sequences")
    'Batch size: 0 is outside 1 to 65,536 sequences.'
    """
    said = error
    for written, spoken in _INSTEAD:
        said = said.replace(written, spoken)
    named = _FIELD.match(said)
    if named is None:
        return said
    name = _NAMES.get(named[1], named[1].replace("_", " "))
    said = f"{name[:1].upper()}{name[1:]}: {said[named.end() :]}"
    return said if said.endswith((".", "?")) else f"{said}."
