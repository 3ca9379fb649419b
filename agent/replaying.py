"""Replay with today's tools: what the transcript's calls would return now."""

from collections.abc import Sequence
from typing import Any

from agent.events import Event, PassageFound
from agent.toolbox import outcome
from agent.transcripts.replay import ReplayReport, replay
from agent.versions import versions
from knowledge import Knowledge
from knowledge.documents import ANCHOR, Documents, Material
from tools.decision import decide
from tools.vocabulary import TaskProfile


def replay_today(
    events: Sequence[Event], knowledge: Knowledge, documents: Documents | None = None
) -> ReplayReport:
    """Make a transcript's calls and decisions again, with no chat model.

    Documents are searched only where the transcript found some: those that came later are no part
    of it. The ones that are not at hand are named.
    """
    cited = dict.fromkeys(
        event.anchor
        for event in events
        if isinstance(event, PassageFound) and event.anchor.startswith(ANCHOR)
    )
    material = Material(knowledge, documents) if documents and cited else knowledge
    report = replay(
        events,
        lambda name, args, before: outcome(name, args, before, material),
        decided,
        versions(knowledge),
    )
    missing = tuple(_missing(anchor) for anchor in cited if material.passage(anchor) is None)
    return report.model_copy(update={"left_out": (*report.left_out, *missing)})


def _missing(anchor: str) -> str:
    return (
        f"{anchor}, which a search found, is not at hand: the document was deleted or changed, or "
        "is another owner's; index it again to compare."
    )


def decided(profile: TaskProfile, skipped: frozenset[str]) -> dict[str, Any]:
    """Decide, as JSON."""
    return decide(profile, skipped).model_dump(mode="json")
