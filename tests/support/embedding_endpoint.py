"""A loopback server that speaks the OpenAI embeddings protocol, and fails on demand."""

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from support.loopback import serving

_DIMENSIONS = 64


@dataclass
class EmbeddingEndpoint:
    """Counts words into a vector, keeps what it was sent, and fails while `fails` is true."""

    url: str = ""
    fails: bool = False
    texts: list[str] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)


@contextmanager
def embedding_endpoint() -> Iterator[EmbeddingEndpoint]:
    """Run an endpoint on loopback."""
    endpoint = EmbeddingEndpoint()
    handler = type("Handler", (_Handler,), {"endpoint": endpoint})
    with serving(handler) as port:
        endpoint.url = f"http://127.0.0.1:{port}/v1"
        yield endpoint


class _Handler(BaseHTTPRequestHandler):
    endpoint: EmbeddingEndpoint

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.endpoint.keys.add(self.headers["authorization"].removeprefix("Bearer "))
        if self.endpoint.fails:
            self._answer(500, {"error": {"message": "out of order"}})
            return
        texts = asked["input"] if isinstance(asked["input"], list) else [asked["input"]]
        self.endpoint.texts += texts
        data = [
            {"object": "embedding", "index": at, "embedding": _vector(text)}
            for at, text in enumerate(texts)
        ]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        answer = {"object": "list", "data": data, "model": asked["model"], "usage": usage}
        self._answer(200, answer)

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        written = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(written)))
        self.end_headers()
        self.wfile.write(written)


def _vector(text: str) -> list[float]:
    counts = [0.01] * _DIMENSIONS
    for word in text.lower().split():
        counts[zlib.crc32(word.encode()) % _DIMENSIONS] += 1.0
    return counts
