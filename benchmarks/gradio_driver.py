"""Speaks Gradio's queue protocol as a page does, to ours and to a bare gr.ChatInterface."""

import json
import time
import uuid
from typing import Any

import httpx

EVENTS_OF_A_CHAT = 4
"""Clear the box, append, stream, save; two small ones of bookkeeping are left out."""


class Visitor:
    """One browser tab: joins the queue for an event and follows its stream to the end."""

    def __init__(self, base: str) -> None:
        self._client = httpx.AsyncClient(base_url=base, timeout=120)
        self._hash = uuid.uuid4().hex
        self.session: str | None = None
        self.bytes_received = 0

    async def load(self) -> None:
        """Open the page; ours answers with the session that it starts."""
        await self._client.get("/")
        self._config = (await self._client.get("/config")).json()
        if self._element("session-id") is None:
            return
        opened = await self.run(self._triggered_by(None, "load"), [])
        place = self._outputs(self._triggered_by(None, "load")).index(self._element("session-id"))
        self.session = opened["output"]["data"][place]

    async def say(self, words: str) -> float:
        """Send a message; give the seconds until the reply is complete."""
        start = time.perf_counter()
        if self.session is None:
            await self._chat(words)
        else:
            event = self._triggered_by(self._element("send"), "click")
            await self.run(event, [self.session, words])
        return time.perf_counter() - start

    async def close(self) -> None:
        """Close the tab."""
        await self._client.aclose()

    async def run(self, event: int, given: list[Any]) -> dict[str, Any]:
        """Run one event of the page, and give its last message."""
        body = {"data": given, "fn_index": event, "session_hash": self._hash, "event_data": None}
        joined = await self._client.post("/gradio_api/queue/join", json=body)
        joined.raise_for_status()
        stream = self._client.stream(
            "GET", "/gradio_api/queue/data", params={"session_hash": self._hash}
        )
        async with stream as lines:
            async for line in lines.aiter_lines():
                self.bytes_received += len(line)
                message = json.loads(line[5:]) if line.startswith("data:") else {}
                if message.get("msg") == "process_completed":
                    if not message["success"]:
                        raise RuntimeError(str(message["output"]))
                    return dict(message)
        raise RuntimeError("the stream ended before the reply")

    async def _chat(self, words: str) -> None:
        """Send what a bare chat's page sends up to the end of the reply: four events of its six."""
        first = next(e for e in self._config["dependencies"] if e["targets"][0][1] == "submit")
        values: dict[int, Any] = {first["inputs"][0]: words}
        for each in self._config["dependencies"][first["id"] : first["id"] + EVENTS_OF_A_CHAT]:
            done = await self.run(each["id"], [values.get(place) for place in each["inputs"]])
            values |= zip(each["outputs"], done["output"]["data"], strict=True)

    def _element(self, name: str) -> int | None:
        found = (
            each["id"]
            for each in self._config["components"]
            if each["props"].get("elem_id") == name
        )
        return next(found, None)

    def _triggered_by(self, element: int | None, trigger: str) -> int:
        for each in self._config["dependencies"]:
            for target, kind in each["targets"]:
                if kind == trigger and (element is None or target == element):
                    return int(each["id"])
        raise LookupError(f"nothing on the page answers {trigger}")

    def _outputs(self, event: int) -> list[int]:
        return next(e["outputs"] for e in self._config["dependencies"] if e["id"] == event)
