"""`dataset`: a file in, counts out; a page of the report; what is no text is refused."""

import json

import pytest
from click.testing import CliRunner

from tools.errors import InputError
from ui.commands.dataset import dataset

ROWS = [{"prompt": f"What is {n} + {n}?", "completion": f"It is {2 * n}."} for n in range(40)]


@pytest.fixture
def pairs(tmp_path):
    file = tmp_path / "pairs.jsonl"
    file.write_text("".join(f"{json.dumps(row)}\n" for row in [*ROWS, ROWS[0]]))
    return file


def run(*arguments):
    return CliRunner().invoke(dataset, [str(each) for each in arguments], catch_exceptions=False)


def test_one_json_object_with_counts(pairs):
    told = json.loads(run(pairs, "--json").stdout)

    assert (told["rows"], told["duplicates"], told["format"]) == (41, 1, "prompt_completion")


def test_the_report_is_a_page_that_stands_alone(pairs, tmp_path):
    run(pairs, "--test", pairs, "--html", tmp_path / "report.html")

    page = (tmp_path / "report.html").read_text()
    assert 'aria-label="Rows by length.' in page
    assert "<script" not in page and "http" not in page
    assert "It is" not in page


def test_the_name_of_a_file_stays_words(pairs, tmp_path):
    hostile = pairs.rename(tmp_path / "<img src=x>.jsonl")

    run(hostile, "--html", tmp_path / "report.html")

    assert "<img" not in (tmp_path / "report.html").read_text()


@pytest.mark.parametrize(
    ("start", "form"), [(b"PAR1", "Parquet"), (b"\x1f\x8b\x08", "gzip"), (b"PK\x03\x04", "ZIP")]
)
def test_a_file_that_is_no_text_is_refused_by_name(tmp_path, start, form):
    file = tmp_path / "rows.parquet"
    file.write_bytes(start + b"rest of it")

    with pytest.raises(InputError, match=form):
        run(file)


def test_nothing_is_left_beside_the_file(pairs):
    run(pairs, "--json")

    assert [each.name for each in pairs.parent.iterdir()] == ["pairs.jsonl"]
