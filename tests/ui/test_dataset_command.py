"""`dataset`: a file in, counts out; a page of the report; what is no text is refused."""

import json
import os
import threading

import pytest
from click.testing import CliRunner

from tools.dataset.rows import LONGEST_LINE
from tools.errors import InputError
from ui.cli import main
from ui.commands.dataset import dataset
from ui.training_file import lines_of

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
    ("start", "form"),
    [
        (b"PAR1", "Parquet"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"PK\x03\x04", "ZIP"),
        (b"BZh91AY", "bzip2"),
        (b"\x28\xb5\x2f\xfd", "Zstandard"),
        (b"%PDF-1.7", "PDF"),
        (b"\x00\x01\x02\x03", "no text"),
    ],
)
def test_a_file_that_is_no_text_is_refused_by_name(tmp_path, start, form):
    file = tmp_path / "rows.parquet"
    file.write_bytes(start + b"rest of it")

    with pytest.raises(InputError, match=form):
        run(file)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "the file is empty"),
        ("\n \n", "the file is empty"),
        ("prompt,completion\n", "there is a header, and no row below it"),
        ('[{"prompt": "a", "completion": "b"}]', "this is one JSON array"),
        ('{\n  "data": []\n}\n', "one JSON object over several lines"),
        ("prompt,completion,prompt\na,b,c\n", "two columns of the header have the same name"),
    ],
)
@pytest.mark.parametrize("which", ["training", "test"])
def test_a_file_that_cannot_be_checked_is_named_with_the_reason(pairs, tmp_path, text, why, which):
    bad = tmp_path / "bad"
    bad.write_text(text)

    with pytest.raises(InputError, match=why) as refused:
        run(bad) if which == "training" else run(pairs, "--test", bad)

    assert str(refused.value).startswith("'bad': ")


def test_a_file_without_a_row_to_train_on_is_reported_and_ends_with_one(tmp_path):
    file = tmp_path / "odd.jsonl"
    file.write_text('{"foo": "a"}\n{"prompt": "a", "prompt": "b", "completion": "c"}\n')

    result = run(file, "--json")

    faults = {fault["what"] for fault in json.loads(result.stdout)["faults"]}
    assert "a field stands there more than once" in faults
    assert any("it needs messages, conversations" in each for each in faults)
    assert result.exit_code == 1
    assert "No row of 'odd.jsonl' can be trained on" in result.stderr


def test_a_test_row_that_cannot_be_read_is_named(pairs, tmp_path):
    held_out = tmp_path / "held-out.jsonl"
    held_out.write_text(f"{json.dumps(ROWS[0])}\nnonsense\n")

    told = json.loads(run(pairs, "--test", held_out, "--json").stdout)

    assert told["leakage"]["exact"] == 1
    assert told["warnings"][0].startswith("1 row of the test file not looked for")


def test_a_pipe_is_read_once_and_whole(pairs, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(pairs.read_bytes()))
    writer.start()

    told = json.loads(run(pipe, "--json").stdout)

    writer.join()
    assert told["rows"] == 41


def test_standard_input_is_read_on_a_dash(pairs):
    result = CliRunner().invoke(dataset, ["-", "--json"], input=pairs.read_bytes())

    assert json.loads(result.stdout)["rows"] == 41


def test_a_line_without_end_is_cut_and_the_next_is_read(tmp_path):
    file = tmp_path / "long.jsonl"
    long = '{"prompt": "' + "x" * (2 * LONGEST_LINE) + '", "completion": "y"}'
    file.write_text(f"{long}\n{json.dumps(ROWS[0])}\n")

    told = json.loads(run(file, "--json").stdout)

    assert (told["rows"], told["faulty_rows"]) == (1, 1)
    assert max(map(len, lines_of(file, lambda _: None))) == LONGEST_LINE + 1


def test_a_page_that_cannot_be_written_is_a_sentence(pairs, tmp_path):
    page = tmp_path / "nowhere" / "report.html"

    result = CliRunner().invoke(main, ["dataset", str(pairs), "--html", str(page)])

    assert (result.exit_code, result.stderr) == (1, f"{page}: No such file or directory.\n")


def test_nothing_is_left_beside_the_file(pairs):
    run(pairs, "--json")

    assert [each.name for each in pairs.parent.iterdir()] == ["pairs.jsonl"]


def test_people_read_what_is_wrong_before_the_counts(pairs, tmp_path):
    pairs.write_text(f"{pairs.read_text()}no json\n")

    said = run(pairs, "--test", pairs).stdout

    assert said.startswith("41 rows in the format prompt_completion; 1 row faulty.")
    assert said.index("Mind this") < said.index("Faults") < said.index("Tokens, estimated")
    assert "not valid JSON: 1 row, at line 42" in said
    assert "Mean:" not in said
