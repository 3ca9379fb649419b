"""Who speaks: the guided chat model, or any OpenAI-compatible endpoint once that is asked for."""

from langchain_core.language_models import BaseChatModel

from agent.guided.chat_model import GuidedChatModel
from tools.errors import InputError

LONGEST_CONNECT_S = 5.0
"""An endpoint that can't be connected to in this time is down [s]."""


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
    from agent.endpoint import Endpoint  # costs most of a second, and only this branch needs it

    return Endpoint(
        model=name.removeprefix("openai:"),
        api_key=lambda: api_key,
        base_url=base_url,
        timeout=(min(LONGEST_CONNECT_S, turn_seconds / 4), turn_seconds / 2),
        max_retries=0,  # the client's own retries wait for minutes; `retrying.py` tries once
        max_tokens=output_tokens,
        stream_usage=streamed,
        disable_streaming=not streamed,
        use_responses_api=False,
        stream_chunk_timeout=turn_seconds / 2,
    )


def where_text_goes(name: str, base_url: str | None) -> str:
    """Say who speaks and where the user's words go.

    >>> where_text_goes("guided", None)
    'The guided chat model speaks; nothing leaves this machine.'
    """
    if name == "guided":
        return "The guided chat model speaks; nothing leaves this machine."
    host = (base_url or "https://api.openai.com").split("//")[-1].split("/")[0]
    return f"{name.removeprefix('openai:')} speaks; your words go to {host}."
