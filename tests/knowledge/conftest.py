from pathlib import Path

import pytest

from knowledge import Knowledge


@pytest.fixture(scope="session")
def knowledge_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("knowledge")


@pytest.fixture(scope="session")
def knowledge(knowledge_folder: Path) -> Knowledge:
    """The built-in notes, indexed once for the whole run."""
    return Knowledge.open(knowledge_folder)
