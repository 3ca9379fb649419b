"""What a conversation offers as sources: tool results, passages, the user's own words.

What stands in earlier turns may have been imported from anywhere. Of those, a result counts where
the tool gives it again, and a passage in the words that it has in our notes.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from pydantic import ValidationError

from agent.events import Event
from agent.grounding.sources import CitablePassage, Sources, ToolResult
from agent.messages import SEARCH
from agent.transcripts import fold
from knowledge.passages import built_in
from tools import CATALOGUE
from tools.errors import InputError

Outcome = Mapping[str, Any]


def sources_of(events: Sequence[Event], anchors: frozenset[str]) -> Sources:
    """Collect all that a reply in this conversation may rest on."""
    turn = fold.last_turn(events)
    now = fold.outcomes_of(fold.of_turn(events, turn))
    before = fold.outcomes_of([event for event in events if event.turn < turn])
    earlier = [each for each in before if "result" in each]
    again = [each for each in earlier if _is_given_again(each)]
    found = [each for each in earlier if each["tool"] == SEARCH]
    return Sources(
        tool_results=tuple(_told(each) for each in [*again, *now]),
        passages=(
            *_as_in_our_notes(_passages(found)),
            *_passages([each for each in [*again, *now] if "result" in each]),
        ),
        user=tuple(event.text for event in fold.words_of(events)),
        known_anchors=anchors,
    )


def _is_given_again(outcome: Outcome) -> bool:
    """Whether the tool gives this result for these arguments, and nobody wrote it in."""
    if outcome["tool"] not in CATALOGUE:
        return False
    try:
        result = _run_again(outcome["tool"], json.dumps(outcome["args"], sort_keys=True))
    except (InputError, ValidationError, TypeError):
        return False
    return result == json.dumps(outcome["result"], sort_keys=True)


@lru_cache(maxsize=256)
def _run_again(name: str, args: str) -> str:
    tool = CATALOGUE[name]
    result = tool.function(tool.request.model_validate_json(args)).model_dump(mode="json")
    return json.dumps(result, sort_keys=True)


def _as_in_our_notes(passages: Iterator[CitablePassage]) -> Iterator[CitablePassage]:
    for each in passages:
        ours = _notes().get(each.anchor)
        if ours is not None:
            yield ours
        elif each.anchor.startswith("doc/"):
            yield each


@cache
def _notes() -> dict[str, CitablePassage]:
    return {
        each.anchor: CitablePassage(
            anchor=each.anchor, section=each.section, title=each.title, text=each.text
        )
        for each in built_in()
    }


def _told(outcome: Outcome) -> ToolResult:
    """Give a result as a source; the passages of a search are sources of their own."""
    result = outcome["result"] if "result" in outcome else {"error": outcome["error"]}
    if outcome["tool"] == SEARCH and isinstance(result, dict):
        result = {key: value for key, value in result.items() if key != "passages"}
    return ToolResult.model_validate({**outcome, "result": result})


def _passages(results: Sequence[Outcome]) -> Iterator[CitablePassage]:
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
