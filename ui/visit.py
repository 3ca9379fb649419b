"""One request: what it asks for, whose it is, and the headers and cookie of its answer."""

import re
import secrets

from starlette.datastructures import MutableHeaders, QueryParams
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Message, Scope, Send

from ui.identity import A_YEAR_S, OWNER_COOKIE, Identity

OPEN = re.compile(r"/healthz|/login|/robots\.txt|/favicon\.ico|/page/[\w.-]+|/slack/[\w/]+")
"""Routes that answer without a login; Slack signs its own requests."""
_LENGTH = re.compile(r"[0-9]{1,18}")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
SESSION_ID = re.compile(r"[0-9a-f]{32}")
NOT_HERE = {"detail": "Not Found"}


class Visit:
    """One request: what it asks for, whose it is, and how its answer is dressed."""

    def __init__(self, scope: Scope, identity: Identity) -> None:
        self._scope = scope
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
    def header_bytes(self) -> int:
        """How long the address and the headers are together."""
        query = len(self._scope["query_string"])
        return query + sum(len(name) + len(value) for name, value in self._scope["headers"])

    @property
    def announced(self) -> int:
        """How long the body will be, as far as the request says so [bytes]."""
        length = self.headers.get("content-length", "")
        return int(length) if _LENGTH.fullmatch(length) else 0

    @property
    def from_elsewhere(self) -> bool:
        """Tell whether a page of another site sent this; browsers say so in one way or another."""
        site = self.headers.get("sec-fetch-site")
        origin = self.headers.get("origin")
        if site is not None or origin is None:
            return site == "cross-site"
        ours = {self.headers.get("host"), self.headers.get("x-forwarded-host")}
        return origin.partition("://")[2] not in ours

    @property
    def is_open(self) -> bool:
        """Tell whether this answers without a login."""
        return OPEN.fullmatch(self.path) is not None

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
        if self._cookie and not self.is_open:
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
