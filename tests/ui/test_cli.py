"""The command line, as people and scripts use it."""

import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from agent.transcripts.spending import Spent
from agent.transcripts.store import Store
from ui.cli import COMMANDS, main


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """A data folder whose index is built."""
    folder = tmp_path_factory.mktemp("data")
    CliRunner(env={"FINETUNE_ADVISOR_DATA_DIR": str(folder)}).invoke(main, ["index"])
    return folder


@pytest.fixture
def run(tmp_path, built, monkeypatch):
    """Run a command on a data folder of its own."""
    folder = tmp_path / "data"
    shutil.copytree(built, folder)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FINETUNE_ADVISOR_DATA_DIR", str(folder))

    def invoke(*arguments, said=None):
        return CliRunner().invoke(main, arguments, input=said)

    return invoke


def lines_of(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(run, command):
    result = run(command, "--help")

    assert result.exit_code == 0
    if command != "transcripts":
        assert "Example" in result.output


def test_json_lines_are_answered_in_order_and_errors_stand_in_their_place(run):
    said = '{"task_samples": 5000}\n{"task_samples": -1}\nnonsense\n{"task_samples": 3}\n'

    result = run("mix", "-", "--json", said=said)

    first, second, third, fourth = lines_of(result)
    assert first["chapter"]["general_samples"] == 2142
    assert second["error"]["field"] == "task_samples"
    assert "no JSON object" in third["error"]["message"]
    assert fourth["chapter"]["general_samples"] == 1
    assert result.exit_code == 1


def test_bad_input_is_a_sentence_and_status_one(run):
    result = run("estimate", '{"params_b": 7, "method": "lora", "admin": true}')

    assert result.exit_code == 1
    assert "admin" in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("card", "status"), [("RTX 3060", 4), ("H100-SXM", 0)], ids=["too small", "large enough"]
)
def test_a_verdict_on_a_card_is_the_exit_status(run, card, status):
    result = run("estimate", '{"model": "Llama-3.1-8B", "method": "lora"}', "--on", card)

    assert result.exit_code == status


def test_chat_json_holds_many_consultations_in_one_process(run):
    said = "\n".join(
        json.dumps(line)
        for line in (
            {"session": "a", "message": "The docs that answers rest on change weekly"},
            {"session": "b", "message": "We have 900 labelled examples"},
            {"session": "a", "set": {"knowledge_changes": "never"}},
            {"session": "b", "skip": "latency_budget_ms"},
        )
    )

    a, b, again, skipped = lines_of(run("chat", "--json", said=said))

    assert a["facts"]["knowledge_changes"]["value"] == "weekly"
    assert "knowledge_changes" not in b["facts"]
    assert again["facts"]["knowledge_changes"] == {
        "value": "never", "quote": None, "turn": 2, "assumed": False,
    }  # fmt: skip
    assert again["turn"] == 2
    assert skipped["session"] == "b"
    assert set(a) >= {
        "session", "turn", "reply", "question", "facts", "decision", "citations", "tool_results",
        "violations",
    }  # fmt: skip


def test_chat_json_lists_what_is_open_as_a_form_and_takes_it_in_one_line(run):
    asks = {"message": "Staff ask about our HR policies, and HR rewrites them every quarter"}
    skips = {"skip": ["needs_citations", "labelled_examples"]}
    said = "\n".join(json.dumps(each) for each in (asks, skips, {"skip": [3]}))

    first, second, refused = lines_of(run("chat", "--json", said=said))

    assert first["form"][0] == first["question"]
    fields = {each["field"] for each in first["form"]}
    assert fields >= {"needs_citations", "labelled_examples"}
    assert all(each["text"] and each["options"] and each["why"] for each in first["form"])
    left = {each["field"] for each in second["form"]}
    assert left == fields - {"needs_citations", "labelled_examples"}
    assert "skip" in refused["error"]["message"]


def test_chat_json_says_what_is_wrong_with_a_line_and_goes_on(run):
    said = '{"mesage": "hi"}\n{"message": "hi", "skip": "aim"}\n{"message": "hi"}\n'

    first, second, third = lines_of(run("chat", "--json", said=said))

    assert "mesage" in first["error"]["message"]
    assert "error" in second
    assert third["turn"] == 1


def test_the_terminal_asks_everything_at_once_on_demand(run):
    said = "HR rewrites our policies every quarter; staff ask about them\nform\n2\n?\n\n"

    result = run("chat", said=said)

    assert "[1 of " in result.output
    assert "[3 of " in result.output
    exported = lines_of(run("transcripts", "list", "--json"))
    told = run("transcripts", "export", exported[0]["id"]).stdout
    assert '"answers": {"prompting_quality": "It falls short"}' in told
    assert '"fact_skipped"' in told


def test_a_consultation_in_the_terminal(run):
    said = "HR rewrites our policies every quarter; staff ask about them\n?\nnow\nbye\n"

    result = run("chat", said=said)

    assert result.exit_code == 0
    assert "Don't know" in result.output
    assert "resume with" in result.output


def test_a_transcript_is_listed_shown_exported_imported_and_deleted(run, tmp_path):
    run("chat", "--json", said='{"message": "We have 900 labelled examples"}\n')
    (row,) = lines_of(run("transcripts", "list", "--json"))

    assert "900 labelled examples" in run("transcripts", "show", row["id"]).output
    assert "<html" in run("transcripts", "export", row["id"], "--format", "html").output
    file = tmp_path / "carried.jsonl"
    file.write_text(run("transcripts", "export", row["id"]).stdout, encoding="utf-8")
    assert run("transcripts", "import", str(file)).exit_code == 0
    assert run("transcripts", "delete", row["id"], "--yes").exit_code == 0
    assert len(lines_of(run("transcripts", "list", "--json"))) == 1


def test_a_transcript_replays_to_the_same(run):
    run("chat", "--json", said='{"message": "HR rewrites our policies every quarter"}\n')
    (row,) = lines_of(run("transcripts", "list", "--json"))

    result = run("transcripts", "replay", row["id"])

    assert result.exit_code == 0
    assert "All equal" in result.output


def test_a_transcript_with_another_result_is_told(run, tmp_path):
    run("chat", "--json", said='{"message": "We have 900 labelled examples"}\n')
    (row,) = lines_of(run("transcripts", "list", "--json"))
    file = tmp_path / "changed.jsonl"
    whole = run("transcripts", "export", row["id"]).stdout
    file.write_text(whole.replace('"strategy": "prompting"', '"strategy": "rag"'))

    result = run("transcripts", "replay", str(file))

    assert result.exit_code == 1
    assert "strategy" in result.output


def test_an_unknown_session_is_a_sentence(run):
    result = run("transcripts", "show", "nobody")

    assert result.exit_code == 1
    assert "Traceback" not in result.output


def test_doctor_says_what_is_set_up_and_prints_no_secret(run, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-very-secret")

    result = run("doctor")

    assert "unused" in result.output
    assert "SLACK_APP_TOKEN" in result.output
    assert "very-secret" not in result.output


def test_doctor_says_what_may_be_spent_and_what_was_spent_today(run, tmp_path, monkeypatch):
    assert "rules cost nothing" in run("doctor").output
    monkeypatch.setenv("FINETUNE_ADVISOR_CHAT_MODEL", "openai:gpt-6-luna")
    monkeypatch.setenv("OPENAI_API_KEY", "any")
    assert "Nothing was spent today." in run("doctor").output
    with closing(Store(tmp_path / "data" / "transcripts.sqlite3")) as store:
        store.add_spent(Spent(tokens_in=2_000, tokens_out=345, usd=0.25))

    assert "Today took 2,345 of 10,000,000 tokens, 0.2500 USD." in run("doctor").output


def test_a_misspelt_setting_stops_every_command(run, monkeypatch):
    monkeypatch.setenv("FINETUNE_ADVISOR_CHATMODEL", "guided")

    result = run("doctor")

    assert result.exit_code == 1
    assert "Did you mean" in result.stderr


def test_search_answers_plain_words_and_json(run):
    (found,) = lines_of(run("search", "what is catastrophic forgetting?", "--json"))
    (three,) = lines_of(run("search", '{"question": "what is QLoRA?", "k": 2}', "--json"))

    assert found["passages"][0]["anchor"] == "14.1/4/definition"
    assert len(three["passages"]) == 2


def test_verify_names_what_does_not_trace(run):
    request = {
        "reply": "It needs 38 GB.",
        "tool_results": [{"tool": "estimate", "args": {}, "result": {"peak_gb": 28.0}}],
        "passages": [],
    }

    (found,) = lines_of(run("verify", json.dumps(request), "--json"))

    assert found["violations"][0]["span"] == "38 GB"


def test_the_file_of_a_dataset_stays_on_the_machine(run, tmp_path):
    file = Path(tmp_path / "pairs.jsonl")
    file.write_text('{"prompt": "Write to ann@example.org", "completion": "Done"}\n' * 3)

    result = run("dataset", str(file), "--json")

    assert result.exit_code == 0
    assert "ann@example.org" not in result.output
