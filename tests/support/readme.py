"""What is generated in the README: a golden transcript's conversation, what a command prints.

`python tests/support/readme.py` writes it anew; a test notices when it is stale.
"""

import re
import shlex
from collections.abc import Sequence
from pathlib import Path

from click.testing import CliRunner

from agent.events import AdvisorSaid, Asked, Event, UserSaid
from agent.transcripts.jsonl import read_jsonl
from ui.cli import main

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"(<!-- generated: conversation (\S+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
PRINTED = re.compile(
    r"(<!-- generated: the first (\d+) lines of this command -->\n\n```text\n\$ (.*?)\n)"
    r"(.*?)(```\n\n<!-- end -->)",
    re.DOTALL,
)


def written_anew(readme: str) -> str:
    """Fill each generated block of a README with today's text."""

    def fill(match: re.Match[str]) -> str:
        events = read_jsonl((ROOT / match[2]).read_bytes()).events
        return f"{match[1]}{conversation(events)}{match[4]}"

    def run(match: re.Match[str]) -> str:
        program, *arguments = shlex.split(match[3])
        result = CliRunner().invoke(main, arguments, prog_name=program)
        printed = "\n".join(result.stdout.splitlines()[: int(match[2])])
        return f"{match[1]}{printed}\n{match[5]}"

    return PRINTED.sub(run, BLOCK.sub(fill, readme))


def conversation(events: Sequence[Event]) -> str:
    """Lay out what was said and asked."""
    parts: list[str] = []
    for event in events:
        if isinstance(event, UserSaid):
            parts.append(f"**You:** {event.text}")
        elif isinstance(event, AdvisorSaid):
            parts.append("\n".join(f"> {line}".rstrip() for line in event.text.split("\n")))
        elif isinstance(event, Asked):
            options = " ".join(f"`{option}`" for option in (*event.options, "Don't know"))
            parts.append(f"> *{event.text}* {options}")
    return "\n" + "\n\n".join(parts) + "\n\n"


if __name__ == "__main__":
    file = ROOT / "README.md"
    file.write_text(written_anew(file.read_text(encoding="utf-8")), encoding="utf-8")
