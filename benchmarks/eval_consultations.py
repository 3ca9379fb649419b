"""Ten golden consultations against whatever chat model is configured: never a part of the tests.

With FINETUNE_ADVISOR_CHAT_MODEL=openai:NAME this costs money: some 20 calls of 8,000 tokens each.
Ends with status 0 in any case: it reports, it does not judge.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from agent.advisor import Advisor  # noqa: E402
from agent.chat_model import where_text_goes  # noqa: E402
from agent.events import AdvisorSaid, Event, ToolCalled, TroubleNoted  # noqa: E402
from agent.settings import Settings  # noqa: E402
from agent.spending import spent_in  # noqa: E402
from agent.transcripts import fold  # noqa: E402
from agent.transcripts.spending import Spent  # noqa: E402
from tools.vocabulary import Record  # noqa: E402

FOLDER = Path(__file__).parent


class Consultation(Record):
    """What a person says, and what should come of it."""

    name: str
    says: tuple[str, ...]
    facts: dict[str, Any]
    """Facts to be read; null for one that must not be."""
    tools: tuple[str, ...]
    """Tools to be called."""
    strategy: str
    """The decision; empty where none is expected."""


class Result(Record):
    """What came of a consultation."""

    name: str
    facts_right: int
    facts: int
    tools_right: int
    tools: int
    decision: str
    decision_right: bool
    repairs: int
    """Units of the replies that did not trace, and were put right or left out."""
    troubles: int
    """Times that the rules had to take over."""
    spent: Spent


def golden() -> tuple[Consultation, ...]:
    """Read the golden consultations."""
    text = (FOLDER / "consultations.json").read_text(encoding="utf-8")
    return tuple(Consultation.model_validate(each) for each in json.loads(text))


async def hold(advisor: Advisor, consultation: Consultation) -> Result:
    """Hold one consultation, and compare."""
    session = f"eval-{consultation.name}"
    for words in consultation.says:
        async for _ in advisor.reply(session, words):
            pass
    return compared(consultation, advisor.store.events(session))


def compared(consultation: Consultation, events: Sequence[Event]) -> Result:
    """Compare a transcript with what should have come of it."""
    known = {name: fact.value for name, fact in fold.facts_of(events).items()}
    called = {event.tool for event in events if isinstance(event, ToolCalled)}
    decision = (fold.decision_of(events) or {}).get("strategy", "none")
    said = [event for event in events if isinstance(event, AdvisorSaid)]
    return Result(
        name=consultation.name,
        facts_right=sum(known.get(name) == value for name, value in consultation.facts.items()),
        facts=len(consultation.facts),
        tools_right=len(called & set(consultation.tools)),
        tools=len(consultation.tools),
        decision=decision,
        decision_right=consultation.strategy in {"", decision},
        repairs=sum(len(event.repaired) for event in said),
        troubles=sum(isinstance(event, TroubleNoted) for event in events),
        spent=spent_in(events),
    )


def report(results: Sequence[Result]) -> str:
    """Lay out the results, a line each, and their sums."""
    head = (
        f"{'consultation':34} facts tools {'decision':24} repaired by rules "
        f"{'tokens':>7} {'USD':>6}"
    )
    lines = [
        f"{each.name:34} {each.facts_right}/{each.facts}   {each.tools_right}/{each.tools}   "
        f"{'✓' if each.decision_right else '✗'} {each.decision:22} {each.repairs:7} "
        f"{each.troubles:9} {each.spent.tokens:7,} {each.spent.usd:.4f}"
        for each in results
    ]
    total = sum((each.spent for each in results), Spent())
    sums = (
        f"facts {sum(r.facts_right for r in results)}/{sum(r.facts for r in results)} · "
        f"tools {sum(r.tools_right for r in results)}/{sum(r.tools for r in results)} · "
        f"decisions {sum(r.decision_right for r in results)}/{len(results)} · "
        f"repairs {sum(r.repairs for r in results)} · "
        f"taken over {sum(r.troubles for r in results)} · "
        f"{total.tokens_in:,} tokens in, {total.tokens_out:,} out · {total.usd:.4f} USD"
    )
    return "\n".join([head, *lines, sums])


async def main() -> None:
    """Hold them all with the chat model that the settings name."""
    from ui.compose import be_quiet, open_advisor, open_knowledge, open_store

    be_quiet()
    settings = Settings.read()
    with tempfile.TemporaryDirectory() as scratch:
        apart = settings.model_copy(update={"data_dir": Path(scratch)})
        store = open_store(apart)
        advisor = open_advisor(apart, store, open_knowledge(apart))
        print(where_text_goes(settings.chat_model, settings.openai_base_url))
        print(report([await hold(advisor, each) for each in golden()]))
        store.close()


if __name__ == "__main__":
    asyncio.run(main())
