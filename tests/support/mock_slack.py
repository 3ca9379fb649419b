"""A Slack on loopback: takes the Web API calls that we make, and signs what it sends."""

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from support.loopback import serving

SECRET = "a-signing-secret-of-the-test"


@dataclass
class MockSlack:
    """What was posted, message by message."""

    url: str = ""
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    posted: list[dict[str, Any]] = field(default_factory=list)
    rate_limited: int = 0
    """How many of the next posts are refused with 429."""
    refuses: int = 0
    """How many of the next posts fail at Slack's end."""

    def answer(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        self.calls.append((method, body))
        if method == "auth.test":
            return {"ok": True, "team_id": "T1", "user_id": "UBOT", "bot_id": "BBOT", "user": "bot"}
        if method == "chat.postMessage" and self.refuses > 0:
            self.refuses -= 1
            return {"ok": False, "error": "internal_error"}
        if method == "chat.postMessage":
            message = {**body, "ts": f"9{len(self.posted):05d}.000100", "user": "UBOT"}
            self.posted.append(message)
            return {"ok": True, "ts": message["ts"], "channel": body["channel"], "message": message}
        if method == "conversations.replies":
            thread = [each for each in self.posted if each.get("thread_ts") == body.get("ts")]
            return {"ok": True, "messages": thread, "has_more": False}
        return {"ok": True}

    def thread(self, ts: str) -> list[dict[str, Any]]:
        """The replies in a thread."""
        return [message for message in self.posted if message.get("thread_ts") == ts]


@contextmanager
def mock_slack() -> Iterator[MockSlack]:
    """Run a mock Slack on loopback."""
    slack = MockSlack()
    handler = type("Handler", (_Handler,), {"slack": slack})
    with serving(handler) as port:
        slack.url = f"http://127.0.0.1:{port}/api/"
        yield slack


class _Handler(BaseHTTPRequestHandler):
    slack: MockSlack

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._answer(_flat(urlsplit(self.path).query))

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
        is_json = "json" in (self.headers.get("content-type") or "")
        self._answer(json.loads(raw) if is_json and raw else _flat(raw))

    def _answer(self, body: dict[str, Any]) -> None:
        method = urlsplit(self.path).path.removeprefix("/api/")
        limited = method == "chat.postMessage" and self.slack.rate_limited > 0
        if limited:
            self.slack.rate_limited -= 1
        answer = {"ok": False, "error": "ratelimited"} if limited else None
        payload = json.dumps(answer or self.slack.answer(method, body)).encode()
        self.send_response(429 if limited else 200)
        if limited:
            self.send_header("retry-after", "1")
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)


def _flat(query: str) -> dict[str, Any]:
    values = {key: each[0] for key, each in parse_qs(query).items()}
    for key in ("blocks", "metadata"):
        if key in values:
            values[key] = json.loads(values[key])
    return values


def signed(body: str, *, at: float | None = None, secret: str = SECRET) -> dict[str, str]:
    """Sign a body as Slack does."""
    stamp = str(int(at if at is not None else time.time()))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={digest}"}
