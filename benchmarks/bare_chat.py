"""The peer: a bare gr.ChatInterface that streams from the endpoint, as a process.

python -m benchmarks.bare_chat PORT ENDPOINT_PORT WORDS
"""

import sys
from collections.abc import AsyncIterator
from typing import Any

import gradio as gr
from openai import AsyncOpenAI


def main() -> None:
    """Serve it."""
    port, endpoint, words = sys.argv[1:]
    client = AsyncOpenAI(base_url=f"http://127.0.0.1:{endpoint}/v1", api_key="none")

    async def reply(message: str, history: list[Any]) -> AsyncIterator[str]:
        said = [{"role": each["role"], "content": each["content"]} for each in history]
        messages: Any = [*said, {"role": "user", "content": message}]
        stream = await client.chat.completions.create(
            model=f"slow-{words}", messages=messages, stream=True
        )
        text = ""
        async for chunk in stream:
            if chunk.choices and chunk.choices[0].delta.content:
                text += chunk.choices[0].delta.content
                yield text

    chat = gr.ChatInterface(reply, concurrency_limit=None, analytics_enabled=False)
    chat.queue(default_concurrency_limit=None)
    chat.launch(server_port=int(port), quiet=True)


if __name__ == "__main__":
    main()
