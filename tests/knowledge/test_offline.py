"""Seen from outside: patched Python sockets would not see what native libraries do."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SEARCH = """
import sys, time
from pathlib import Path
from knowledge import Knowledge
found = Knowledge.open(Path(sys.argv[1])).search("Which learning rate?")
time.sleep(float(sys.argv[2]))
print(found.passages[0].anchor)
"""


def run(*before: str, folder: Path, wait_s: float = 0.0) -> "subprocess.CompletedProcess[str]":
    command = [*before, sys.executable, "-c", SEARCH, str(folder), str(wait_s)]
    return subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env={"HOME": str(folder / "home")}
    )


@pytest.mark.sandbox
def test_build_and_search_need_no_network(tmp_path: Path) -> None:
    for unshare in (("unshare", "-n"), ("unshare", "-rn")):
        if shutil.which("unshare") and subprocess.run([*unshare, "true"]).returncode == 0:
            break
    else:
        pytest.skip("no empty network namespace can be made here (unshare -n)")

    done = run(*unshare, folder=tmp_path)

    assert done.stdout.strip() == "14.1/4.2/learning-rate", done.stderr


@pytest.mark.sandbox
def test_search_opens_no_socket_beyond_the_machine_and_writes_nothing_at_home(
    knowledge_folder: Path, knowledge: object, tmp_path: Path
) -> None:
    strace = shutil.which("strace")
    trace = tmp_path / "trace"
    if not strace or subprocess.run([strace, "-o", str(trace), "true"]).returncode != 0:
        pytest.skip("system calls can't be watched here (strace)")

    # A library that phones home does so some seconds after its first use.
    done = run(
        strace, "-f", "-qq", "-e", "trace=socket", "-o", str(trace),
        folder=knowledge_folder, wait_s=4,
    )  # fmt: skip

    assert done.stdout.strip() == "14.1/4.2/learning-rate", done.stderr
    assert [line for line in trace.read_text().splitlines() if "AF_INET" in line] == []
    assert not (knowledge_folder / "home").exists()
