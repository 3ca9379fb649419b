"""Routes beside the page: passages, downloads, the page's own files, health and the login."""

import json
from importlib.resources import files
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from agent.transcripts.database import StoreError
from agent.transcripts.lines import Recording, as_object
from agent.transcripts.store import NoSessionError, Store
from tools.errors import InputError
from ui.identity import A_DAY_S, LOGIN_COOKIE, Identity
from ui.render import escape, missing_passage, origin_panel, passage_panel
from ui.shelves import Shelves
from ui.visit import NOT_HERE

_FILES = {"page.js": "text/javascript", "documents.js": "text/javascript", "login.css": "text/css"}


def public_routes(
    store: Store, shelves: Shelves, who: Identity, about: dict[str, str]
) -> APIRouter:
    """Give every route of ours; the guard has checked whose consultation is asked for.

    `about` is what health tells besides: version, chat model, index.
    """
    router = APIRouter()
    _add_passages(router, shelves)
    _add_origins(router, store, shelves)
    _add_downloads(router, store)
    _add_health(router, store, about)
    _add_login(router, who)
    return router


def _add_passages(router: APIRouter, shelves: Shelves) -> None:
    @router.get("/passages/{anchor:path}")
    def passage(anchor: str, request: Request, claim: str = "") -> HTMLResponse:
        shelf = shelves.of(request.state.owner)
        found = shelf.passage(anchor)
        if found is None:
            return HTMLResponse(missing_passage(), 404)
        return HTMLResponse(passage_panel(found, shelf, shelf.places_of(anchor), claim))

    @router.get("/page/{name}")
    def own_file(name: str) -> Response:
        if name not in _FILES:
            return JSONResponse(NOT_HERE, 404)
        text = (files("ui.web") / "static" / name).read_text("utf-8")
        return Response(text, media_type=_FILES[name])


def _add_origins(router: APIRouter, store: Store, shelves: Shelves) -> None:
    @router.get("/claims/{number}/{place}")
    def origin(number: int, place: int, session: str, request: Request) -> Response:
        recording = _own(store, session, request)
        shelf = shelves.of(request.state.owner)
        shown = recording and origin_panel(recording.events, number, place, shelf)
        return HTMLResponse(shown) if shown else JSONResponse(NOT_HERE, 404)


def _add_downloads(router: APIRouter, store: Store) -> None:
    @router.get("/transcripts/{session}.jsonl")
    def transcript(session: str, request: Request) -> Response:
        recording = _own(store, session, request)
        if recording is None:
            return JSONResponse(NOT_HERE, 404)
        lines = "".join(f"{json.dumps(as_object(each))}\n" for each in recording.events)
        return _file(lines, f"consultation-{session[:8]}.jsonl", "application/jsonl")

    @router.get("/records/{session}.md")
    def record(session: str, request: Request) -> Response:
        recording = _own(store, session, request)
        if recording is None:
            return JSONResponse(NOT_HERE, 404)
        from ui.record import decision_record  # the record is made on demand only

        text = decision_record(recording.events)
        return _file(text, f"decision-{session[:8]}.md", "text/markdown")


def _own(store: Store, session: str, request: Request) -> Recording | None:
    if store.owner_of(session) != request.state.owner:
        return None
    try:
        return store.readable(session)
    except NoSessionError:
        return None


def _file(text: str, name: str, kind: str) -> Response:
    return Response(
        text,
        media_type=f"{kind}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _add_health(router: APIRouter, store: Store, about: dict[str, str]) -> None:
    @router.get("/healthz")
    def health() -> JSONResponse:
        trouble = _trouble(store)
        state = {"status": "failing" if trouble else "ok", **about, "storage": trouble or "ok"}
        return JSONResponse(state, 503 if trouble else 200)


def _trouble(store: Store) -> str:
    """Say why nothing could be stored, without which no turn is answered."""
    try:
        store.check_writable()
    except StoreError as error:
        return str(error)
    return ""


def _add_login(router: APIRouter, who: Identity) -> None:
    @router.get("/login")
    def login_page() -> Response:
        return HTMLResponse(_login_page()) if who.needs_password else RedirectResponse("./", 303)

    @router.post("/login")
    async def log_in(request: Request) -> Response:
        given = parse_qs((await request.body()).decode(errors="replace"))
        try:
            token = await run_in_threadpool(who.log_in, given.get("password", [""])[0])
        except InputError as error:
            return HTMLResponse(_login_page(str(error)), 429)
        if token is None:
            return HTMLResponse(_login_page("That is not the password."), 401)
        answer = RedirectResponse("./", 303)
        answer.set_cookie(
            LOGIN_COOKIE,
            token,
            max_age=A_DAY_S,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return answer

    @router.get("/logout")
    def log_out() -> Response:
        answer = RedirectResponse("login", 303)
        answer.delete_cookie(LOGIN_COOKIE)
        return answer


def _login_page(problem: str = "") -> str:
    page = (files("ui.web") / "static" / "login.html").read_text("utf-8")
    return page.replace("<!-- problem -->", escape(problem))
