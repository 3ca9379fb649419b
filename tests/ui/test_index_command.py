"""`index`: one's own documents from the terminal, and what a question then finds."""

import json
import shutil

import pytest
from click.testing import CliRunner
from support.pdf_writer import pdf

from ui.cli import main

ASKED = {"message": "Which extension must be rung about a stray zeppelin?"}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A data folder whose index is built."""
    folder = tmp_path_factory.mktemp("data")
    CliRunner(env={"FINETUNE_ADVISOR_DATA_DIR": str(folder)}).invoke(main, ["index"])
    return folder


@pytest.fixture
def run(tmp_path, built, monkeypatch):
    """Run a command on a data folder of its own, in a folder with files."""
    shutil.copytree(built, tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FINETUNE_ADVISOR_DATA_DIR", str(tmp_path / "data"))
    pages = [[(18, f"{page}. Rules"), (11, f"Rule {page} of the house.")] for page in range(1, 30)]
    zeppelin = "Whoever finds a stray zeppelin must ring extension 7741."
    (tmp_path / "house.pdf").write_bytes(pdf([*pages, [(18, "30. Airships"), (11, zeppelin)]]))
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 rubbish")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "lunch.md").write_text("# Lunch\n\nGazpacho on Fridays.\n")
    (tmp_path / "more" / "photo.png").write_bytes(b"\x89PNG")
    (tmp_path / "more" / ".hidden.md").write_text("# Hidden\n\nUnseen.\n")

    def invoke(*arguments, said=None):
        return CliRunner().invoke(main, arguments, input=said)

    return invoke


def asked(run):
    return json.loads(run("chat", "--json", said=json.dumps(ASKED)).stdout)


def test_thirty_pages_are_added_cited_listed_and_deleted(run):
    added = run("index", "house.pdf")
    assert added.stdout == "house.pdf: added, 30 passages from 30 pages.\n"
    assert added.exit_code == 0

    answer = asked(run)
    assert "house.pdf, page 30" in answer["reply"]
    assert "extension 7741" in answer["reply"]
    assert answer["citations"] == [{"anchor": "doc/house/30-airships", "title": "30. Airships"}]
    assert answer["violations"] == []

    assert "30 pages, 30 passages" in run("index", "--list").stdout
    assert "deleted" in run("index", "--delete", "house.pdf").stdout
    assert "no documents" in run("index", "--list").stdout

    after = asked(run)
    assert "7741" not in after["reply"]
    assert after["citations"] == []


def test_a_folder_gives_what_can_be_read_in_it(run):
    assert run("index", "more").stdout == "more/lunch.md: added, 1 passage.\n"


def test_a_file_that_cannot_be_read_ends_with_one_and_the_others_are_added(run):
    result = run("index", "broken.pdf", "house.pdf")

    assert result.exit_code == 1
    assert "broken.pdf: not added, it is a broken PDF" in result.stdout
    assert "house.pdf: added" in result.stdout


def test_a_path_that_is_not_there_is_said(run):
    result = run("index", "gone.pdf")

    assert result.exit_code == 1
    assert "There is no file or folder 'gone.pdf'." in result.stderr


def test_deleting_what_is_not_there_names_what_is(run):
    run("index", "more/lunch.md")

    assert "Your documents: lunch.md." in run("index", "--delete", "launch.md").stderr


def test_a_replay_after_the_deletion_says_what_is_missing(run):
    run("index", "house.pdf")
    session = asked(run)["session"]
    assert run("transcripts", "replay", session).exit_code == 0

    run("index", "--delete", "house.pdf")

    replayed = run("transcripts", "replay", session)
    assert replayed.exit_code == 1
    assert "doc/house/30-airships, which a search found, is not at hand" in replayed.stdout


def test_doctor_counts_the_documents(run):
    run("index", "more/lunch.md")

    assert "documents: 1 of your own, 1 passages" in run("doctor").stdout


def test_search_finds_what_was_added(run):
    run("index", "more")

    found = json.loads(run("search", "When is there gazpacho?", "--json").stdout)

    assert found["passages"][0]["file"] == "more/lunch.md"
    assert "1 passage," in run("index", "--list").stdout
