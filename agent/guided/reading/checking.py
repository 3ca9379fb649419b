"""Values as the profile holds them: counts rounded, what it refuses told apart."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import get_args

from pydantic import ValidationError

from agent.guided.reading.findings import Finding
from agent.guided.reading.reading import Impossible
from tools.errors import in_words
from tools.vocabulary import TaskProfile


def rounded(finding: Finding) -> Finding:
    """Round a count to a whole number, where the field holds whole numbers."""
    if isinstance(finding.value, float) and finding.field in _whole_numbers():
        return replace(finding, value=round(finding.value))
    return finding


@cache
def _whole_numbers() -> frozenset[str]:
    fields = TaskProfile.model_fields.items()
    return frozenset(name for name, info in fields if _holds_whole(info.annotation))


def _holds_whole(annotation: object) -> bool:
    return annotation is int or any(_holds_whole(each) for each in get_args(annotation))


def objection(finding: Finding) -> str | None:
    """Give why the profile refuses the value, None where it doesn't."""
    try:
        TaskProfile.model_validate({finding.field: finding.value})
    except ValidationError as error:
        return str(in_words(error)[0])
    return None


def refusals(
    text: str, found: list[Finding], told: Mapping[str, Impossible]
) -> tuple[Impossible, ...]:
    """Give each field's first value that cannot be, with the reason; `told` are known already."""
    refused = dict(told)
    for finding in found:
        why = objection(finding)
        if why is not None:
            quote = text[finding.start : finding.end]
            refused.setdefault(finding.field, Impossible(field=finding.field, quote=quote, why=why))
    return tuple(refused.values())
