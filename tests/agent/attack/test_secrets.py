"""What a person pastes by mistake is nowhere afterwards: not kept, sent, said or logged."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.false_secrets import seeded
from support.openai_endpoint import Answer, openai_endpoint

from agent.chat_model import make_chat_model
from agent.events import Action, TroubleNoted
from agent.said import Said
from agent.scripted import ScriptedChatModel, calls, says
from agent.transcripts.html import to_html
from agent.transcripts.jsonl import import_jsonl, to_jsonl
from agent.transcripts.markdown import to_markdown
from tools.masking.logs import mask_logs

SECRETS = list(seeded(each=3))
PLACES = ("chat", "reply", "tool")
ATTEMPTS = [(place, *each) for each in SECRETS for place in PLACES]


@pytest.fixture
def log_lines() -> Iterator[io.StringIO]:
    before = logging.getLogRecordFactory()
    mask_logs()
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    logging.getLogger().addHandler(handler)
    yield out
    logging.getLogger().removeHandler(handler)
    logging.setLogRecordFactory(before)


def stands_in(text: str, secret: str) -> bool:
    """Tell whether a secret, or the longest line of one that has several, stands in a text."""
    return max(secret.splitlines(), key=len) in text


def everywhere(store, session: str, folder: Path) -> str:
    """All that is kept of a session: the transcript, its exports, and every file on the disk."""
    events = store.events(session)
    kept = [to_jsonl(events), to_markdown(events), to_html(events)]
    files = [f.read_bytes().decode(errors="replace") for f in folder.rglob("*") if f.is_file()]
    return "\n".join([*kept, *files])


@pytest.mark.parametrize("place", PLACES)
async def test_sixty_secrets_are_nowhere_afterwards(
    advisor_with, everything, store, tmp_path, log_lines, place
) -> None:
    said = {"chat": "This fails: {}", "reply": "Why does this fail?", "tool": "Look it up"}[place]
    found = []
    seen = []
    for at, (name, secret, text) in enumerate(SECRETS[:: len(SECRETS) // 26]):
        script = [says(f"You wrote {text} there. Revoke it.")]
        if place == "tool":
            script.insert(0, calls("search", question=text))
            script.insert(0, calls("no_such_tool", key=text))
        chat_model = ScriptedChatModel(script=script)
        session = f"{place}-{at}"

        events = await everything(
            advisor_with(chat_model).reply(session, Said(said.format(text), by=text))
        )

        shown = "\n".join(event.model_dump_json() for event in events)
        sent = "\n".join(str(message) for call in chat_model.seen for message in call)
        seen.append(any(isinstance(event, TroubleNoted) for event in events))
        found += [name for where in (shown, sent) if stands_in(where, secret)]
    kept = everywhere(store, f"{place}-0", tmp_path)
    found += [name for name, secret, _ in SECRETS if stands_in(kept + log_lines.getvalue(), secret)]

    assert found == []
    assert place != "chat" or all(seen)


@pytest.mark.parametrize(("name", "secret", "text"), SECRETS[1::24], ids=lambda v: v[:20])
async def test_no_request_of_a_turn_carries_one(advisor_with, everything, name, secret, text):
    """Tool calls, a tool that we don't have, a second try on the wire, and one in other words."""
    script = (
        Answer(fault="500"),
        Answer(tool_calls=(("search", {"question": f"What is {text}?"}), (text[:60], {"a": text}))),
        Answer(f"It needs 77.7 GB with {text}."),
        Answer(f"Revoke {text} now."),
    )
    with openai_endpoint(*script) as endpoint:
        chat_model = make_chat_model(
            "openai:mock", api_key="any", base_url=endpoint.url, turn_seconds=30.0
        )
        advisor = advisor_with(chat_model, turn_seconds=30.0)
        await everything(advisor.reply("s", f"Why does this fail? {text}"))
        await everything(advisor.reply("s", "And now?"))

    assert len(endpoint.requests) >= 4
    assert [at for at, sent in enumerate(endpoint.requests) if stands_in(str(sent), secret)] == []


async def test_the_writer_is_told_what_was_masked(advisor, everything) -> None:
    _, _, text = next(each for each in SECRETS if each[0] == "GitHub")

    events = await everything(advisor.reply("s", f"Our 900 pages change weekly, token {text}"))

    notes = [event.what for event in events if isinstance(event, TroubleNoted)]
    assert notes and "GitHub token" in notes[0] and "revoke it" in notes[0]


async def test_a_correction_that_holds_one_is_masked_and_its_writer_told(
    advisor_with, everything, store
) -> None:
    _, secret, text = next(each for each in SECRETS if each[0] == "GitHub")
    chat_model = ScriptedChatModel(script=[says("What should it do?")] * 2)
    typed = Said("Set", action=Action(set={"task_summary": f"a bot with {text}"}))

    events = await everything(advisor_with(chat_model).reply("s", typed))

    assert secret not in to_jsonl(store.events("s")) + str(chat_model.seen)
    assert any(isinstance(e, TroubleNoted) and "GitHub token" in e.what for e in events)


@pytest.mark.parametrize(("name", "secret", "text"), SECRETS[::12], ids=lambda v: v[:20])
@pytest.mark.parametrize("beside", ["900 pages", "How "], ids=["said", "asked"])
async def test_an_imported_transcript_brings_none(
    advisor, everything, store, name, secret, text, beside
) -> None:
    await everything(advisor.reply("s", "Our 900 pages change weekly"))
    lines = to_jsonl(store.events("s"))
    assert beside in lines

    imported = import_jsonl(store, lines.replace(beside, f"{beside} {json.dumps(text)[1:-1]} "))

    assert secret not in to_jsonl(store.events(imported))
