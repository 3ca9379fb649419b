"""The page: its parts, and one handler for every turn."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from itertools import count
from typing import Any

import gradio as gr

from agent.events import Action
from agent.form import filled_in, open_questions
from agent.said import Said
from agent.spending import Limits
from agent.transcripts.store import Store, new_session_id
from tools.errors import InputError
from ui.render import words
from ui.shelves import Shelves
from ui.visit import SESSION_ID
from ui.web import correction
from ui.web.filled import read_click, read_filled
from ui.web.layout import lay_out
from ui.web.news import Boards, News, Places
from ui.web.screen import Screen, alert
from ui.web.turns import Replies, Turn, Turns
from ui.web.watches import Watches

Updates = dict[Any, Any]

SHOW_NEWS = "(news) => showNews(news)"
"""`page.js` puts what is new into its places."""
TAKEN_WORDS = "(session, text) => [session, takenWords(text)]"
"""`page.js` takes words from the box on the key itself: what is typed then is the next message."""
LISTENING: dict[str, Any] = {
    "concurrency_limit": None,
    "show_progress": "hidden",
    "api_visibility": "private",
}
"""How every event is listened to: by everybody at once."""
OF_A_TURN: dict[str, Any] = {**LISTENING, "postprocess": False}
"""How a turn is shown: it is sent as it stands, and Gradio would send it through a thread first."""
AS_TYPED: dict[str, Any] = {**OF_A_TURN, "preprocess": False}
"""How words come: as they stand, too."""
AHEAD: dict[str, Any] = {**AS_TYPED, "trigger_mode": "multiple"}
"""How words are listened to: the next ones too, while a reply is made."""
MOST_WAITING = 500
"""Clicks that may wait; the next one is told that the server is busy."""
MOST_AT_ONCE = 200
"""Replies that may be shown at once; Gradio's own limit is the 40 threads that it would need."""
LOOK_S, LOOK_FOR_PROGRESS_S = 0.01, 1.0
"""How often Gradio looks for clicks and for bars of progress, of which there are none [s]."""
NOT_YOURS = "There is no such consultation."


class Page:
    """Wires what people do to what the advisor says; decides nothing."""

    def __init__(
        self,
        advisor: Replies,
        store: Store,
        shelves: Shelves,
        *,
        speaker: str,
        where: str,
        limits: Limits,
    ) -> None:
        self.turns = Turns(advisor)
        self._watches = Watches()
        self._boards = Boards()
        self._store = store
        self._forms_shown = count(1)
        with gr.Blocks(title="finetune-advisor", analytics_enabled=False, fill_width=True) as page:
            self.parts = lay_out(speaker, where)
            self._screen = Screen(store, shelves, limits)
            self._wire(page)
        page.max_threads = MOST_AT_ONCE
        self.blocks = page.queue(max_size=MOST_WAITING, default_concurrency_limit=None)
        queue = (
            self.blocks._queue
        )  # its own pace, a thousand looks a second, costs as much as we do
        queue.sleep_when_free, queue.progress_update_sleep_when_free = LOOK_S, LOOK_FOR_PROGRESS_S

    def _wire(self, page: gr.Blocks) -> None:
        parts = self.parts
        correcting = [parts.session, parts.fact, parts.value]
        gr.on(
            [parts.send.click, parts.box.submit],
            self.say,
            [parts.session, parts.box],
            [parts.news],
            js=TAKEN_WORDS,
            **AHEAD,
        )
        parts.news.change(None, [parts.news], js=SHOW_NEWS, show_progress="hidden")
        self._on([parts.show_form.click], self.show_form, [parts.session], [parts.news])
        sent = [parts.session, parts.filled]
        self._on([parts.send_form.click], self.fill_in, sent, [parts.news], AS_TYPED)
        clicked = [parts.session, parts.clicked]
        self._on([parts.send_clicked.click], self.click, clicked, [parts.news], AS_TYPED)
        self._on([parts.save.click], self.correct, correcting, parts.corrected)
        self._on([parts.forget.click], self.forget, correcting[:2], parts.corrected)
        self._on([page.load], self.open, [], parts.everything)
        self._on([parts.fresh.click], self.begin, [], parts.everything)
        self._on([parts.delete.click], self.delete, [parts.session], parts.everything)
        self._on([parts.stop.click], self.stop, [parts.session], [])
        self._on(
            [parts.fact.change],
            self.offer_values,
            [parts.fact],
            [parts.value, parts.note],
            LISTENING,
        )
        self._on([parts.ask_delete.click], lambda: gr.update(visible=True), [], [parts.sure])
        self._on([parts.keep.click], lambda: gr.update(visible=False), [], [parts.sure])

    def _on(
        self,
        triggers: list[Any],
        handler: Callable[..., Any],
        given: list[Any],
        shown: list[Any],
        how: Mapping[str, Any] = OF_A_TURN,
    ) -> None:
        gr.on(triggers, handler, given, shown, **how)

    async def say(self, session: Any, text: Any, request: gr.Request) -> AsyncIterator[Updates]:
        """Answer what was typed; a key pressed on an empty box says nothing."""
        if not as_text(text).strip():
            yield gr.skip()
            return
        async for updates in self._converse(as_text(session), Said(as_text(text)), request):
            yield updates

    async def click(
        self, session: Any, clicked: Any, request: gr.Request
    ) -> AsyncIterator[Updates]:
        """Answer a click: an option of the question, a task to begin with, or neither."""
        session = as_text(session)
        question = (await self._screen.view(session)).question
        said = read_click(as_text(clicked), question)
        async for updates in self._converse(session, said, request):
            yield updates

    async def show_form(self, session: str, request: gr.Request) -> Updates:
        """Show every open question at once."""
        if not await self._is_own(session, owner_of(request)):
            raise gr.Error(NOT_YOURS, print_exception=False)
        return self._told(request, await self._screen.form(session, next(self._forms_shown)))

    async def fill_in(
        self, session: Any, filled: Any, request: gr.Request
    ) -> AsyncIterator[Updates]:
        """Take a whole form as one turn."""
        session = as_text(session)
        questions = open_questions((await self._screen.view(session)).events)
        try:
            said = filled_in(read_filled(as_text(filled), questions), questions)
        except InputError as error:
            yield self._told(request, {"form-note": alert(str(error))})
            return
        async for updates in self._converse(session, said, request):
            yield updates

    async def correct(
        self, session: str, field: str | None, typed: str | None, request: gr.Request
    ) -> AsyncIterator[Updates]:
        """Set a fact to what was chosen or typed."""
        try:
            if not field:
                raise InputError("Choose the fact first.")
            value = correction.typed_value(field, typed or "")
        except InputError as error:
            yield {self.parts.note: alert(str(error))}
            return
        said = Said(f"{words.fact(field)}: {words.value(value)}", action=Action(set={field: value}))
        async for updates in self._converse(session, said, request):
            yield {**updates, **self._correction_taken()}

    async def forget(
        self, session: str, field: str | None, request: gr.Request
    ) -> AsyncIterator[Updates]:
        """Forget a fact."""
        if not field:
            yield {self.parts.note: alert("Choose the fact first.")}
            return
        said = Said(f"Forget: {words.fact(field)}", action=Action(set={field: None}))
        async for updates in self._converse(session, said, request):
            yield {**updates, **self._correction_taken()}

    async def open(self, request: gr.Request) -> AsyncIterator[Updates]:
        """Show the consultation that the address names, or the owner's newest one."""
        owner = owner_of(request)
        named = request.query_params.get("session")
        session = named or await asyncio.to_thread(self._store.newest, owner) or new_session_id()
        if not await self._is_own(session, owner):
            raise gr.Error(NOT_YOURS, print_exception=False)
        running = self.turns.of(session)
        self._watches.end(page_of(request))
        yield await self._opened(session, request, running[0] if running else None)
        if running:
            async for updates in self._follow(session, request, running):
                yield updates

    async def begin(self, request: gr.Request) -> Updates:
        """Begin a new consultation; the present one stays."""
        self._watches.end(page_of(request))
        return await self._opened(new_session_id(), request)

    async def delete(self, session: str, request: gr.Request) -> Updates:
        """Delete a consultation and begin a new one."""
        owner = owner_of(request)
        self._watches.end(page_of(request))
        await self.turns.stop_all(session)
        if await asyncio.to_thread(self._store.owner_of, session) == owner:
            await asyncio.to_thread(self._store.delete, session)
        return await self._opened(new_session_id(), request)

    async def stop(self, session: str, request: gr.Request) -> None:
        """Stop the reply that is being made."""
        if await self._is_own(session, owner_of(request)):
            await self.turns.stop(session)

    def offer_values(self, field: str | None) -> Updates:
        """Offer what the chosen fact can be."""
        choices = correction.value_choices(field) if field else []
        return {
            self.parts.value: gr.update(choices=choices, value=None),
            self.parts.note: "",
        }

    async def _opened(
        self, session: str, request: gr.Request, running: Turn | None = None
    ) -> Updates:
        """Show another consultation, and let it be used."""
        places = await self._screen.opened(session, owner_of(request), running)
        return {
            self.parts.session: session,
            self.parts.sure: gr.update(visible=False),
            **{each: gr.update(interactive=True) for each in self.parts.usable},
            **self._told(request, places),
        }

    def _told(self, request: gr.Request, places: Places) -> Updates:
        with self._boards.news(page_of(request)) as news:
            return self._new(news, places)

    def _new(self, news: News, places: Places) -> Updates:
        news.tell(places)
        return {self.parts.news: news.told}

    def _correction_taken(self) -> Updates:
        """A correction was taken in: its fields are free for the next."""
        return {self.parts.fact: None, self.parts.note: ""}

    async def _converse(
        self, session: str, said: Said, request: gr.Request
    ) -> AsyncIterator[Updates]:
        """Hold a turn; one that this page is still busy with is shown to its end before."""
        owner = owner_of(request)
        if not await self._is_own(session, owner):
            raise gr.Error(NOT_YOURS, print_exception=False)
        reply = self.turns.start(session, said, owner)
        joined = self._watches.joined(page_of(request), session, reply)
        if joined is not None:
            yield self._told(request, self._screen.during(joined, owner))
            return
        async for updates in self._follow(session, request, self.turns.of(session)):
            yield updates

    async def _follow(
        self, session: str, request: gr.Request, replies: Sequence[Turn]
    ) -> AsyncIterator[Updates]:
        """Show replies, and those that join them, until none waits or the page goes elsewhere."""
        page, owner = page_of(request), owner_of(request)
        watch = self._watches.begin(page, session, replies)
        try:
            with self._boards.news(page) as news:
                while watch.turns:
                    now = self._screen.during(watch, owner)
                    yield self._new(news, {**self._screen.busy(), **now})
                    async for _ in watch.turns[0].changes(self.turns.pace):
                        if not self._watches.goes_on(page, watch):
                            break
                        if news.tell(self._screen.during(watch, owner)):
                            yield {self.parts.news: news.told}
                    done = await self._screen.after(session, owner, watch)
                    if not self._watches.goes_on(page, watch):
                        break
                    yield self._new(news, done)
                yield gr.skip()  # Gradio sends the last message twice
        finally:
            self._watches.end(page, watch)

    async def _is_own(self, session: str, owner: str) -> bool:
        if not SESSION_ID.fullmatch(session or ""):
            return False
        return await asyncio.to_thread(self._store.owner_of, session) in (None, owner)


def as_text(given: object) -> str:
    """Take what a page handed over as it stands; only its own script makes sure that it is text."""
    return given if isinstance(given, str) else ""


def owner_of(request: gr.Request) -> str:
    """Give the owner whom the guard found."""
    return str(request.state.owner)


def page_of(request: gr.Request) -> str:
    """Give the page that asks; the guard has checked that it is its owner's."""
    return str(request.session_hash)
