"""Replay with today's tools: what the transcript's calls would return now."""

from collections.abc import Sequence
from typing import Any

from agent.events import Event
from agent.toolbox import outcome
from agent.transcripts.replay import ReplayReport, replay
from agent.versions import versions
from knowledge import Knowledge
from tools.decision import decide
from tools.vocabulary import TaskProfile


def replay_today(events: Sequence[Event], knowledge: Knowledge) -> ReplayReport:
    """Make a transcript's calls and decisions again, with no chat model."""
    return replay(
        events,
        lambda name, args, before: outcome(name, args, before, knowledge),
        decided,
        versions(knowledge),
    )


def decided(profile: TaskProfile, skipped: frozenset[str]) -> dict[str, Any]:
    """Decide, as JSON."""
    return decide(profile, skipped).model_dump(mode="json")
