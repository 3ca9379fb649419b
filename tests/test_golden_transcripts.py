"""Golden conversations: what was recorded still holds, and every claim in it still traces."""

from pathlib import Path

import pytest

from agent.events import AdvisorSaid, Asked, FactNoted, UserSaid
from agent.grounding.conversation import sources_of
from agent.grounding.reply import CheckedReply
from agent.replaying import replay_today
from agent.transcripts import fold
from agent.transcripts.jsonl import read_jsonl
from agent.transcripts.replay import as_of

GOLDEN = sorted((Path(__file__).parent / "transcripts").glob("*.jsonl"))


@pytest.fixture(params=GOLDEN, ids=lambda path: path.stem)
def events(request):
    recording = read_jsonl(request.param.read_bytes())
    assert not recording.damage
    return recording.events


def test_there_are_golden_conversations():
    assert len(GOLDEN) >= 4


def test_the_tools_still_return_what_was_recorded(events, knowledge):
    report = replay_today(events, knowledge)

    assert report.calls > 0
    assert report.differences == ()


def test_every_claim_that_was_said_still_traces(events, knowledge):
    for place, event in enumerate(events):
        if isinstance(event, AdvisorSaid):
            before = as_of(events, place)
            reply = CheckedReply(lambda known=before: known, knowledge.anchors)
            reply.hear(event.text)
            reply.finish()
            assert reply.said().repaired == ()
            assert set(event.citations) <= knowledge.anchors
            assert sources_of(before, knowledge.anchors).tool_results


def test_every_fact_carries_words_of_the_user(events):
    said: list[str] = []
    for event in events:
        if isinstance(event, UserSaid):
            said.append(event.text)
        elif isinstance(event, FactNoted) and event.origin in {"said", "chosen"}:
            assert any(event.quote in text for text in said)


def test_nothing_is_asked_that_was_said_or_skipped_before(events):
    for place, event in enumerate(events):
        if isinstance(event, Asked):
            assert event.field not in fold.facts_of(events[:place])
            assert event.field not in fold.skipped_of(events[:place])
