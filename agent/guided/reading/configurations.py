"""A config.json of Hugging Face that was pasted into a message."""

import json
import re
from typing import Any, NamedTuple

_TELLS = frozenset(
    {"hidden_size", "n_embd", "d_model", "num_hidden_layers", "n_layer", "model_type"}
) | {"text_config"}
_KEY = re.compile(r"\"(?:hidden_size|n_embd|num_hidden_layers|num_attention_heads)\"\s*:")
_MOST_OPENINGS = 20


class Pasted(NamedTuple):
    """A configuration and where it stands in the message."""

    config: dict[str, Any] | None
    """None where it can't be read."""
    start: int
    end: int


def pasted_configuration(text: str) -> Pasted | None:
    """Find a config.json in a message; None where there is none.

    >>> pasted_configuration('LoRA on {"hidden_size": 64, "n_layer": 2}?').config
    {'hidden_size': 64, 'n_layer': 2}
    >>> pasted_configuration('{"hidden_size": 64, ').config is None
    True
    """
    if '"' not in text or "{" not in text:
        return None
    reader = json.JSONDecoder()
    for opening in list(re.finditer(r"\{", text))[:_MOST_OPENINGS]:
        try:
            found, end = reader.raw_decode(text, opening.start())
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict) and found.keys() & _TELLS:
            return Pasted(found, opening.start(), end)
    key = _KEY.search(text)
    start = text.rfind("{", 0, key.start()) if key else -1
    return Pasted(None, start, max(text.rfind("}") + 1, len(text))) if start >= 0 else None


def without_configuration(text: str) -> str:
    """Blank out a pasted config.json; the length stays, so that a quote is a slice of the text."""
    found = pasted_configuration(text)
    if found is None:
        return text
    return text[: found.start] + " " * (found.end - found.start) + text[found.end :]
