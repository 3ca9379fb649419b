"""A store in a folder of its own, and a consultation to put into it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.events import (
    AdvisorSaid,
    Asked,
    Decided,
    Event,
    FactNoted,
    FactSkipped,
    PassageFound,
    Pointer,
    Repair,
    SessionStarted,
    ToolCalled,
    ToolReturned,
    TroubleNoted,
    TurnEnded,
    UnknownEvent,
    UserSaid,
)
from agent.transcripts.store import Store

DECISION = {
    "strategy": "rag",
    "status": "provisional",
    "possible": ["rag", "rag+fine_tuning"],
    "next_question": {
        "field": "needs_style",
        "text": "A voice of its own?",
        "options": [],
        "why": "",
    },
    "plan": {
        "kind": "standard",
        "steps": [{"do": "Index the policies", "because": "They change", "source": "14.1/1.2/rag"}],
    },
    "method": "none",
    "chapter": {"strategy": "rag", "rule": "CH-4"},
    "rules": [{"id": "OUR-4", "because": "Knowledge changes", "source": "14.1/1.2/rag-dynamic"}],
    "would_change": [{"field": "needs_style", "to": True, "strategy": "rag+fine_tuning"}],
    "advisories": [{"id": "A-1", "text": "Measure first", "source": "14.1/0/gatekeeping"}],
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "kept" / "transcripts.db")
    yield opened
    opened.close()


@pytest.fixture
def consultation() -> tuple[Event, ...]:
    """One turn that holds every kind of event, as a store gives it back."""
    in_turn: list[Event] = [
        UserSaid(text="HR rewrites our policies every quarter. 7B, please."),
        ToolCalled(call="c1", tool="estimate", args={"params_b": 7, "method": "lora"}),
        ToolReturned(call="c1", result={"peak_gb": 16.9, "chapter": None}, ms=0.1),
        ToolCalled(step=2, call="c2", tool="search", args={"question": "policies"}),
        ToolReturned(
            step=2,
            call="c2",
            result={
                "passages": [
                    {
                        "anchor": "14.1/1.2/rag-dynamic",
                        "title": "What changes belongs outside",
                        "text": "Knowledge that changes is looked up.",
                        "score": 0.71,
                    }
                ],
                "coverage": "covered",
            },
        ),
        PassageFound(anchor="14.1/1.2/rag-dynamic", score=0.71, query="policies", call="c2"),
        FactNoted(field="knowledge_changes", value="quarterly", quote="every quarter"),
        FactNoted(field="needs_citations", value=True, origin="assumed"),
        FactNoted(field="model_size_b", value=None, origin="set"),
        FactSkipped(field="needs_format"),
        AdvisorSaid(
            text="**RAG**: LoRA of 7B would need 16.9 GB [14.1/1.2/rag-dynamic].",
            checked=(Pointer(span="16.9 GB", origin="c1.peak_gb"),),
            repaired=(Repair(said="17 GB", shown="16.9 GB", why=("wrong_number",)),),
            citations=("14.1/1.2/rag-dynamic",),
        ),
        Decided(decision=DECISION),
        Asked(
            field="needs_style", text="A voice of its own?", options=("yes", "no"), why="It may."
        ),
        TroubleNoted(what="The endpoint refused."),
        UnknownEvent.model_validate({"kind": "rated", "stars": 5, "note": None}),
        TurnEnded(tokens_in=10, tokens_out=5, usd=0.01),
    ]
    events = [
        SessionStarted(channel="terminal", app="0.1.0", versions={"rules": "r1"}),
        *(each.model_copy(update={"turn": 1}) for each in in_turn),
    ]
    return tuple(
        each.model_copy(update={"session": "s", "number": number})
        for number, each in enumerate(events, start=1)
    )
