"""What a conversation offers as sources: tool results, passages, the user's own words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agent.events import Event
from agent.grounding.sources import CitablePassage, Sources, ToolResult
from agent.transcripts import fold


def sources_of(events: Sequence[Event], anchors: frozenset[str]) -> Sources:
    """Collect all that a reply in this conversation may rest on."""
    outcomes = fold.outcomes_of(events)
    return Sources(
        tool_results=tuple(_told(each) for each in outcomes),
        passages=tuple(_passages(fold.results_of(events))),
        user=tuple(event.text for event in fold.words_of(events)),
        known_anchors=anchors,
    )


def _told(outcome: Mapping[str, Any]) -> ToolResult:
    result = outcome["result"] if "result" in outcome else {"error": outcome["error"]}
    return ToolResult.model_validate({**outcome, "result": result})


def _passages(results: Sequence[Mapping[str, Any]]) -> Iterator[CitablePassage]:
    for each in results:
        for passage in _found(each["result"]):
            yield CitablePassage.model_validate(passage)
        yield from _cited(each["result"])


def _found(result: Any) -> Sequence[Any]:
    return result.get("passages", ()) if isinstance(result, dict) else ()


def _cited(value: Any) -> Iterator[CitablePassage]:
    """Find texts in a result that stand beside their source, such as a rule or a step."""
    if isinstance(value, list):
        for each in value:
            yield from _cited(each)
    if not isinstance(value, dict):
        return
    texts = [each for each in value.values() if isinstance(each, str)]
    for anchor in str(value.get("source") or "").split():
        yield CitablePassage(anchor=anchor, text=" ".join(texts))
    for each in value.values():
        yield from _cited(each)
