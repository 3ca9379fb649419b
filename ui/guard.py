"""What stands before every route: who may come in, what may be asked for, and safe headers."""

import json
import logging
import re
import secrets
from collections.abc import Callable, Iterable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders, QueryParams
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.identity import A_YEAR_S, OWNER_COOKIE, Identity, Pages

log = logging.getLogger(__name__)

MOST_BYTES = 2_000_000
"""Bytes of one request; a message of 100,000 characters fits four times."""

OPEN = re.compile(r"/healthz|/login|/robots\.txt|/favicon\.ico|/page/[\w.-]+|/slack/[\w/]+")
"""Routes that answer without a login; Slack signs its own requests."""
KNOWN = re.compile(
    r"/|/config|/theme\.css|/manifest\.json|/logout|/(static|assets)/.+|/passages/.+"
    r"|/transcripts/[^/]+\.jsonl|/records/[^/]+\.md"
    r"|/gradio_api/(queue/(join|data)|heartbeat/[^/]+|cancel|reset|startup-events|app_id)/?"
)
"""Every other route that there is: what Gradio brings beyond these is closed."""
SESSION_ID = re.compile(r"[0-9a-f]{32}")

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
NOT_HERE = {"detail": "Not Found"}


class Guard:
    """ASGI middleware round the whole server."""

    def __init__(
        self, app: ASGIApp, identity: Identity, owner_of: Callable[[str], str | None]
    ) -> None:
        self._app = app
        self._identity = identity
        self._owner_of = owner_of
        self._pages = Pages()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or answer it here."""
        if scope["type"] == "websocket":
            await Response(status_code=404)(scope, receive, send)
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Visit(scope, self._identity)
        answer = self._turned_away(request)
        if answer is None:
            receive, answer = await self._checked(request, receive)
        await self._answered(request, answer or self._app, scope, receive, request.dressed(send))

    async def _answered(
        self, request: "Visit", app: ASGIApp, scope: Scope, receive: Receive, send: Send
    ) -> None:
        begun = broken = False

        async def noting(message: Message) -> None:
            nonlocal begun, broken
            broken = broken or (not begun and message.get("status") == 500)
            begun = True
            if not broken or not request.is_call:
                await send(message)

        try:
            await app(scope, receive, noting)
        except Exception as error:  # Gradio breaks on calls that its own page never makes
            if not request.is_call or (begun and not broken):
                raise
            log.warning("Refused a call of %s: %r", request.path, error)
        if request.is_call and (broken or not begun):
            await _refused(400)(scope, receive, send)

    def _turned_away(self, request: "Visit") -> Response | None:
        if OPEN.fullmatch(request.path):
            return None
        if not KNOWN.fullmatch(request.path):
            return JSONResponse(NOT_HERE, 404)
        if not self._identity.is_logged_in(request.headers):
            return RedirectResponse("login", 303) if request.path == "/" else _refused(401)
        if request.owner is None:
            return _refused(401)
        if request.method == "POST" and request.headers.get("sec-fetch-site") == "cross-site":
            return _refused(403)
        return None

    async def _checked(self, request: "Visit", receive: Receive) -> tuple[Receive, Response | None]:
        body = b""
        if request.method not in ("GET", "HEAD"):
            read = await _body(receive)
            if read is None:
                return receive, _refused(413)
            body, receive = read, _replayed(read, receive)
        if OPEN.fullmatch(request.path):
            return receive, None
        allowed = await self._is_own(request, body)
        return receive, None if allowed else request.not_found()

    async def _is_own(self, request: "Visit", body: bytes) -> bool:
        """Check every page and every consultation that a request names."""
        owner = request.owner or ""
        pages, sessions = _named(request, body)
        if not all(self._pages.belongs(page, owner) for page in pages):
            return False
        for session in sessions:
            if await run_in_threadpool(self._owner_of, session) not in (None, owner):
                return False
        return True


class Visit:
    """One request: what it asks for, whose it is, and how its answer is dressed."""

    def __init__(self, scope: Scope, identity: Identity) -> None:
        self.path = str(scope["path"])
        self.method = str(scope["method"])
        self.query = QueryParams(scope["query_string"])
        self.headers = {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in scope["headers"]
        }
        self.owner = identity.owner(self.headers)
        self._secure = scope.get("scheme") == "https"
        self._nonce = secrets.token_urlsafe(16)
        self._cookie: str | None = None
        if self.owner is None and identity.by_cookie:
            self.owner, self._cookie = identity.new_owner()
        scope.setdefault("state", {})["owner"] = self.owner
        if self.path == "/":  # the page is rewritten below, so it must come uncompressed
            scope["headers"] = [each for each in scope["headers"] if each[0] != b"accept-encoding"]

    @property
    def is_call(self) -> bool:
        """Tell whether this is one of Gradio's own calls."""
        return self.path.startswith("/gradio_api/")

    def not_found(self) -> Response:
        """Say that there is no such thing: what is another's looks like what is not."""
        if self.path == "/":
            return HTMLResponse(
                '<p>There is no such consultation. <a href="./">Start one</a>.', 404
            )
        return JSONResponse(NOT_HERE, 404)

    def dressed(self, send: Send) -> Send:
        """Add headers and cookie to an answer; give the page's own scripts their nonce."""
        held: list[Message] = []

        async def send_dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._dress(MutableHeaders(scope=message))
                if self.path == "/":
                    held.append(message)
                    return
            elif held:
                held.append(message)
                if message.get("more_body"):
                    return
                message = await self._with_nonces(held, send)
            await send(message)

        return send_dressed

    async def _with_nonces(self, held: list[Message], send: Send) -> Message:
        start, body = held[0], b"".join(each.get("body", b"") for each in held[1:])
        held.clear()
        body = body.replace(b"<script", b'<script nonce="%s"' % self._nonce.encode())
        headers = MutableHeaders(scope=start)
        if self.method != "HEAD":
            headers["content-length"] = str(len(body))
        await send(start)
        return {"type": "http.response.body", "body": body}

    def _dress(self, headers: MutableHeaders) -> None:
        for name, value in HEADERS.items():
            headers[name] = value
        headers["Content-Security-Policy"] = policy(self._nonce)
        if not self.path.startswith(("/assets/", "/static/", "/page/")):
            headers["Cache-Control"] = "no-store"
        if self._cookie and not OPEN.fullmatch(self.path):
            secure = "; Secure" if self._secure else ""
            headers.append(
                "Set-Cookie",
                f"{OWNER_COOKIE}={self._cookie}; Max-Age={A_YEAR_S}; Path=/; HttpOnly; "
                f"SameSite=Lax{secure}",
            )


def policy(nonce: str) -> str:
    """Say what the page may load: itself alone.

    Gradio compiles its HTML templates in the browser ('unsafe-eval') and sets styles inline.
    """
    rules = {
        "default-src": "'self'",
        "script-src": f"'self' 'nonce-{nonce}' 'unsafe-eval'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "object-src": "'none'",
        "frame-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _refused(status: int) -> Response:
    words = {
        400: "That call makes no sense.",
        401: "Log in first.",
        403: "Not from another site.",
        413: "That is too much at once.",
    }
    return JSONResponse({"detail": words[status]}, status)


async def _body(receive: Receive) -> bytes | None:
    """Read a body; None where it is larger than we take."""
    parts: list[bytes] = []
    length, more = 0, True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            break
        parts.append(message.get("body", b""))
        length += len(parts[-1])
        more = bool(message.get("more_body"))
        if length > MOST_BYTES:
            return None
    return b"".join(parts)


def _replayed(body: bytes, receive: Receive) -> Receive:
    given = False

    async def receive_again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again


def _named(request: Visit, body: bytes) -> tuple[set[str], set[str]]:
    """List the pages (session hashes) and consultations that a request names."""
    content = _json(body)
    pages = [request.query.get("session_hash"), content.get("session_hash")]
    if request.path.startswith("/gradio_api/heartbeat/"):
        pages.append(request.path.split("/")[3])
    data = content.get("data")
    given = data if isinstance(data, list) else []
    last = request.path.rsplit("/", 1)[-1].partition(".")[0]
    sessions = [request.query.get("session"), last, *given]
    return _texts(pages), {each for each in _texts(sessions) if SESSION_ID.fullmatch(each)}


def _json(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body) if body else {}
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _texts(given: Iterable[object]) -> set[str]:
    return {each for each in given if isinstance(each, str) and each}
