"""The page's panel of one's own documents: add, list, delete; each answer is the panel anew."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from knowledge.documents import Document, Library, Outcome
from knowledge.documents.limits import SUFFIXES, in_words
from tools.errors import InputError
from ui.render import escape

PLACE = '<div id="documents-place"></div>'
"""Where the page's script puts the panel."""


def documents_routes(library: Library, where: str) -> APIRouter:
    """Give the routes of the panel; `where` says where passages go when a question finds them."""
    router = APIRouter()

    def shown(request: Request, said: str = "", status: int = 200) -> HTMLResponse:
        try:
            listed = library.of(str(request.state.owner)).listed()
        except InputError as error:
            return HTMLResponse(panel((), where, str(error)), 500)
        return HTMLResponse(panel(listed, where, said), status)

    @router.get("/documents")
    def list_documents(request: Request) -> HTMLResponse:
        return shown(request)

    @router.put("/documents/{name:path}")
    async def add_document(name: str, request: Request) -> HTMLResponse:
        content = await request.body()
        documents = library.of(str(request.state.owner))
        try:
            (outcome,) = await run_in_threadpool(documents.add, [(name, content)])
        except InputError as error:
            outcome = Outcome(name=name, what="refused", why=str(error))
        status = 422 if outcome.what == "refused" else 200
        return await run_in_threadpool(shown, request, outcome.in_words(), status)

    @router.delete("/documents/{name:path}")
    def delete_document(name: str, request: Request) -> HTMLResponse:
        if library.of(str(request.state.owner)).delete(name):
            return shown(request, f"{name}: deleted.")
        return shown(request, f"There is no document {name}.", 404)

    return router


def panel(documents: Sequence[Document], where: str, said: str = "") -> str:
    """Show the documents, how to add one, and what became of the last."""
    rows = "".join(_row(each) for each in documents)
    listed = f'<ul class="documents">{rows}</ul>' if rows else ""
    return (
        '<section class="panel" id="documents" aria-label="Your documents">'
        f"<h2>Your documents</h2><p>Questions are looked up in them too. {escape(where)}</p>"
        f'{listed}<p id="documents-said" aria-live="polite">{escape(said)}</p>'
        '<label class="add" for="add-documents">Add documents</label>'
        f'<input type="file" id="add-documents" multiple accept="{",".join(SUFFIXES)}">'
        f'<p class="quiet">{escape(in_words())} The file itself is not kept; its passages are, '
        "until you delete it. What a conversation has looked up stays in that conversation.</p>"
        "</section>"
    )


def _row(document: Document) -> str:
    name = escape(document.name)
    pages = f"{document.pages} pages · " if document.pages else ""
    passages = len(document.passages)
    return (
        f'<li><span class="document">{name}</span> '
        f'<span class="quiet">{pages}{passages} passage{"s" * (passages != 1)} · '
        f"{document.added:%d %b %Y}</span> "
        f'<button type="button" class="close" data-document="{name}" aria-label="Delete {name}">'
        "Delete</button></li>"
    )
