"""What stands before every route: who may come in, what may be asked for, and safe headers."""

import json
import logging
import re
from collections.abc import Callable, Iterable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from knowledge.documents import limits as documents
from ui.identity import Identity, Pages
from ui.visit import NOT_HERE, SESSION_ID, Visit

log = logging.getLogger(__name__)

MOST_BYTES = 2_000_000
"""Bytes of one request; a message of 100,000 characters fits four times."""
MOST_HEADER_BYTES = 32_768
"""Bytes of a request's headers and address together."""

KNOWN = re.compile(
    r"/|/config|/theme\.css|/manifest\.json|/logout|/(static|assets)/.+|/passages/.+"
    r"|/claims/[0-9]{1,9}/[0-9]{1,9}|/documents(/.+)?"
    r"|/transcripts/[^/]+\.jsonl|/records/[^/]+\.md"
    r"|/gradio_api/(queue/(join|data)|heartbeat/[^/]+|cancel|reset|startup-events|app_id)/?"
)
"""Every other route that there is: what Gradio brings beyond these is closed."""


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
        self, request: Visit, app: ASGIApp, scope: Scope, receive: Receive, send: Send
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

    def _turned_away(self, request: Visit) -> Response | None:
        if request.header_bytes > MOST_HEADER_BYTES:
            return _refused(431)
        if request.is_open:
            return None
        if not self._identity.is_addressed(request.headers.get("host", "")):
            return _refused(421)
        if not KNOWN.fullmatch(request.path):
            return JSONResponse(NOT_HERE, 404)
        if not self._identity.is_logged_in(request.headers):
            return RedirectResponse("login", 303) if request.path == "/" else _refused(401)
        if request.owner is None:
            return _refused(401)
        if request.from_elsewhere and request.method not in ("GET", "HEAD"):
            return _refused(403)
        return None

    async def _checked(self, request: Visit, receive: Receive) -> tuple[Receive, Response | None]:
        body = b""
        if request.method not in ("GET", "HEAD"):
            most = most_bytes(request.path)
            read = None if request.announced > most else await _body(receive, most)
            if read is None:
                return receive, _refused(413, f"That is too much at once: at most {most:,} bytes.")
            body, receive = read, _replayed(read, receive)
        if request.is_open:
            return receive, None
        allowed = await self._is_own(request, body)
        return receive, None if allowed else request.not_found()

    async def _is_own(self, request: Visit, body: bytes) -> bool:
        """Check every page and every consultation that a request names."""
        owner = request.owner or ""
        named = request.query.get("session") if request.path == "/" else None
        if named and not SESSION_ID.fullmatch(named):
            return False
        pages, sessions = _named(request, body)
        if not all(self._pages.belongs(page, owner) for page in pages):
            return False
        for session in sessions:
            if await run_in_threadpool(self._owner_of, session) not in (None, owner):
                return False
        return True


def _refused(status: int, why: str = "") -> Response:
    words = {
        400: "That call makes no sense.",
        401: "Log in first.",
        403: "Not from another site.",
        421: "Without a password this server answers on this machine's own address only.",
        431: f"These headers are too long: at most {MOST_HEADER_BYTES:,} bytes.",
    }
    return JSONResponse({"detail": why or words[status]}, status)


def most_bytes(path: str) -> int:
    """Say how large a body may be: a document is larger than a message."""
    return documents.MOST_BYTES if _is_document(path) else MOST_BYTES


def _is_document(path: str) -> bool:
    return path.startswith("/documents/")


async def _body(receive: Receive, most: int) -> bytes | None:
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
        if length > most:
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
    content = {} if _is_document(request.path) else _json(body)
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
