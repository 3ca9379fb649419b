"""Secrets in a document that is uploaded or indexed are nowhere afterwards."""

import asyncio
import html
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient
from support.false_secrets import seeded
from support.openai_endpoint import Answer, openai_endpoint
from support.pdf_writer import pdf

from agent.advisor import Advisor
from agent.chat_model import make_chat_model
from agent.settings import Settings
from agent.transcripts.html import to_html
from agent.transcripts.store import Store
from knowledge.documents import Library
from knowledge.documents.reading import read
from tools.masking.logs import mask_logs
from ui.cli import main
from ui.identity import OWNER_COOKIE, Identity
from ui.server import build_app

SECRETS = list(seeded(each=1, seed=77))
PLACES = [f"How machine {at} is reached: {text}" for at, (_, _, text) in enumerate(SECRETS)]
_, IN_A_NAME, _ = next(each for each in SECRETS if each[0] == "GitHub")
ASKED = (3, 19, 34, 50)
"""Machines that are asked about in a conversation."""


def markdown(places: list[str]) -> bytes:
    return "\n\n".join(f"## Place {place.split()[2]}\n\n{place}" for place in places).encode()


def page(places: list[str]) -> bytes:
    return "".join(f"<h2>Place</h2><pre>{html.escape(place)}</pre>" for place in places).encode()


def printed(places: list[str]) -> bytes:
    return pdf([[(18, "Place"), *((11, line) for line in p.splitlines())] for p in places])


FILES = {
    "machines.md": markdown(PLACES[0::4]),
    "machines.txt": "\n\n".join(PLACES[1::4]).encode(),
    "machines.html": page(PLACES[2::4]),
    "machines.pdf": printed(PLACES[3::4]),
    f"key {IN_A_NAME}.md": b"# Notes\n\nMachine 99 is switched off.",
}


@pytest.fixture
def log_lines() -> Iterator[io.StringIO]:
    before = logging.getLogRecordFactory()
    mask_logs()
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield out
    root.setLevel(level)
    root.removeHandler(handler)
    logging.setLogRecordFactory(before)


def found_in(text: str) -> list[str]:
    """Name the secrets of which a line stands in a text."""
    return [
        name
        for name, secret, _ in SECRETS
        if any(len(line) > 11 and "KEY---" not in line and line in text
               for line in secret.splitlines())
    ]  # fmt: skip


def on_disk(folder: Path) -> str:
    kept = (each for each in folder.rglob("*") if each.is_file())
    return "\n".join(each.read_bytes().decode(errors="replace") for each in kept)


def test_the_files_hold_every_secret_before_they_are_taken_in():
    assert len(SECRETS) >= 60
    read_again = " ".join(block.text for name in FILES for block in read(name, FILES[name]).blocks)

    assert len(found_in(read_again)) == len(SECRETS)


def test_uploaded_to_the_page_they_are_nowhere_afterwards(tmp_path, knowledge, log_lines):
    store, library = Store(tmp_path / "transcripts.sqlite3"), Library(tmp_path / "documents", read)
    settings = Settings(data_dir=tmp_path, _env_file=None)
    with openai_endpoint(Answer("…")) as endpoint:
        speaks = make_chat_model(
            "openai:mock", api_key="any", base_url=endpoint.url, turn_seconds=30.0
        )
        advisor = Advisor(store, knowledge, speaks, library=library)
        app = build_app(advisor, store, knowledge, settings, library=library)
        anna = TestClient(app, base_url="http://127.0.0.1")
        anna.get("/")
        answers = [anna.put(f"/documents/{quote(name)}", content=FILES[name]) for name in FILES]
        cookie = f"{OWNER_COOKIE}={anna.cookies[OWNER_COOKIE]}"
        owner = Identity(store.secret("cookies")).owner({"cookie": cookie})
        asyncio.run(conversation(advisor, endpoint, owner))
        passages = [anna.get(f"/passages/{each}") for each in library.of(owner).anchors]
    exports = [anna.get("/transcripts/s.jsonl"), anna.get("/records/s.md"), anna.get("/documents")]
    served = [*answers, *passages, *exports]

    assert {answer.status_code for answer in served} == {200}
    assert all("Secrets in it were masked (" in answer.text for answer in answers[:4])
    assert "(masked: GitHub token)" in answers[4].text
    sent = json.dumps(endpoint.requests, ensure_ascii=False)
    assert "How machine 19 is reached: " in sent
    shown = "\n".join(html.unescape(answer.text) for answer in served)
    report = html.unescape(to_html(store.events("s")))
    store.close()
    everywhere = [sent, shown, report, on_disk(tmp_path), log_lines.getvalue()]
    assert [found_in(text) for text in everywhere] == [[]] * 5


async def conversation(advisor, endpoint, owner):
    """Let a chat model look machines up, and show what it found."""
    for at in ASKED:
        looks_up = Answer(tool_calls=(("search", {"question": f"How is machine {at} reached?"}),))
        endpoint.follow(looks_up, Answer("Ask who runs it."))
        async for _ in advisor.reply("s", f"How is machine {at} reached?", owner=owner):
            pass


def test_indexed_from_the_terminal_they_are_nowhere_afterwards(tmp_path, monkeypatch, log_lines):
    monkeypatch.setenv("FINETUNE_ADVISOR_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("FINETUNE_ADVISOR_CHAT_MODEL", "guided")
    (tmp_path / "files").mkdir()
    for name, content in FILES.items():
        (tmp_path / "files" / name).write_bytes(content)
    said = "\n".join(json.dumps({"message": f"How is machine {at} reached?"}) for at in ASKED)

    ran = [
        CliRunner().invoke(main, arguments, input=said)
        for arguments in (
            ["index", str(tmp_path / "files")],
            ["index", "--list"],
            ["chat", "--json", "--session", "s"],
            ["transcripts", "export", "s", "--format", "html"],
        )
    ]

    assert [each.exit_code for each in ran] == [0] * 4
    assert ran[0].output.count("Secrets in it were masked (") == 4
    assert "machine 19 is reached" in ran[2].output
    shown = "\n".join(html.unescape(each.output) for each in ran)
    everywhere = [shown, on_disk(tmp_path / "data"), log_lines.getvalue()]
    assert [found_in(text) for text in everywhere] == [[]] * 3
