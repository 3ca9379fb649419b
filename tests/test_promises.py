"""What holds for whole processes: nothing is lost, nothing waits for ever, nobody is called."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from agent.events import AdvisorSaid, TurnEnded, UserSaid
from agent.transcripts import fold
from agent.transcripts.store import Store
from knowledge import build

COMMAND = [sys.executable, "-c", "from ui.cli import main; main()"]


@pytest.fixture(scope="session")
def index(tmp_path_factory) -> Path:
    """An index that is built once."""
    folder = tmp_path_factory.mktemp("built") / "index"
    build(folder)
    return folder


@pytest.fixture
def place(tmp_path, index) -> dict[str, str]:
    """An environment with a data folder of its own, and no key."""
    data = tmp_path / "data"
    shutil.copytree(index, data / "index")
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "FINETUNE_ADVISOR_DATA_DIR": str(data), "TMPDIR": str(tmp_path)}


def store_of(place) -> Store:
    return Store(Path(place["FINETUNE_ADVISOR_DATA_DIR"]) / "transcripts.sqlite3")


def chat(place, *lines, before=()):
    """Start `chat --json` and hand it its lines."""
    process = subprocess.Popen(
        [*before, *COMMAND, "chat", "--json"],
        env=place,
        cwd=place["TMPDIR"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    process.stdin.write("".join(json.dumps(line) + "\n" for line in lines))
    process.stdin.flush()
    return process


@pytest.mark.sandbox
def test_a_consultation_needs_no_network(place):
    said = {"message": "HR rewrites our policies every quarter. What is QLoRA?"}
    process = chat(place, said, before=["unshare", "-rn"])

    answered, trouble = process.communicate(timeout=60)

    answer = json.loads(answered)
    assert answer["decision"]["strategy"], trouble
    assert answer["citations"]


@pytest.mark.skipif(shutil.which("strace") is None, reason="no strace here: apt-get install strace")
def test_serving_a_page_and_a_consultation_call_nobody(place, tmp_path):
    trace = tmp_path / "trace"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    watched = ["strace", "-f", "-qq", "-e", "trace=connect,sendto", "-o", str(trace)]
    server = subprocess.Popen(
        [*watched, *COMMAND, "serve"],
        env={**place, "FINETUNE_ADVISOR_PORT": str(port)},
        cwd=place["TMPDIR"],
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        health = wait_for(f"http://127.0.0.1:{port}/healthz")
        page = urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10).read()
        process = chat(place, {"message": "What is QLoRA?"}, before=watched)
        process.communicate(timeout=120)
        time.sleep(2)  # long enough for a library that phones home once it has loaded
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()

    assert health["status"] == "ok"
    assert b"<html" in page
    assert outside(trace.read_text()) == []


def outside(trace: str) -> list[str]:
    """Calls to an address that is not on this machine."""
    return [
        line
        for line in trace.splitlines()
        if re.search(r"AF_INET6?", line) and not re.search(r'"127\.|"::1"|"::ffff:127\.', line)
    ]


def test_a_call_to_another_machine_would_be_seen():
    local = 'connect(5, {sa_family=AF_INET, sin_addr=inet_addr("127.0.0.1")}, 16) = 0'
    foreign = 'connect(5, {sa_family=AF_INET, sin_addr=inet_addr("192.0.2.1")}, 16) = 0'

    assert outside(f"{local}\n{foreign}") == [foreign]


def wait_for(url: str, seconds: float = 90.0):
    until = time.monotonic() + seconds
    while True:
        try:
            return json.load(urllib.request.urlopen(url, timeout=5))
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def test_two_processes_answer_both_messages_of_one_session(place):
    first = chat(place, {"message": "We have 900 labelled examples"})
    session = json.loads(first.stdout.readline())["session"]
    lines = [{"session": session, "message": f"{n}00 labelled examples"} for n in (7, 8)]

    both = [chat(place, line) for line in lines]
    answers = [json.loads(process.communicate(timeout=60)[0]) for process in both]
    first.communicate(timeout=60)

    assert sorted(answer["turn"] for answer in answers) == [2, 3]
    kept = store_of(place).events(session)
    kinds = [type(event) for event in kept if isinstance(event, UserSaid | TurnEnded)]
    assert kinds == [UserSaid, TurnEnded] * 3


def test_what_was_said_survives_a_kill_in_the_middle_of_the_reply(place):
    process = chat(place, {"message": "We have 900 labelled examples"})
    session = json.loads(process.stdout.readline())["session"]
    process.stdin.write(json.dumps({"message": "HR rewrites our policies quarterly"}) + "\n")
    process.stdin.flush()
    store = store_of(place)
    until = time.monotonic() + 20
    while len(fold.words_of(store.events(session))) < 2 and time.monotonic() < until:
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.wait()

    resumed = chat(place, {"session": session, "message": "And now?"})
    answer = json.loads(resumed.communicate(timeout=60)[0])

    kept = store.events(session)
    said = [event.text for event in fold.words_of(kept)]
    assert said[:2] == ["We have 900 labelled examples", "HR rewrites our policies quarterly"]
    assert answer["turn"] == 3
    assert [event.number for event in kept] == list(range(1, len(kept) + 1))
    assert fold.has_ended(kept, 2)
    assert any(isinstance(event, AdvisorSaid) for event in fold.of_turn(kept, 3))
