"""The setting of the embedding: said by `doctor`, refused where it is none, off by default."""

import pytest
from click.testing import CliRunner

from ui.commands.doctor import doctor


@pytest.fixture
def says(monkeypatch, tmp_path):
    """Give what `doctor` prints under settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FINETUNE_ADVISOR_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)

    def run(**settings: str) -> str:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        result = CliRunner().invoke(doctor)
        return f"{result.output}{result.exception or ''}"

    return run


def test_by_default_no_text_leaves_even_with_a_key(says):
    said = says(OPENAI_API_KEY="sk-test")

    assert "embedding: questions are embedded on this machine; no text leaves it" in said
    assert "OPENAI_API_KEY is set and unused" in said


def test_an_endpoint_is_named_as_where_text_goes(says):
    said = says(
        OPENAI_API_KEY="sk-test",
        OPENAI_BASE_URL="http://127.0.0.1:9/v1",
        FINETUNE_ADVISOR_EMBEDDING="openai:small",
    )

    assert "embedding: small; the text of questions and notes goes to 127.0.0.1:9" in said
    assert "nothing leaves" not in said
    assert "sk-test" not in said


def test_an_endpoint_without_a_key_is_missing_something(says):
    assert "set OPENAI_API_KEY" in says(FINETUNE_ADVISOR_EMBEDDING="openai:small")


def test_an_unknown_embedding_is_refused_with_the_way_out(says):
    assert "use `local`, or `openai:NAME`" in says(FINETUNE_ADVISOR_EMBEDDING="big")
