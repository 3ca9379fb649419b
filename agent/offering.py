"""A tool as a chat model is shown it: what it does, in few words, and its arguments with types."""

from functools import cache
from typing import Any

from tools.vocabulary import Record, TaskProfile

_NOT_FOR_A_CHAT_MODEL = ("Source:", "Raises ")
_NOISE = {
    "title", "default", "additionalProperties", "maximum", "exclusiveMaximum", "ge", "le",
    "maxItems", "maxProperties", "maxLength", "minItems", "minLength", "minProperties",
}  # fmt: skip
"""What a description repeats, or what the tool itself refuses in words."""


def described(text: str) -> str:
    """Cut a docstring down to what a chat model needs.

    >>> described("Count samples.\\n\\n    A share r\\n    counts.\\n\\n    Source: chapter.")
    'Count samples. A share r counts.'
    """
    paragraphs = (" ".join(part.split()) for part in text.split("\n\n"))
    return " ".join(part for part in paragraphs if not part.startswith(_NOT_FOR_A_CHAT_MODEL))


@cache
def arguments(request: type[Record]) -> dict[str, Any]:
    """Describe a request once as a short JSON schema: types, words and what is required."""
    schema: dict[str, Any] = request.model_json_schema()
    return {"properties": {}} | _short(schema, schema.get("$defs", {}))


def _short(node: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in node:
        named = shared[node["$ref"].rpartition("/")[2]]
        return _short(named | {k: v for k, v in node.items() if k != "$ref"}, shared)
    choices = [each for each in node.get("anyOf", ()) if each.get("type") != "null"]
    if {"type": "number"} in choices:  # a whole number is a number
        choices = [each for each in choices if each.get("type") != "integer"]
    if len(choices) == 1:
        node = choices[0] | {key: value for key, value in node.items() if key != "anyOf"}
        return _short(node, shared) if "$ref" in node else _told(node, shared)
    return _told(node | ({"anyOf": choices} if choices else {}), shared)


def _told(node: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    told = {key: value for key, value in node.items() if key not in _NOISE | {"$defs"}}
    if "description" in told:
        told["description"] = " ".join(told["description"].split())
    if "properties" in told:
        told["properties"] = {k: _short(v, shared) for k, v in told["properties"].items()}
    if isinstance(told.get("items"), dict):
        told["items"] = _short(told["items"], shared)
    if "anyOf" in told:
        told["anyOf"] = [_short(each, shared) for each in told["anyOf"]]
    return told


@cache
def fact_lines() -> str:
    """List the facts of a task, a line each, with the values that each may have."""
    properties = arguments(TaskProfile)["properties"]
    return "\n".join(
        f"- {name} ({_kind(told)}): {told.get('description', '').rstrip('.')}"
        for name, told in properties.items()
    )


def _kind(told: dict[str, Any]) -> str:
    if "anyOf" in told:
        return " or ".join(_kind(each) for each in told["anyOf"])
    if "enum" in told:
        return "|".join(str(word) for word in told["enum"])
    kind = str(told.get("type", "any"))
    return {"boolean": "bool", "integer": "int", "string": "text"}.get(kind, kind)
