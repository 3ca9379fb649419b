"""Settings: from the environment or `.env`, and no misspelt name."""

import pytest

from agent.settings import Settings, refuse_misspelt
from tools.errors import InputError


def test_a_misspelt_setting_is_refused_with_the_nearest_name():
    with pytest.raises(InputError, match="Did you mean FINETUNE_ADVISOR_CHAT_MODEL"):
        refuse_misspelt(["FINETUNE_ADVISOR_CHATMODEL"])


def test_a_misspelt_line_of_the_env_file_is_refused(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("FINETUNE_ADVISOR_PROT=8080\n")
    monkeypatch.chdir(tmp_path)

    with pytest.raises(InputError, match="FINETUNE_ADVISOR_PORT"):
        Settings.read()


def test_a_speaker_that_we_do_not_know_is_refused(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FINETUNE_ADVISOR_CHAT_MODEL", "claude")

    with pytest.raises(ValueError, match="openai:NAME"):
        Settings.read()


def test_secrets_do_not_print(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")

    assert "sk-very-secret" not in repr(Settings.read())
