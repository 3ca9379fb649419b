"""An OpenAI-compatible endpoint on loopback that speaks one word each 20 ms, as a process.

python -m benchmarks.slow_endpoint PORT
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

TOKEN_S = 0.02
SENTENCE = ("That", "depends", "on", "how", "your", "texts", "differ", "from", "these", ".")


async def answer(request: Request) -> StreamingResponse:
    """Call `record_facts` first where it is offered, then speak as many words as the name says."""
    asked = await request.json()
    offered = {each["function"]["name"] for each in asked.get("tools", ())}
    wants_tool = "record_facts" in offered and asked["messages"][-1]["role"] != "tool"
    words = int(asked["model"].rpartition("-")[2])
    chunks = _call() if wants_tool else _speech(words)
    return StreamingResponse(chunks, media_type="text/event-stream")


async def _call() -> AsyncIterator[str]:
    function = {"name": "record_facts", "arguments": '{"facts": []}'}
    call = {"index": 0, "id": "call_1", "type": "function", "function": function}
    yield _chunk({"tool_calls": [call]})
    yield _chunk({}, "tool_calls")
    yield "data: [DONE]\n\n"


async def _speech(words: int) -> AsyncIterator[str]:
    loop = asyncio.get_running_loop()
    start = loop.time()
    for at in range(words):
        await asyncio.sleep(max(0.0, start + (at + 1) * TOKEN_S - loop.time()))
        yield _chunk({"content": SENTENCE[at % len(SENTENCE)] + " "})
    yield _chunk({}, "stop")
    yield "data: [DONE]\n\n"


def _chunk(delta: dict[str, Any], finish: str | None = None) -> str:
    chunk = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "slow",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }
    return f"data: {json.dumps(chunk)}\n\n"


if __name__ == "__main__":
    app = Starlette(routes=[Route("/v1/chat/completions", answer, methods=["POST"])])
    uvicorn.run(app, port=int(sys.argv[1]), log_level="error")
