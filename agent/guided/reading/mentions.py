"""Training set-ups that a message names, and what it asks of them."""

import re
from functools import cache
from math import isfinite
from typing import Any

from agent.guided.reading.configurations import pasted_configuration, without_configuration
from agent.guided.reading.names import known_names, without_known_names
from agent.guided.reading.reading import Mentioned
from agent.guided.reading.tables import word_table
from agent.guided.reading.text import sentences
from tools.errors import InputError
from tools.estimate.cards import find_card

COLUMNS = ("field", "value", "pattern", "example")
TOPIC_COLUMNS = ("topic", "pattern", "example")
_COUNTS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "sixteen": 16,
}  # fmt: skip
_NO_ARGUMENTS = ("language_models", "params_b", "gpus", "memory_gb", "gpus_together", "offload")
_TOKENS_OF_K = 1024
_WEAK = frozenset({"examples", "epochs", "sequence_length", "gpus"})
"""Arguments that a description of a task holds as well."""
_SHORT = 6
"""Words of a message that names nothing but a setting."""


def mentioned(text: str) -> Mentioned:
    """Read what a calculator could be set up with, and what is asked of it.

    >>> mentioned("QLoRA for Llama 3.1 8B on two 4090s, 3 epochs, batch size 4").arguments
    {'gpus': 2, 'method': 'qlora', 'epochs': 3, 'batch_size': 4}
    >>> mentioned("would a Mistral-7B fit on a 24 GB card?").gpus
    ('24 GB',)
    """
    pasted = pasted_configuration(text)
    words = without_configuration(text)
    known = known_names(words)
    words = without_known_names(words) if known else words
    families, words = _taken_out("language_models", words)
    others, words = _taken_out("other_names", words)
    sized = (name for name in families if re.search(r"\d", name))
    found = _settings(words)
    together = {"gpus": found["gpus_together"]} if "gpus_together" in found else {}
    arguments = {name: value for name, value in found.items() if name not in _NO_ARGUMENTS}
    return Mentioned(
        language_models=tuple(dict.fromkeys((*known, *sized, *others))),
        params_b=found.get("params_b"),
        config=pasted.config if pasted else None,
        broken_config=pasted is not None and pasted.config is None,
        gpus=_cards(words, found),
        arguments=together | arguments,
        offload="offload" in found,
        topics=_topics(text),
    )


def only_set_ups(text: str) -> bool:
    """Tell whether a message speaks of nothing but a training set-up.

    >>> only_set_ups("70B on two A100"), only_set_ups("Seconds are fine, on our A100")
    (True, False)
    """
    found = [text[start:end] for start, end in sentences(text)]
    return bool(found) and all(_speaks_of_one(sentence) for sentence in found)


def _speaks_of_one(sentence: str) -> bool:
    found = mentioned(sentence)
    strong = found.arguments.keys() - _WEAK
    kinds = sum(map(bool, (found.names_one, found.gpus, strong)))
    asks = sentence.rstrip().endswith("?") or bool(set(found.topics) - {"more"})
    short = len(sentence.split()) <= _SHORT and bool(strong)
    return kinds > 1 or short or (asks and bool(kinds or set(found.topics) - {"more"}))


@cache
def _patterns() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Give field, value and compiled pattern of each row, parts filled in."""
    rows = word_table("mentions", COLUMNS)
    parts = {f"<{row[0][1:]}>": f"(?:{row[2]})" for row in rows if row[0].startswith("=")}
    found = []
    for field, value, pattern, _ in rows:
        if not field.startswith("="):
            for part, meaning in parts.items():
                pattern = pattern.replace(part, meaning)
            found.append((field, value, re.compile(pattern, re.IGNORECASE)))
    return tuple(found)


def _taken_out(field: str, text: str) -> tuple[tuple[str, ...], str]:
    """Give what a field's patterns capture, and the text without it."""
    names: list[str] = []
    for each, _, pattern in _patterns():
        if each == field and pattern.search(text):
            names += [match[1].strip() for match in pattern.finditer(text)]
            text = pattern.sub(lambda match: match[0].replace(match[1], " " * len(match[1])), text)
    return tuple(dict.fromkeys(names)), text


def _settings(text: str) -> dict[str, Any]:
    """Give each field's first value, in the order of the rows."""
    found: dict[str, Any] = {}
    for field, value, pattern in _patterns():
        if field in found or field in ("language_models", "other_names", "gpus"):
            continue
        if match := pattern.search(text):
            found[field] = _value(field, value, match[1])
    return found


def _value(field: str, value: str, said: str) -> Any:
    if value in ("true", "false"):
        return value == "true"
    if value.isdecimal():
        return int(value)
    if not value.startswith("#"):
        return value.split("+") if field == "lora_targets" else value
    k = _TOKENS_OF_K if field == "sequence_length" else 1000
    number = _number(said, k)
    if isinstance(number, str) or "*" not in value:
        return number
    return round(number * float(value.partition("*")[2]), 6)


def _number(said: str, k: int) -> float | str:
    """Read a number; what is none is handed on, so that the calculator says why not.

    >>> _number("4k", 1024), _number("8,000", 1000), _number("10^18", 1000), _number("nan", 1000)
    (4096, 8000, 1000000000000000000, 'nan')
    """
    plain = re.sub(r"[\s,]", "", said.lower())
    if plain in _COUNTS:
        return _COUNTS[plain]
    base, factor = plain, 1
    for ending, times in (("k", k), ("million", 10**6)):
        if plain.endswith(ending):
            base, factor = plain.removesuffix(ending), times
    digits, _, power = base.partition("^")
    number = float(digits) ** int(power or 1) * factor
    if not isfinite(number):
        return plain
    return int(digits) ** int(power) if power else int(number) if number == int(number) else number


def _cards(text: str, found: dict[str, Any]) -> tuple[str, ...]:
    named = [
        _size_last(match[1])
        for field, _, pattern in _patterns()
        if field == "gpus"
        for match in pattern.finditer(text)
    ]
    if named or "memory_gb" not in found:
        return tuple(dict.fromkeys(named))
    size = found["memory_gb"]
    return (f"{size:.15g} GB" if isinstance(size, float) else f"{size} GB",)


def _size_last(name: str) -> str:
    """Write a card as the table does, without a size that its name there lacks.

    >>> _size_last("80GB A100"), _size_last("3060 12gb")
    ('A100 80GB', '3060')
    """
    size = re.match(r"(\d+) ?gb (.+)", name.strip(), re.IGNORECASE)
    written = f"{size[2]} {size[1]}GB" if size else name.strip()
    bare = re.sub(r" ?\d+ ?gb$", "", written, flags=re.IGNORECASE)
    return bare if not _is_card(written) and _is_card(bare) else written


def _is_card(name: str) -> bool:
    try:
        find_card(name)
    except InputError:
        return False
    return True


def _topics(text: str) -> tuple[str, ...]:
    rows = word_table("set_up_topics", TOPIC_COLUMNS)
    found = (row[0] for row in rows if _topic_pattern(row[1]).search(text))
    return tuple(dict.fromkeys(found))


@cache
def _topic_pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
