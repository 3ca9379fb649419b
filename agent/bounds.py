"""Where LangChain's loop calls an endpoint: counted, tried again where that helps, and caught."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse
from langchain_core.exceptions import ModelConnectionError, ModelTimeoutError
from langchain_core.messages import AIMessage
from langchain_core.messages.ai import UsageMetadata
from langgraph.runtime import Runtime

from agent.retrying import pause_before_retry
from agent.speaking import ChatModelOfOurs
from agent.spending import BoundReachedError, Meter, usage_of
from agent.transcripts.database import StoreError
from tools.masking import masked

log = logging.getLogger(__name__)

CHARACTERS_PER_TOKEN = 4
"""For what an endpoint does not count itself, such as a call that was cut off."""

MOST_CANCELS, BETWEEN_CANCELS_S = 20, 0.05
"""How often a call that does not end is told to, and the wait between [s]."""

Handler = Callable[[ModelRequest[Any]], Awaitable[ModelResponse[Any]]]


class EndpointFailedError(Exception):
    """An endpoint failed; the message is for the user and holds nothing that it sent."""


@dataclass
class Bounds:
    """How much a turn may still take, and whether its second chance is used up."""

    meter: Meter
    tried_again: bool = False


class WithinBounds(AgentMiddleware[Any, Any, Any]):
    """Counts calls and tokens, gives an endpoint one second chance, and catches what it does."""

    def __init__(self) -> None:
        super().__init__()
        self._offered = 0
        """Length of the tools as they are sent [characters]; the same for every call."""

    async def awrap_model_call(
        self, request: ModelRequest[Any], handler: Handler
    ) -> ModelResponse[Any]:
        bounds: Bounds = request.runtime.context.bounds
        self._offered = self._offered or sum(
            len(str(getattr(tool, "args_schema", tool))) for tool in request.tools
        )
        try:
            return await _called(request, handler, bounds.meter, self._offered)
        except (BoundReachedError, StoreError):
            raise
        except Exception as failure:  # noqa: BLE001 - an endpoint may do anything
            pause = None if bounds.tried_again else pause_before_retry(failure)
            if pause is None:
                log.warning("The chat model failed: %s", type(failure).__name__)
                raise EndpointFailedError(in_words(failure)) from None
        bounds.tried_again = True
        await asyncio.sleep(pause)
        return await self.awrap_model_call(request, handler)

    def after_model(self, state: AgentState[Any], runtime: Runtime[Any]) -> dict[str, Any] | None:
        """Count the tools that are called next; mask what is sent again with their results."""
        last = state["messages"][-1]
        if not isinstance(last, AIMessage):
            return None
        runtime.context.bounds.meter.count_tools(len(last.tool_calls))
        clean = masked(said := last.model_dump())
        return None if clean is said else {"messages": [AIMessage.model_validate(clean)]}


async def _called(
    request: ModelRequest[Any], handler: Handler, meter: Meter, offered: int
) -> ModelResponse[Any]:
    await meter.begin_call()
    try:
        answered = await _or_stopped(handler(request))
    except BaseException as failure:  # what was sent may be billed, cancelled or not
        unread = hasattr(failure, "response")
        told = AIMessage("") if unread else _estimated(request, offered, AIMessage(""), meter.heard)
        await asyncio.shield(_count(told, meter))
        raise
    message = next(each for each in answered.result if isinstance(each, AIMessage))
    said = max(len(message.text), meter.heard)
    if not message.usage_metadata:
        message = _estimated(request, offered, message, said)
    await _count(message, meter)
    return answered


async def _count(message: AIMessage, meter: Meter) -> None:
    await meter.end_call(usage_of(message, meter.limits.price))


async def _or_stopped(answering: Awaitable[ModelResponse[Any]]) -> ModelResponse[Any]:
    """Wait for an answer; once cancelled, see to it that the call ends.

    A stream whose next piece arrives as it is cancelled may go on as if nothing had been said
    (`asyncio.wait_for` before Python 3.12), and an endless one would outlive its turn.
    """
    call = asyncio.ensure_future(answering)
    try:
        return await asyncio.shield(call)
    except asyncio.CancelledError:
        for _ in range(MOST_CANCELS):
            call.cancel()
            if (await asyncio.wait({call}, timeout=BETWEEN_CANCELS_S))[0]:
                _ = call.cancelled() or call.exception()  # looked at, so that nobody logs it
                break
        raise


def _estimated(
    request: ModelRequest[Any], offered: int, message: AIMessage, said: int
) -> AIMessage:
    """Put in what a call took where the endpoint did not say so; a chat model of ours is free.

    `offered` is the length of the tools, `said` what came of its answer [characters].
    """
    if isinstance(request.model, ChatModelOfOurs):
        return message
    read = sum(len(each.text) for each in (request.system_message, *request.messages) if each)
    tokens_in = (read + offered) // CHARACTERS_PER_TOKEN
    tokens_out = said // CHARACTERS_PER_TOKEN
    usage = UsageMetadata(
        input_tokens=tokens_in, output_tokens=tokens_out, total_tokens=tokens_in + tokens_out
    )
    return message.model_copy(update={"usage_metadata": usage})


_BY_STATUS = (
    (
        range(300, 400),
        "The chat model's endpoint points to another address; it is not followed.",
    ),
    (range(401, 404, 2), "The chat model's endpoint refused the key."),
    (range(404, 405), "The chat model's endpoint does not know this chat model."),
    (range(429, 430), "The chat model is busy, or its quota is used up."),
    (range(400, 500), "The chat model's endpoint refused the request."),
    (range(500, 600), "The chat model's endpoint has a fault."),
)


def in_words(failure: Exception) -> str:
    """Say what happened, without a word of what the endpoint sent: that may quote the key."""
    status = getattr(getattr(failure, "response", None), "status_code", None)
    for statuses, words in _BY_STATUS:
        if status in statuses:
            return words
    if isinstance(failure, ModelTimeoutError | TimeoutError):
        return "The chat model took too long."
    if isinstance(failure, ModelConnectionError | ConnectionError):
        return "The chat model could not be reached, or the connection broke."
    return f"The chat model's endpoint sent something that is no reply ({type(failure).__name__})."
