"""A loopback server that speaks the OpenAI chat protocol, streamed or whole; it fails on demand."""

import json
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

FAULTS = (
    "refused", "slow_accept", "500", "429", "429_huge", "401", "html", "reset", "midway",
    "no_finish", "length", "trickle", "silence", "bad_json", "error_event",
)  # fmt: skip
"""429 asks for a short wait, 429_huge for 90 s; the 401 quotes the key; reset comes before the
first token; no_finish ends cleanly, in the middle; length says that it was cut."""

REFUSALS = {"401": {}, "429": {"retry-after": "0.2"}, "429_huge": {"retry-after": "90"}, "500": {}}
LONGEST_S = 10.0
"""No thread of the endpoint waits longer than this [s]."""


@dataclass(frozen=True)
class Answer:
    """One answer of the endpoint: words, tool calls, or a fault."""

    text: str = ""
    tool_calls: tuple[tuple[str, dict[str, Any]], ...] = ()
    fault: str = ""
    cached: int = 0
    """Tokens of the prompt that were read from a cache."""


@dataclass
class OpenAIEndpoint:
    """Answers requests in the order of its script, and keeps what it was asked.

    The last answer is given again and again; a script put in later begins anew.
    """

    script: list[Answer]
    requests: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""
    closed: threading.Event = field(default_factory=threading.Event)
    _server: "_Server | None" = None
    _port: int = 0

    def follow(self, *script: Answer) -> None:
        """Go on with another script, with the door open."""
        self.script = list(script)
        self._open_for(script[0])

    def next(self, request: dict[str, Any]) -> Answer:
        """Give the answer to a request."""
        self.requests.append(request)
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    def before(self, answer: Answer) -> None:
        """Do what must be done before the client may call again."""
        upcoming = self.script[0]
        if upcoming is not answer:
            self._open_for(upcoming)

    def _open_for(self, answer: Answer) -> None:
        if answer.fault == "refused":
            self.close()
        elif self._server is None:
            self.open()
        if self._server is not None:
            self._server.slow = answer.fault == "slow_accept"

    def open(self) -> None:
        """Listen, on the same port each time."""
        handler = type("Handler", (_Handler,), {"endpoint": self})
        self._server = _Server(("127.0.0.1", self._port), handler)
        self._server.closed = self.closed
        self._port = self._server.server_port
        self.url = f"http://127.0.0.1:{self._port}/v1"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        """Stop listening; whoever connects is refused."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


@contextmanager
def openai_endpoint(*script: Answer) -> Iterator[OpenAIEndpoint]:
    """Run an endpoint on loopback."""
    endpoint = OpenAIEndpoint(list(script))
    endpoint.open()
    endpoint.follow(*script)
    try:
        yield endpoint
    finally:
        endpoint.closed.set()
        endpoint.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    slow = False
    closed: threading.Event

    def get_request(self) -> tuple[socket.socket, Any]:
        if self.slow:
            self.closed.wait(2.0)
        return super().get_request()

    def handle_error(self, *args: Any) -> None:
        """Say nothing: clients hang up."""


class _Handler(BaseHTTPRequestHandler):
    endpoint: OpenAIEndpoint

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        answer = self.endpoint.next(request)
        self.endpoint.before(answer)
        with suppress(OSError):
            self._answer(answer, bool(request.get("stream")))

    def _answer(self, answer: Answer, streamed: bool) -> None:
        if answer.fault in REFUSALS:
            self._refuse(answer.fault)
        elif answer.fault == "html":
            self._whole(200, "text/html", b"<html>Please log in</html>")
        elif answer.fault == "reset":
            self._reset()
        elif answer.fault in {"silence", "slow_accept"}:
            self.endpoint.closed.wait(LONGEST_S)
        elif streamed:
            self._stream(answer)
        else:
            self._at_once(answer)

    def _refuse(self, fault: str) -> None:
        key = self.headers.get("authorization", "")
        body = json.dumps({"error": {"message": f"refused {key}", "type": "x"}}).encode()
        self._whole(int(fault[:3]), "application/json", body, REFUSALS[fault])

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def _head(self, status: int, kind: str, more: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"content-type": kind, **more}.items():
            self.send_header(name, value)
        self.end_headers()

    def _whole(
        self, status: int, kind: str, body: bytes, more: dict[str, str] | None = None
    ) -> None:
        self._head(status, kind, {"content-length": str(len(body)), **(more or {})})
        self.wfile.write(body)

    def _at_once(self, answer: Answer) -> None:
        body = _completion(answer)
        if answer.fault == "bad_json":
            body = body[:-20]
        elif answer.fault == "error_event":
            body = b'{"error": {"message": "overloaded", "type": "x"}}'
        if answer.fault not in {"midway", "trickle"}:
            return self._whole(200, "application/json", body)
        self._head(200, "application/json", {"content-length": str(len(body))})
        if answer.fault == "trickle":
            return self._trickle(body.decode())
        self.wfile.write(body[: len(body) // 2])
        self.wfile.flush()
        return self._reset()

    def _trickle(self, text: str) -> None:
        for piece in text:
            self.wfile.write(piece.encode())
            self.wfile.flush()
            if self.endpoint.closed.wait(0.3):
                return

    def _stream(self, answer: Answer) -> None:
        self._head(200, "text/event-stream", {})
        pieces = [answer.text[at : at + 6] for at in range(0, len(answer.text), 6)]
        for at, piece in enumerate(pieces):
            if answer.fault in {"midway", "bad_json", "error_event"} and at == len(pieces) - 1:
                return self._break(answer.fault)
            self._send({"content": piece})
            if answer.fault == "trickle":
                time.sleep(0.2)
        while answer.fault == "trickle" and not self.endpoint.closed.wait(0.3):
            self._send({"content": "3"})
        for at, (name, args) in enumerate(answer.tool_calls):
            self._send_call(at, _call(name, args))
        if answer.fault != "no_finish":
            self._send({}, _reason(answer))
            self._event({**_CHUNK, "choices": [], "usage": _usage(answer)})
            self.wfile.write(b"data: [DONE]\n\n")
        return None

    def _send_call(self, at: int, call: dict[str, Any]) -> None:
        written = call["function"]["arguments"]
        first = {"index": at, **call, "function": {**call["function"], "arguments": ""}}
        self._send({"tool_calls": [first]})
        for start in range(0, len(written), 40):
            piece = {"arguments": written[start : start + 40]}
            self._send({"tool_calls": [{"index": at, "function": piece}]})

    def _break(self, fault: str) -> None:
        if fault == "bad_json":
            self.wfile.write(b"data: {not json\n\n")
        elif fault == "error_event":
            self.wfile.write(b'data: {"error": {"message": "overloaded", "type": "x"}}\n\n')
        self.wfile.flush()
        if fault == "midway":
            time.sleep(0.05)  # let what was sent arrive before the reset overtakes it
            self._reset()

    def _send(self, delta: dict[str, Any], finish: str | None = None) -> None:
        self._event({**_CHUNK, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})

    def _event(self, event: dict[str, Any]) -> None:
        self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
        self.wfile.flush()


_CHUNK = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "mock"}


def _call(name: str, args: dict[str, Any]) -> dict[str, Any]:
    function = {"name": name, "arguments": json.dumps(args)}
    return {"id": f"call_{name}", "type": "function", "function": function}


def _reason(answer: Answer) -> str:
    return "length" if answer.fault == "length" else "tool_calls" if answer.tool_calls else "stop"


def _usage(answer: Answer) -> dict[str, Any]:
    return {
        "prompt_tokens": 100,
        "completion_tokens": 10,
        "total_tokens": 110,
        "prompt_tokens_details": {"cached_tokens": answer.cached},
    }


def _completion(answer: Answer) -> bytes:
    calls = [_call(name, args) for name, args in answer.tool_calls]
    message = {"role": "assistant", "content": answer.text}
    choice = {
        "index": 0,
        "message": message | ({"tool_calls": calls} if calls else {}),
        "finish_reason": None if answer.fault == "no_finish" else _reason(answer),
    }
    whole = {**_CHUNK, "object": "chat.completion", "choices": [choice], "usage": _usage(answer)}
    return json.dumps(whole).encode()
