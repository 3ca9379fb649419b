"""What every test may use; what the machine lacks is named at the end."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge import Knowledge

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what this machine can't run, and say why."""
    lacking = {
        "browser": None if CHROMIUM else "no Chromium here: apt-get install chromium",
        "sandbox": None if _can_cut_the_network() else "no network namespace can be made here",
    }
    for item in items:
        for marker, reason in lacking.items():
            if reason and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was left out, once a reason."""
    reasons: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2].removeprefix("Skipped: ")
        reasons[reason] = reasons.get(reason, 0) + 1
    for reason, count in reasons.items():
        terminalreporter.write_line(f"LEFT OUT {count}: {reason}")


def _can_cut_the_network() -> bool:
    unshare = shutil.which("unshare")
    if unshare is None:
        return False
    return subprocess.run([unshare, "-rn", "true"], capture_output=True).returncode == 0


@pytest.fixture(scope="session")
def knowledge_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the built-in index of this run lies."""
    return tmp_path_factory.mktemp("index")


@pytest.fixture(scope="session")
def knowledge(knowledge_folder: Path) -> Iterator[Knowledge]:
    """The built-in index, built once."""
    yield Knowledge.open(knowledge_folder)


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data folder of one's own."""
    return tmp_path / "data"
