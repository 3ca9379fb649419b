"""Language models by name: the table, and a lookup that forgives spelling but never guesses."""

import re
from functools import cache
from typing import Literal

from tools.errors import InputError
from tools.estimate.architecture import Architecture
from tools.estimate.families import families
from tools.tables import read_table
from tools.vocabulary import Record

_MOST_NEAR = 5
_SAME_SIZE = 0.1
"""Relative difference up to which two language models count as of one size."""
_FLAGS = frozenset("bBnNsLu1khe")
_OWNERS = re.compile(r"^[\w.-]+/")
_NOISE = re.compile(
    r"\b(meta|google|microsoft|hf|unsloth|instruct(ion)?|chat|it|base|pt|text|bnb|4bit|8bit|"
    r"gptq|awq|int4|int8|gguf|fp16|bf16|sft|dpo|beta|alpha\b(?!-3b)|2407|2409|2410|2501|2503|2507|"
    r"hf|model|the)\b"
)


class LanguageModelRow(Record):
    """A row of `language_models.csv`."""

    name: str
    aliases: tuple[str, ...] = ()
    """Other names of the same shape."""
    family: str
    hidden_size: int
    intermediate_size: int
    layers: int
    heads: int
    kv_heads: int
    head_dim: int
    vocab_size: int
    tied: bool
    experts: int
    experts_per_token: int
    flags: str | None = None
    """b bias on query, key, value; B on every matrix; n norm of each query and key head; N norm
    over all heads; s four norms in a layer; L LayerNorm; u MLP without a gate; 1 one norm in a
    layer; k attention sinks; h bias on the head; e norm after the embedding."""
    context: int
    """Longest sequence it is made for (tokens)."""
    total_params: int
    """Parameters as published."""
    verified: Literal["exact", "4 digits"]
    """How far the published total agrees with the one computed from the shape."""
    source: str


def architecture_of(row: LanguageModelRow) -> Architecture:
    """Give the shape that a row describes."""
    flags = frozenset(row.flags or "")
    if not flags <= _FLAGS or row.family not in families():
        raise ValueError(f"language_models.csv, {row.name}: unknown flag or family")
    return Architecture(
        name=row.name,
        family=families()[row.family],
        hidden=row.hidden_size,
        intermediate=row.intermediate_size,
        layers=row.layers,
        heads=row.heads,
        kv_heads=row.kv_heads,
        head_dim=row.head_dim,
        vocabulary=row.vocab_size,
        tied=row.tied,
        experts=row.experts,
        experts_per_token=row.experts_per_token,
        attention_bias="b" in flags,
        every_bias="B" in flags,
        head_norms="n" in flags,
        wide_norms="N" in flags,
        norms=1 if "1" in flags else 4 if "s" in flags else 2,
        layer_norm="L" in flags,
        gated="u" not in flags,
        sinks="k" in flags,
        head_bias="h" in flags,
        embedding_norm="e" in flags,
        context=row.context,
    )


@cache
def rows() -> tuple[LanguageModelRow, ...]:
    """Give the rows of the table."""
    return read_table("language_models.csv", LanguageModelRow)


@cache
def language_models() -> dict[str, Architecture]:
    """Give every architecture of the table by its name."""
    return {row.name: architecture_of(row) for row in rows()}


@cache
def _spellings() -> dict[str, str]:
    known: dict[str, str] = {}
    for row in rows():
        known |= {_plain(name): row.name for name in (row.name, *row.aliases)}
    return known


def _plain(name: str) -> str:
    """Reduce a name to what tells language models apart.

    >>> _plain("meta-llama/Meta-Llama-3.1-8B-Instruct") == _plain("llama 3.1 8b")
    True
    """
    words = _OWNERS.sub("", name.strip().lower())
    words = re.sub(r"(\d)_(\d)", r"\1.\2", words)
    words = re.sub(r"[\s_:/()-]+", " ", words)
    words = _NOISE.sub(" ", words)
    return re.sub(r"[^a-z0-9.]", "", words)


def spellings() -> tuple[str, ...]:
    """Give every name of the table, aliases included, as it is written there."""
    return tuple(name for row in rows() for name in (row.name, *row.aliases))


@cache
def find_language_model(name: str) -> Architecture:
    """Find a language model by any common spelling; an unknown name is an error, never a guess.

    >>> find_language_model("Meta-Llama-3.1-8B-Instruct").name
    'Llama-3.1-8B'
    """
    found = _spellings().get(_plain(name))
    if found is None:
        raise InputError(_unknown(name), "model")
    return language_models()[found]


def _of_its_size(name: str) -> list[str]:
    """Give language models of about the size that a name ends in, the nearest first.

    >>> _of_its_size("FooBar-9000-13B")[:2]
    ['Llama-2-13B', 'Code-Llama-13B']
    """
    said = re.findall(r"(?<![\w.])(\d+(?:\.\d+)?)b(?![a-z])", name.lower())
    if not said:
        return []
    params = float(said[-1]) * 1e9
    sizes = [(abs(row.total_params / params - 1), row.name) for row in rows() if params]
    near = [each for each in sizes if each[0] <= _SAME_SIZE]
    return [each for _, each in sorted(near, key=lambda pair: pair[0])]


def _unknown(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(_plain(name), list(_spellings()), n=3, cutoff=0.5)
    names = list(dict.fromkeys(_spellings()[each] for each in near))
    names += [each for each in _of_its_size(name) if each not in names]
    hint = f" Nearest known: {', '.join(names[:_MOST_NEAR])}." if names else ""
    return (
        f"model: unknown language model {name[:80]!r}.{hint} Give a name of the table, its "
        "config.json under `config`, or its parameters (billions) as params_b."
    )
