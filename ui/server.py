"""One server: the page, health, downloads, and Slack over HTTP where it is set up."""

import asyncio
import contextlib
import gc
import inspect
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from fastapi import APIRouter, FastAPI

from agent.advisor import Advisor
from agent.settings import Settings
from agent.spending import limits_of
from agent.transcripts.store import Store
from knowledge.documents import Library
from ui import identity
from ui.guard import Guard
from ui.identity import Identity
from ui.listening import address
from ui.progress import tell
from ui.render import Shelf
from ui.routes import public_routes
from ui.shelves import Shelves
from ui.starting import without_collecting
from ui.web.turns import Replies

GOODBYE_S = 5
"""How long open pages may take to end when the server stops [s]."""
WARM_AFTER_S = 5.0
"""The index is loaded once the first page had time to open; a question that needs it waits [s]."""
LAST_WORDS_S = 4.0
"""How long replies that nobody watches may take after that [s]."""
YOUNG_OBJECTS = 20_000
"""New objects after which Python looks for garbage; its own 700 cost a busy server a tenth."""
ICON = Path(__file__).parent / "web" / "static" / "favicon.svg"
GRADIO = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_ANALYTICS_MAX_EVENTS": "1",
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": "1000000000",
}
"""No telemetry, and no table of statistics that Gradio would compute anew after every event."""


def refuse_open_door(settings: Settings) -> None:
    """Refuse to listen where anybody could come in.

    Raises InputError with the way out.
    """
    identity.refuse_open_door(
        settings.host, _secret(settings.password), settings.trusted_user_header
    )


def serve_app(advisor: Advisor, settings: Settings) -> None:
    """Serve until stopped; replies that are being made may finish, and a stop is no failure."""
    refuse_open_door(settings)
    with without_collecting():
        slack = _slack(advisor, settings)
        app = build_app(advisor, advisor.store, advisor.knowledge, settings, slack, advisor.library)
    advisor.knowledge.warm_in_background(WARM_AFTER_S)
    gc.set_threshold(YOUNG_OBJECTS)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=GOODBYE_S,
    )
    signal.signal(signal.SIGTERM, lambda *_: None)  # uvicorn raises it again once it has stopped
    with contextlib.suppress(KeyboardInterrupt):
        Announcing(config).run()
    advisor.knowledge.settle()


class Announcing(uvicorn.Server):
    """Says where the page is once it can be opened."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets)
        for door in [each for server in self.servers for each in server.sockets][:1]:
            tell(
                f"The page is at {address(self.config.host, door.getsockname()[1])} (Ctrl-C stops)"
            )


def build_app(
    advisor: Replies,
    store: Store,
    knowledge: Shelf,
    settings: Settings,
    slack: APIRouter | None = None,
    library: Library | None = None,
) -> FastAPI:
    """Compose the server; `slack` brings its own routes, which check their own signatures."""
    shelves = Shelves(knowledge, library)
    with _quiet_gradio():
        import gradio as gr

        from ui.web.page import Page
        from ui.web.theme import dress

        page = Page(
            advisor,
            store,
            shelves,
            speaker=speaker(settings),
            where=where_stored(settings),
            limits=limits_of(settings),
        )

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await page.turns.finish(LAST_WORDS_S)

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    who = Identity(
        store.secret("cookies"),
        password=_secret(settings.password),
        trusted_user_header=settings.trusted_user_header,
    )
    about = {
        "version": version("finetune-advisor"),
        "chat_model": settings.chat_model,
        "index": getattr(knowledge, "how", "built-in notes"),
    }
    app.include_router(public_routes(store, shelves, who, about))
    if library is not None:
        from ui.web.documents import documents_routes

        app.include_router(documents_routes(library, where_passages_go(settings)))
    if slack is not None:
        app.include_router(slack)
    gr.mount_gradio_app(
        app,
        page.blocks,
        path="/",
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        show_error=False,
        ssr_mode=False,
        mcp_server=False,
        favicon_path=ICON,
        pwa=False,
        **dress(),
    )
    app.add_middleware(Guard, identity=who, owner_of=store.owner_of)
    return app


def _slack(advisor: Advisor, settings: Settings) -> APIRouter | None:
    """Give Slack's routes where it is set up; replies that a crash cut off are sent at start."""
    if not (settings.slack_bot_token and settings.slack_signing_secret):
        return None
    from ui.slack_bot import slack_app, slack_routes

    app, bridge = slack_app(advisor, settings)

    @contextlib.asynccontextmanager
    async def recovering(_: FastAPI) -> AsyncIterator[None]:
        recovery = asyncio.create_task(bridge.keep_recovering())
        yield
        recovery.cancel()
        await asyncio.gather(recovery, return_exceptions=True)

    router = APIRouter(lifespan=recovering)
    router.include_router(slack_routes(app))
    return router


def speaker(settings: Settings) -> str:
    """Say who speaks and where text goes."""
    host = urlsplit(settings.openai_base_url or "https://api.openai.com/v1").hostname
    embedded = settings.embedding.partition(":")[2]
    looked_up = (
        f" To look things up, {embedded} at {host} reads your questions." if embedded else ""
    )
    if settings.chat_model == "guided":
        kept = "" if embedded else " No text leaves this machine."
        return f"The built-in rules speak.{kept}{looked_up}"
    name = settings.chat_model.partition(":")[2]
    return f"{name} speaks. What you write is sent to {host}.{looked_up}"


def where_stored(settings: Settings) -> str:
    """Say what is stored where."""
    place = f"in {settings.data_dir}" if _is_local(settings) else "on this server"
    return (
        f"Your words, the facts read from them, every tool call and every reply are kept {place} "
        "until you delete the conversation. A cookie in this browser is the key to it."
    )


def where_passages_go(settings: Settings) -> str:
    """Say who sees a passage of a user's document."""
    if settings.chat_model == "guided":
        return "They stay here, and no one else can open them."
    name = settings.chat_model.partition(":")[2]
    return (
        f"No one else can open them; the passages that a question finds are sent to {name}, the "
        "rest is not."
    )


def _is_local(settings: Settings) -> bool:
    return settings.host in ("127.0.0.1", "localhost", "::1")


def _secret(password: Any) -> str | None:
    return password.get_secret_value() if password is not None else None


@contextlib.contextmanager
def _quiet_gradio() -> Iterator[None]:
    """Import Gradio without telemetry, and without the stub files it writes at each start."""
    os.environ.update(GRADIO)
    sys.modules.setdefault("matplotlib", None)  # type: ignore[arg-type]  # sought twice an update
    real = inspect.getfile

    def getfile(found: Any) -> str:
        if isinstance(found, type) and str(found.__module__).startswith("gradio."):
            raise OSError("stub files not wanted")
        return real(found)

    inspect.getfile = getfile  # type: ignore[assignment]  # it takes what Gradio hands over
    try:
        yield
    finally:
        inspect.getfile = real
