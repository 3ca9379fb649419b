"""A loopback server that speaks the OpenAI chat protocol, streams, and fails on demand."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Answer:
    """One answer of the endpoint: words, tool calls, or a fault."""

    text: str = ""
    tool_calls: tuple[tuple[str, dict[str, Any]], ...] = ()
    fault: str = ""
    """One of: 401, 429, 500, html, reset, midway, no_finish, length, silence, bad_json,
    error_event."""


@dataclass
class OpenAIEndpoint:
    """Answers requests in the order of its script, and keeps what it was asked."""

    script: list[Answer]
    requests: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""

    def next(self, request: dict[str, Any]) -> Answer:
        self.requests.append(request)
        return self.script[min(len(self.requests), len(self.script)) - 1]


@contextmanager
def openai_endpoint(*script: Answer) -> Iterator[OpenAIEndpoint]:
    """Run an endpoint on loopback."""
    endpoint = OpenAIEndpoint(list(script))
    handler = type("Handler", (_Handler,), {"endpoint": endpoint})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    endpoint.url = f"http://127.0.0.1:{server.server_port}/v1"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield endpoint
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    endpoint: OpenAIEndpoint

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        answer = self.endpoint.next(request)
        if answer.fault in {"401", "429", "500"}:
            self._refuse(int(answer.fault))
        elif answer.fault == "html":
            self._whole(200, "text/html", b"<html>Please log in</html>")
        elif answer.fault == "reset":
            self.connection.close()
        elif answer.fault == "silence":
            time.sleep(3)
        else:
            self._stream(answer)

    def _refuse(self, status: int) -> None:
        key = self.headers.get("authorization", "")
        body = json.dumps({"error": {"message": f"refused {key}", "type": "x"}}).encode()
        self._whole(status, "application/json", body)

    def _whole(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, answer: Answer) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        pieces = [answer.text[at : at + 12] for at in range(0, len(answer.text), 12)]
        for at, piece in enumerate(pieces):
            if answer.fault in {"midway", "bad_json", "error_event"} and at == len(pieces) // 2:
                return self._break(answer.fault)
            self._send({"content": piece})
        for at, (name, args) in enumerate(answer.tool_calls):
            function = {"name": name, "arguments": json.dumps(args)}
            call = {"index": at, "id": f"call_{name}", "type": "function", "function": function}
            self._send({"tool_calls": [call]})
        if answer.fault != "no_finish":
            reason = "length" if answer.fault == "length" else None
            self._finish(reason or ("tool_calls" if answer.tool_calls else "stop"))
        return None

    def _break(self, fault: str) -> None:
        if fault == "bad_json":
            self.wfile.write(b"data: {not json\n\n")
        elif fault == "error_event":
            self.wfile.write(b'data: {"error": {"message": "overloaded", "type": "x"}}\n\n')
        self.wfile.flush()
        self.connection.close()

    def _send(self, delta: dict[str, Any], finish: str | None = None) -> None:
        chunk = {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "mock",
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        }
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def _finish(self, reason: str) -> None:
        self._send({}, reason)
        usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
        last = {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "mock",
            "choices": [],
            "usage": usage,
        }
        self.wfile.write(f"data: {json.dumps(last)}\n\ndata: [DONE]\n\n".encode())
        self.wfile.flush()
