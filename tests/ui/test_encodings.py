"""What is no UTF-8 is named with its encoding and the way to convert it; nothing is guessed."""

import json

import pytest
from click.testing import CliRunner

from ui.cli import main

LINES = '{"task_samples": 1000}\n{"task_samples": 2000}\n'
ROWS = "".join(
    json.dumps({"prompt": f"Größe {n}?", "completion": f"{n} m"}, ensure_ascii=False) + "\n"
    for n in range(5)
)
WIDE = ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
NAMES = ["UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE"]
ENCODINGS = list(zip(WIDE, NAMES, strict=True))


def run(*arguments, said=None):
    return CliRunner().invoke(main, [str(each) for each in arguments], input=said)


@pytest.mark.parametrize(("encoding", "name"), ENCODINGS)
def test_lines_in_a_wide_encoding_are_one_error_that_names_it(encoding, name):
    result = run("mix", "-", "--json", said=LINES.encode(encoding))

    (told,) = map(json.loads, result.stdout.splitlines())
    assert told["error"]["message"].startswith(f"Standard input is {name}, not UTF-8; convert")
    assert result.exit_code == 1


def test_one_line_in_another_encoding_is_an_error_and_the_next_is_answered():
    said = b'{"task_samples": 5, "method": "l\xf6ra"}\n{"task_samples": 5}\n'

    first, second = map(json.loads, run("mix", "-", "--json", said=said).stdout.splitlines())

    assert "Byte 33 of this line is no UTF-8" in first["error"]["message"]
    assert (first["error"]["line"], second["task_samples"]) == (1, 5)


@pytest.mark.parametrize(("encoding", "name"), ENCODINGS)
@pytest.mark.parametrize("text", [ROWS, "prompt,completion\nGröße?,groß\n"], ids=["jsonl", "csv"])
def test_training_data_in_a_wide_encoding_are_refused_by_its_name(tmp_path, text, encoding, name):
    file = tmp_path / "rows"
    file.write_bytes(text.encode(encoding))

    result = run("dataset", file)

    assert result.stderr == (
        f"'rows' is {name}, not UTF-8; convert it first: iconv -f {name} -t UTF-8 FILE > NEW\n"
    )
    assert result.exit_code == 1


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_rows_that_are_no_utf8_are_faulty_and_the_others_count(tmp_path, encoding):
    file = tmp_path / "rows.jsonl"
    file.write_bytes(ROWS.encode(encoding) + b'{"prompt": "plain", "completion": "text"}\n')

    told = json.loads(run("dataset", file, "--json").stdout)

    assert (told["rows"], told["faults"][0]["what"], told["faulty_rows"]) == (1, "not UTF-8", 5)
    assert "iconv -f WINDOWS-1252 -t UTF-8" in told["warnings"][0]


def test_a_transcript_in_utf16_is_refused_by_its_encoding(tmp_path, monkeypatch):
    monkeypatch.setenv("FINETUNE_ADVISOR_DATA_DIR", str(tmp_path / "data"))
    file = tmp_path / "told.jsonl"
    file.write_text('{"kind": "user_said"}\n', encoding="utf-16")

    assert "'told.jsonl' is UTF-16" in run("transcripts", "import", file).stderr
    assert "'told.jsonl' is UTF-16" in run("transcripts", "replay", file).stderr


def test_a_terminal_that_lacks_letters_shows_their_codes():
    printed = CliRunner(charset="latin-1").invoke(main, ["estimate", "7B"])

    assert printed.exit_code == 0
    assert "\\u2588" in printed.stdout


def test_names_that_steer_a_terminal_are_shown_and_not_obeyed():
    shape = {"hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32,
             "vocab_size": 32000, "_name_or_path": "\x1b[2J\u202e"}  # fmt: skip

    printed = run("estimate", json.dumps({"config": shape})).stdout

    assert printed.startswith("\\x1b[2J\\u202e: ")
