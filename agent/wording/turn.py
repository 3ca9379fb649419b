"""A turn's results in our own words: what stands in for a chat model's words that don't trace."""

from collections.abc import Iterator, Sequence

from agent.events import Event
from agent.messages import RECORD_FACTS, SEARCH
from agent.transcripts import fold
from agent.wording.decision import in_full, so_far
from agent.wording.results import passages_in_words, results_in_words


def own_words(events: Sequence[Event]) -> str:
    """Say what the tools of the newest turn returned."""
    return "\n\n".join(part for part in _parts(events) if part)


def all_own_words(events: Sequence[Event]) -> str:
    """Give all that we would say of the newest turn, the decision at full length included."""
    decisions = (each["result"]["decision"] for each in _recorded(events))
    return "\n".join([own_words(events), *(in_full(each) for each in decisions)])


def _recorded(events: Sequence[Event]) -> list[dict[str, dict[str, dict[str, object]]]]:
    now = fold.of_turn(events, fold.last_turn(events))
    return [each for each in fold.results_of(now) if each["tool"] == RECORD_FACTS]


def _parts(events: Sequence[Event]) -> Iterator[str]:
    found = fold.results_of(fold.of_turn(events, fold.last_turn(events)))
    for each in found:
        result = each["result"]
        if each["tool"] == RECORD_FACTS:
            yield so_far(result["decision"])
        elif each["tool"] == SEARCH:
            yield passages_in_words(result, str(each["args"].get("question", "")))
    yield from results_in_words([(each["tool"], each["args"], each["result"]) for each in found])
