"""Puts the parts together from settings: store, knowledge, chat model, advisor."""

import os
from collections.abc import Callable
from pathlib import Path

from agent.advisor import Advisor
from agent.chat_model import make_chat_model
from agent.settings import Settings
from agent.spending import limits_of
from agent.transcripts.store import Store
from knowledge import EmbeddingChoice, Knowledge
from knowledge.documents import Library

QUIET = {
    "LANGSMITH_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGSMITH_GATEWAY": "false",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "ANONYMIZED_TELEMETRY": "False",
    "ORT_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
}
"""Nobody is told of a conversation: the libraries' own switches, set before they are imported."""


def be_quiet() -> None:
    """Turn off every library's habit of phoning home."""
    os.environ.update(QUIET)


def open_store(settings: Settings) -> Store:
    """Open the transcripts of the data folder."""
    return Store(store_path(settings))


def store_path(settings: Settings) -> Path:
    """Say where the transcripts are kept."""
    return settings.data_dir / "transcripts.sqlite3"


def open_knowledge(settings: Settings, progress: Callable[[str], None] | None = None) -> Knowledge:
    """Open the index of the data folder; it is built if it is missing."""
    return Knowledge.open(
        settings.data_dir / "index", progress=progress, embedding=embedding_choice(settings)
    )


def open_library(settings: Settings) -> Library:
    """Open what users have added of their own; every owner's is apart."""
    return Library(settings.data_dir / "documents")


def embedding_choice(settings: Settings) -> EmbeddingChoice:
    """Give the embedding that the settings name."""
    key = settings.openai_api_key
    return EmbeddingChoice(
        name=settings.embedding,
        api_key=key.get_secret_value() if key else "",
        base_url=settings.openai_base_url or "",
    )


def open_advisor(
    settings: Settings,
    store: Store,
    knowledge: Knowledge,
) -> Advisor:
    """Make the advisor with the chat model that the settings name."""
    key = settings.openai_api_key
    chat_model = make_chat_model(
        settings.chat_model,
        api_key=key.get_secret_value() if key else None,
        base_url=settings.openai_base_url,
        turn_seconds=settings.turn_seconds,
        output_tokens=settings.output_tokens,
        streamed=settings.stream,
    )
    return Advisor(
        store,
        knowledge,
        chat_model,
        chat_model_name=settings.chat_model,
        turn_seconds=settings.turn_seconds,
        limits=limits_of(settings),
        library=open_library(settings),
    )
