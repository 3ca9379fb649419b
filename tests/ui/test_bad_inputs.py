"""Bad input is answered by field, value, range and way out, and the next line is answered."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from ui.cli import main

ROWS = [
    json.loads(line)
    for line in Path(__file__).with_name("bad_inputs.jsonl").read_text("utf-8").splitlines()
]
FINE = {
    "mix": {"task_samples": 5000},
    "cost": {"monthly_requests": 1000, "prompt_tokens": 500, "output_tokens": 100,
             "input_usd_per_million": 1, "output_usd_per_million": 2},
    "estimate": {"params_b": 7, "method": "lora"},
    "what-fits": {"on": "24 GB", "method": "qlora"},
    "decide": {"needs_style": True},
    "power": {"baseline": 0.88, "target": 0.95},
    "forgetting": {"method": "lora"},
    "unlearn": {"data_entered_via": "index"},
    "verify": {"reply": "Good morning."},
}  # fmt: skip
SETTINGS = [
    ("PORT", "70000", "FINETUNE_ADVISOR_PORT: 70,000 is outside 0 to 65,535"),
    ("TURN_SECONDS", "inf", "FINETUNE_ADVISOR_TURN_SECONDS: 'inf' is no finite number"),
    ("STREAM", "maybe", "FINETUNE_ADVISOR_STREAM: 'maybe' is neither true nor false"),
    ("CHAT_MODEL", "antropic:claude", "use `guided`, or `openai:NAME`"),
    ("DATA_DIR", __file__, "is a file; give the path of a folder"),
    ("chat_modle", "guided", "Did you mean FINETUNE_ADVISOR_CHAT_MODEL?"),
]
ADDRESSES = ["file:///etc/passwd", "localhost:8000", "http://", "http://host:99999/v1"]


def line_of(row) -> str:
    if "line" not in row:
        return json.dumps(row["input"])
    return row["line"] % ("9" * row["digits"]) if "digits" in row else row["line"]


def ask(*arguments, said=None, **settings):
    return CliRunner(env=settings).invoke(main, arguments, input=said)


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_a_bad_line_is_answered_in_words_and_the_next_one_as_ever(row):
    fine = json.dumps(FINE[row["command"]])

    result = ask(row["command"], "-", "--json", said=f"{line_of(row)}\n{fine}\n")

    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert "error" not in second
    assert "Traceback" not in result.output
    if "answer" in row:
        assert row["answer"].items() <= first.items()
        return
    message = first["error"]["message"]
    assert first["error"]["field"] == row["field"]
    assert all(each in message for each in row["says"]), message


@pytest.mark.parametrize("name, value, says", SETTINGS, ids=[each[0] for each in SETTINGS])
def test_a_setting_that_does_not_fit_is_named_with_its_range(tmp_path, name, value, says):
    folder = {"FINETUNE_ADVISOR_DATA_DIR": str(tmp_path)}

    result = ask("doctor", **folder | {f"FINETUNE_ADVISOR_{name}": value})

    assert (result.exit_code, says in result.output) == (1, True), result.output


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_is_none_is_refused_before_anything_is_sent(tmp_path, address):
    result = ask("doctor", FINETUNE_ADVISOR_DATA_DIR=str(tmp_path), OPENAI_BASE_URL=address)

    assert "OPENAI_BASE_URL: it is no web address" in result.output


def test_a_password_in_an_address_is_refused_and_not_shown(tmp_path):
    address = "https://ada:" + "l0velace@example.com/v1"

    result = ask("doctor", FINETUNE_ADVISOR_DATA_DIR=str(tmp_path), OPENAI_BASE_URL=address)

    assert "may hold no user name and password" in result.output
    assert "l0velace" not in result.output


def test_an_env_file_that_is_no_text_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_bytes(b"FINETUNE_ADVISOR_PORT=\xff\n")

    assert ".env is no UTF-8 (byte 23)" in ask("doctor").output


def test_a_port_that_is_not_ours_to_use_is_named(tmp_path):
    folder = {"FINETUNE_ADVISOR_DATA_DIR": str(tmp_path), "FINETUNE_ADVISOR_PASSWORD": "any"}

    result = ask("serve", FINETUNE_ADVISOR_HOST="192.0.2.1", **folder)

    assert "Can't listen on '192.0.2.1', port 7860" in result.output
