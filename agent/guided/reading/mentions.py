"""Set-ups for the calculators that a message names: language models, GPUs, method, epochs."""

import re
from functools import cache

from agent.guided.reading.reading import Mentioned
from agent.guided.reading.tables import word_table

_METHODS = ("qlora", "lora", "full")
_NUMBER_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "eight": 8, "sixteen": 16}


def mentioned(text: str) -> Mentioned:
    """Read what a calculator could be set up with.

    >>> mentioned("QLoRA for Llama 3.1 8B on two 4090s, 3 epochs, batch size 4").gpus
    ('4090',)
    >>> mentioned("would a Mistral-7B fit?").language_models
    ('Mistral-7B',)
    """
    sized = (name for name in _all("language_models", text) if re.search(r"\d", name))
    return Mentioned(
        language_models=tuple(dict.fromkeys(sized)),
        gpus=tuple(dict.fromkeys(_all("gpus", text))),
        gpu_count=_whole("gpu_count", text),
        method=next((method for method in _METHODS if _all(method, text)), None),
        epochs=_number("epochs", text),
        sequence_length=_whole("sequence_length", text),
        batch_size=_whole("batch_size", text),
    )


@cache
def _patterns(field: str) -> tuple[re.Pattern[str], ...]:
    rows = word_table("mentions", ("field", "pattern", "example"))
    return tuple(re.compile(row[1], re.IGNORECASE) for row in rows if row[0] == field)


def _all(field: str, text: str) -> list[str]:
    """Give what every pattern of a field captures, in the order of the patterns."""
    return [match[1].strip() for each in _patterns(field) for match in each.finditer(text)]


def _number(field: str, text: str) -> float | None:
    said = next(iter(_all(field, text)), None)
    if said is None:
        return None
    plain = said.lower().replace(",", "").replace(" ", "")
    if plain in _NUMBER_WORDS:
        return _NUMBER_WORDS[plain]
    return float(plain.rstrip("k")) * (1024 if plain.endswith("k") else 1)


def _whole(field: str, text: str) -> int | None:
    value = _number(field, text)
    return None if value is None else int(value)
