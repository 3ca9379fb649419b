"""Values that cross a boundary, and what every tool says about its assumptions."""

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A value that crosses a boundary: frozen, and it refuses what it does not know."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True
    )


class Assumption(Record):
    """What a tool took for granted because nobody said it."""

    field: str
    """The input it stands for."""
    value: float | int | str | bool | None
    """What was assumed, in the unit of the field."""
    because: str
    """Why this value."""


def as_word(value: object) -> object:
    """Give a word as our vocabularies spell it: trimmed, small letters, low lines.

    >>> as_word(" QLoRA ")
    'qlora'
    >>> as_word("own pre-training")
    'own_pre_training'
    """
    return "_".join(value.lower().replace("-", " ").split()) if isinstance(value, str) else value
