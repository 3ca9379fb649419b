"""A turn's results in our own words: what is shown where a chat model's words don't trace."""

from collections.abc import Iterator, Sequence

from agent.events import Event
from agent.messages import RECORD_FACTS, SEARCH
from agent.transcripts import fold
from agent.wording.decision import so_far
from agent.wording.results import passages_in_words, result_lines


def own_words(events: Sequence[Event]) -> str:
    """Say what the tools of the newest turn returned."""
    now = fold.of_turn(events, fold.last_turn(events))
    return "\n\n".join(part for part in _parts(now) if part)


def _parts(now: Sequence[Event]) -> Iterator[str]:
    for each in fold.results_of(now):
        result = each["result"]
        if each["tool"] == RECORD_FACTS:
            yield so_far(result["decision"])
        elif each["tool"] == SEARCH:
            yield passages_in_words(result)
        else:
            yield result_lines(each["tool"], each["args"], result)
