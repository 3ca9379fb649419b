"""Cold start to the first answer, beside the imports that can't be avoided.

python -m benchmarks.bench_start [--repeats 5]
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

from benchmarks.bench_turns import CORES, QUIET, SERVE, free_port, process
from benchmarks.gradio_driver import Visitor

SAID = "Staff ask about our HR policies, and HR rewrites them every quarter. Should we fine-tune?"
ADVISOR_IMPORTS = "import langchain.agents, chromadb"
EMPTY_PAGE = (
    "import sys, gradio as gr\n"
    "with gr.Blocks(analytics_enabled=False) as page:\n"
    "    gr.HTML('')\n"
    "page.launch(server_port=int(sys.argv[1]), quiet=True)\n"
)


def seconds(work: Callable[[], None]) -> float:
    """Time one piece of work [s]."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def first_terminal_answer(folder: str) -> None:
    """Start the terminal's consultation, and read the first answer."""
    command = [sys.executable, "-c", SERVE, "chat", "--json"]
    env = {**os.environ, "FINETUNE_ADVISOR_DATA_DIR": folder}
    line = json.dumps({"message": SAID}).encode() + b"\n"
    answered = subprocess.run(command, input=line, env=env, capture_output=True, check=True)
    assert json.loads(answered.stdout)["decision"]["strategy"] == "rag"


def imports() -> None:
    """Start Python and import what the advisor can't do without."""
    subprocess.run([sys.executable, "-c", ADVISOR_IMPORTS], check=True, capture_output=True)


def first_page_answer(folder: str) -> None:
    """Start the server, open the page, and read the first answer."""
    port = free_port()
    env = {"FINETUNE_ADVISOR_DATA_DIR": folder, "FINETUNE_ADVISOR_PORT": str(port)}
    with process(port, "-c", SERVE, "serve", core=CORES[0], env=env):
        asyncio.run(_visit(port, speaks=True))


def empty_page() -> None:
    """Start an empty page, and open it."""
    port = free_port()
    with process(port, "-c", EMPTY_PAGE, str(port), core=CORES[0], env=QUIET):
        asyncio.run(_visit(port, speaks=False))


async def _visit(port: int, *, speaks: bool) -> None:
    visitor = Visitor(f"http://127.0.0.1:{port}")
    await visitor.load()
    if speaks:
        await visitor.say(SAID)
    await visitor.close()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3)
    repeats = parser.parse_args().repeats
    print("| door | ours, s | peer, s | ratio | peer |\n| --- | ---: | ---: | ---: | --- |")
    with tempfile.TemporaryDirectory() as folder:
        first_terminal_answer(folder)  # builds the index
        doors = {
            "terminal": (lambda: first_terminal_answer(folder), imports, ADVISOR_IMPORTS),
            "browser": (lambda: first_page_answer(folder), empty_page, "an empty gr.Blocks"),
        }
        for door, (ours, peer, named) in doors.items():
            pairs = [(seconds(ours), seconds(peer)) for _ in range(repeats)]
            mine, theirs = (statistics.median(each) for each in zip(*pairs, strict=True))
            ratio = statistics.median(mine / theirs for mine, theirs in pairs)
            print(f"| {door} | {mine:.2f} | {theirs:.2f} | {ratio:.2f} | `{named}` |")


if __name__ == "__main__":
    main()
