"""Who speaks: the guided chat model, or any OpenAI-compatible endpoint once that is asked for."""

from typing import Any
from urllib.parse import urlsplit

from langchain_core.language_models import BaseChatModel

from agent.guided.chat_model import GuidedChatModel
from tools.errors import InputError

LONGEST_CONNECT_S = 5.0
"""An endpoint that can't be connected to in this time is down [s]."""
OPENAI = "https://api.openai.com/v1"
OPENAI_HOSTS = ("api.openai.com", ".openai.azure.com")
"""Hosts, or ends of hosts, that know `max_completion_tokens`, and refuse the name before it."""


def make_chat_model(
    name: str,
    *,
    api_key: str | None,
    base_url: str | None,
    turn_seconds: float,
    output_tokens: int = 4_000,
    streamed: bool = True,
) -> BaseChatModel:
    """Make the chat model that a setting names; a key alone changes nothing.

    `streamed=False` is for endpoints that give a reply only whole.

    Raises InputError where an endpoint is asked for and has no key.
    """
    if name == "guided":
        return GuidedChatModel()
    if not api_key:
        raise InputError(
            f"{name} needs a key: set OPENAI_API_KEY (any word will do for a local endpoint), "
            "or use the chat model `guided`.",
            "OPENAI_API_KEY",
        )
    from openai import DefaultAsyncHttpxClient  # these two cost most of a second

    from agent.endpoint import Endpoint

    return Endpoint(
        model=name.removeprefix("openai:"),
        api_key=lambda: api_key,
        base_url=base_url,
        http_async_client=DefaultAsyncHttpxClient(follow_redirects=False),  # words go nowhere else
        timeout=(min(LONGEST_CONNECT_S, turn_seconds / 4), turn_seconds / 2),
        max_retries=0,  # the client's own retries wait for minutes; `retrying.py` tries once
        **longest_reply(base_url, output_tokens),
        stream_usage=streamed,
        disable_streaming=not streamed,
        use_responses_api=False,
        stream_chunk_timeout=None,  # a task for every word; `timeout` ends a silence too
    )


def longest_reply(base_url: str | None, tokens: int) -> dict[str, Any]:
    """Bound a reply (tokens) by the name that the endpoint knows.

    ChatOpenAI sends `max_completion_tokens`. Many compatible servers refuse that as unknown or
    pass over it, and would speak without an end; they know `max_tokens`, which OpenAI's
    reasoning models refuse.

    Source: OpenAI API reference, chat completions, `max_tokens`; github.com/ggml-org/llama.cpp
    issue 13700 (passed over until February 2026), github.com/voideditor/void issue 128 (refused).

    >>> longest_reply(None, 4000)
    {'max_tokens': 4000}
    >>> longest_reply("http://127.0.0.1:8000/v1", 4000)
    {'extra_body': {'max_tokens': 4000}}
    """
    if (urlsplit(base_url or OPENAI).hostname or "").endswith(OPENAI_HOSTS):
        return {"max_tokens": tokens}
    return {"extra_body": {"max_tokens": tokens}}


def where_text_goes(name: str, base_url: str | None) -> str:
    """Say who speaks and where the user's words go.

    >>> where_text_goes("guided", None)
    'The guided chat model speaks; nothing leaves this machine.'
    """
    if name == "guided":
        return "The guided chat model speaks; nothing leaves this machine."
    host = (base_url or OPENAI).split("//")[-1].split("/")[0]
    return f"{name.removeprefix('openai:')} speaks; your words go to {host}."
