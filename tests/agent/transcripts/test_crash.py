"""A process that dies while it writes loses nothing that it has acknowledged."""

import json
import subprocess
import sys
from pathlib import Path

from agent.events import SessionStarted
from agent.transcripts.store import Store

OTHER = Path(__file__).with_name("other_process.py")


def test_fifty_killed_writers_lose_no_acknowledged_event(tmp_path):
    path = tmp_path / "t.db"
    store = Store(path)
    store.start("s", "operator", "terminal", [SessionStarted(channel="terminal", app="0")])
    store.close()

    command = [sys.executable, OTHER, "kill", path, "50", "7"]
    told = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)

    report = json.loads(told.stdout)
    assert report["lost"] == 0
    assert report["gaps"] == 0
    assert report["events"] > 100
