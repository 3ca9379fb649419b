"""Settings: read once by the command line and passed down as plain values."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Self

from dotenv import dotenv_values
from platformdirs import user_data_path
from pydantic import (
    Field,
    NonNegativeFloat,
    PositiveFloat,
    PositiveInt,
    SecretStr,
    field_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from tools.errors import InputError, unknown_word

PREFIX = "FINETUNE_ADVISOR_"


class Settings(BaseSettings):
    """What can be set in the environment or in `.env`; a misspelt name is refused."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True, populate_by_name=True
    )

    chat_model: str = "guided"
    """`guided`, or `openai:NAME` for OpenAI or any compatible endpoint."""
    data_dir: Path = Field(default_factory=lambda: user_data_path("finetune-advisor"))
    """Transcripts, index, uploads."""
    host: str = "127.0.0.1"
    """Where `serve` listens."""
    port: int = Field(default=7860, ge=0, le=65535)
    password: SecretStr | None = None
    """Asked for before the page opens; needed beyond loopback."""
    trusted_user_header: str | None = None
    """Header in which a trusted proxy names the user, instead of a password."""
    turn_seconds: PositiveFloat = 60.0
    """Longest time one turn may take before the rules finish it [s]."""
    stream: bool = True
    """False for an endpoint that gives a reply only whole."""
    output_tokens: PositiveInt = 4_000
    """Longest single reply of the chat model [tokens]."""
    session_tokens: PositiveInt = 1_000_000
    """What a chat model may read and write in one consultation [tokens]; then the rules answer."""
    day_tokens: PositiveInt = 10_000_000
    """The same for one day (UTC), over all consultations [tokens]."""
    session_usd: PositiveFloat | None = None
    """What one consultation may cost [USD]; needs a price."""
    day_usd: PositiveFloat | None = None
    """What one day (UTC) may cost, over all consultations [USD]; needs a price."""
    input_usd_per_million: NonNegativeFloat | None = None
    """Price of what the chat model reads [USD per million tokens]; absent: the price table's."""
    output_usd_per_million: NonNegativeFloat | None = None
    """Price of what it writes [USD per million tokens]; absent: the price table's."""
    embedding: str = "local"
    """How questions are embedded: `local` needs no network, `openai:NAME` sends their text out."""

    openai_api_key: SecretStr | None = Field(default=None, validation_alias="OPENAI_API_KEY")
    openai_base_url: str | None = Field(default=None, validation_alias="OPENAI_BASE_URL")
    slack_bot_token: SecretStr | None = Field(default=None, validation_alias="SLACK_BOT_TOKEN")
    slack_app_token: SecretStr | None = Field(default=None, validation_alias="SLACK_APP_TOKEN")
    slack_signing_secret: SecretStr | None = Field(
        default=None, validation_alias="SLACK_SIGNING_SECRET"
    )
    slack_api_url: str = Field(default="https://slack.com/api/", validation_alias="SLACK_API_URL")

    @field_validator("chat_model")
    @classmethod
    def _a_speaker_we_know(cls, value: str) -> str:
        provider, _, name = value.partition(":")
        if value == "guided" or (provider == "openai" and name):
            return value
        raise InputError(
            f"{PREFIX}CHAT_MODEL cannot be {value!r}: use `guided`, or `openai:NAME` for OpenAI "
            "or any compatible endpoint.",
            "chat_model",
        )

    @field_validator("embedding")
    @classmethod
    def _an_embedding_we_know(cls, value: str) -> str:
        provider, _, name = value.partition(":")
        if value == "local" or (provider == "openai" and name):
            return value
        raise InputError(
            f"{PREFIX}EMBEDDING cannot be {value!r}: use `local`, or `openai:NAME` for OpenAI or "
            "any compatible endpoint.",
            "embedding",
        )

    @classmethod
    def read(cls) -> Self:
        """Read environment and `.env`.

        Raises InputError for a misspelt name, pydantic.ValidationError for a value that
        doesn't fit.
        """
        refuse_misspelt({**dotenv_values(".env"), **os.environ}.keys())
        return cls()


def refuse_misspelt(names: Iterable[str]) -> None:
    """Refuse a name that carries our prefix and is no setting of ours."""
    known = sorted(
        PREFIX + name.upper()
        for name, field in Settings.model_fields.items()
        if field.validation_alias is None
    )
    for name in names:
        if name.startswith(PREFIX) and name not in known:
            raise InputError(unknown_word("setting", name, known), name)
