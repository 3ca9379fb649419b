"""Settings: read once by the command line and passed down as plain values."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from dotenv import dotenv_values
from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from tools.errors import InputError, in_words, shown, unknown_word
from tools.ranges import more_than, whole, within

PREFIX = "FINETUNE_ADVISOR_"
ENV_FILE, ENCODING = ".env", "utf-8-sig"

Tokens = Annotated[int, whole(1, 10**12, "tokens")]
Usd = Annotated[float, more_than(0, 10**9, "USD")]
UsdPerMillion = Annotated[float, within(0, 10**6, "USD per million tokens")]


class Settings(BaseSettings):
    """What can be set in the environment or in `.env`; a misspelt name is refused."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_file_encoding=ENCODING,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    chat_model: str = "guided"
    """`guided`, or `openai:NAME` for OpenAI or any compatible endpoint."""
    data_dir: Path = Field(default_factory=lambda: user_data_path("finetune-advisor"))
    """Transcripts, index, uploads."""
    host: str = "127.0.0.1"
    """Where `serve` listens."""
    port: Annotated[int, whole(0, 65535)] = 7860
    password: SecretStr | None = None
    """Asked for before the page opens; needed beyond loopback."""
    trusted_user_header: str | None = None
    """Header in which a trusted proxy names the user, instead of a password."""
    turn_seconds: Annotated[float, more_than(0, 3_600, "s")] = 60.0
    """Longest time one turn may take before the rules finish it [s]."""
    stream: bool = True
    """False for an endpoint that gives a reply only whole."""
    output_tokens: Tokens = 4_000
    """Longest single reply of the chat model [tokens]."""
    session_tokens: Tokens = 1_000_000
    """What a chat model may read and write in one consultation [tokens]; then the rules answer."""
    day_tokens: Tokens = 10_000_000
    """The same for one day (UTC), over all consultations [tokens]."""
    session_usd: Usd | None = None
    """What one consultation may cost [USD]; needs a price."""
    day_usd: Usd | None = None
    """What one day (UTC) may cost, over all consultations [USD]; needs a price."""
    input_usd_per_million: UsdPerMillion | None = None
    """Price of what the chat model reads [USD per million tokens]; absent: the price table's."""
    output_usd_per_million: UsdPerMillion | None = None
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
            f"cannot be {shown(value)}: use `guided`, or `openai:NAME` for OpenAI or any "
            "compatible endpoint."
        )

    @field_validator("embedding")
    @classmethod
    def _an_embedding_we_know(cls, value: str) -> str:
        provider, _, name = value.partition(":")
        if value == "local" or (provider == "openai" and name):
            return value
        raise InputError(
            f"cannot be {shown(value)}: use `local`, or `openai:NAME` for OpenAI or any "
            "compatible endpoint."
        )

    @field_validator("openai_base_url", "slack_api_url")
    @classmethod
    def _an_address_on_the_web(cls, value: str | None) -> str | None:
        if value is None:
            return None
        try:
            address = urlsplit(value)
            holds_secret = "@" in address.netloc
            fits = address.scheme in ("http", "https") and bool(address.hostname)
            _ = address.port  # read, so that one that is no number is refused
        except ValueError:
            fits = holds_secret = False
        if fits and not holds_secret:
            return value
        why = "it may hold no user name and password" if holds_secret else "it is no web address"
        raise InputError(f"{why}; give one such as https://api.example.com/v1")

    @field_validator("data_dir")
    @classmethod
    def _a_folder(cls, value: Path) -> Path:
        try:
            nearest = next(each for each in (value, *value.absolute().parents) if each.exists())
        except OSError as error:
            raise InputError(f"{error.strerror}; give the path of a folder") from error
        if not nearest.is_dir():
            raise InputError(f"{nearest} is a file; give the path of a folder")
        return value

    @classmethod
    def read(cls) -> Self:
        """Read environment and `.env`.

        Raises InputError for a misspelt name and for a value that doesn't fit, by its name in
        the environment.
        """
        refuse_misspelt({**_env_file(), **os.environ}.keys())
        try:
            return cls()
        except ValidationError as error:
            raise InputError("; ".join(_by_its_name(each) for each in in_words(error))) from None


def _by_its_name(error: InputError) -> str:
    known = Settings.model_fields.get(error.field)
    return (
        f"{PREFIX}{error.field.upper()}{str(error).removeprefix(error.field)}"
        if known
        else str(error)
    )


def _env_file() -> dict[str, str | None]:
    try:
        return dotenv_values(ENV_FILE, encoding=ENCODING)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{ENV_FILE} is no UTF-8 (byte {error.start + 1}); save it as UTF-8."
        ) from error


def refuse_misspelt(names: Iterable[str]) -> None:
    """Refuse a name that carries our prefix and is no setting of ours."""
    known = sorted(
        PREFIX + name.upper()
        for name, field in Settings.model_fields.items()
        if field.validation_alias is None
    )
    for name in names:
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            raise InputError(unknown_word("setting", name.upper(), known), name)
