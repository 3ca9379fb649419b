"""Docs that can't go stale: generated blocks, commands, settings, folders."""

import re
import subprocess
from pathlib import Path

import pytest
from support.readme import ROOT, written_anew

from agent.settings import PREFIX, Settings
from ui.cli import COMMANDS

READMES = sorted(
    path
    for folder in ("agent", "benchmarks", "knowledge", "tests", "tools", "ui")
    for path in [ROOT / folder / "README.md"]
)


def test_the_conversation_in_the_readme_is_the_recorded_one():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert written_anew(readme) == readme


def test_the_readme_names_every_command():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert [name for name in COMMANDS if f"`{name}" not in readme and name not in readme] == []


def test_the_example_of_the_settings_names_every_setting():
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    names = {
        str(field.validation_alias) if field.validation_alias else PREFIX + name.upper()
        for name, field in Settings.model_fields.items()
    }

    assert names == set(re.findall(r"^# ([A-Z_]+)=", example, re.MULTILINE))


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.parent.name)
def test_each_folder_says_what_lives_in_it(path: Path):
    assert path.is_file()


def test_the_project_speaks_of_itself_alone():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    forbidden = re.compile("/" + "work/|/" + "root/|python" + "hosted|npm" + r"js\.(?:org|com)")

    found = [
        name
        for name in tracked
        if (ROOT / name).is_file()
        and forbidden.search((ROOT / name).read_text(encoding="utf-8", errors="ignore"))
    ]

    assert found == []
