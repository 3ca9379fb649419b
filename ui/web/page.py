"""The page: its parts, and one handler for every turn."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import gradio as gr

from agent.events import Action
from agent.said import Said
from agent.transcripts import fold
from agent.transcripts.store import Store, new_session_id
from tools.errors import InputError
from ui.render import Shelf, decision_card, escape, facts_panel, turn, words
from ui.web import correction
from ui.web.layout import lay_out
from ui.web.turns import Replies, Turn, Turns
from ui.web.view import ANSWER_NOW, DONT_KNOW, View, data_panel, finished, history, view

Updates = dict[Any, Any]
MOST_WAITING = 500
"""Clicks that may wait; the next one is told that the server is busy."""
NOT_YOURS = "There is no such consultation."


class Page:
    """Wires what people do to what the advisor says; decides nothing."""

    def __init__(
        self, advisor: Replies, store: Store, shelf: Shelf, *, speaker: str, where: str
    ) -> None:
        self.turns = Turns(advisor)
        self._store = store
        self._shelf = shelf
        self._where = where
        with gr.Blocks(title="finetune-advisor", analytics_enabled=False, fill_width=True) as page:
            self.parts = lay_out(speaker)
            self._wire(page)
        self.blocks = page.queue(max_size=MOST_WAITING, default_concurrency_limit=None)

    def _wire(self, page: gr.Blocks) -> None:
        parts = self.parts
        said = [parts.session, parts.box]
        correcting = [parts.session, parts.fact, parts.value]
        self._on([parts.send.click, parts.box.submit], self.say, said, parts.of_a_turn)
        for slot in parts.slots:
            self._on([slot.click], self.choose, [parts.session, slot], parts.of_a_turn)
        self._on([parts.dont_know.click], self.skip, [parts.session], parts.of_a_turn)
        self._on([parts.answer_now.click], self.answer_now, [parts.session], parts.of_a_turn)
        self._on([parts.save.click], self.correct, correcting, parts.of_a_turn)
        self._on([parts.forget.click], self.forget, correcting[:2], parts.of_a_turn)
        self._on([page.load], self.open, [], parts.everything)
        self._on([parts.fresh.click], self.begin, [], parts.everything)
        self._on([parts.delete.click], self.delete, [parts.session], parts.everything)
        self._on([parts.stop.click], self.stop, [parts.session], [])
        self._on([parts.fact.change], self.offer_values, [parts.fact], [parts.value, parts.note])
        self._on([parts.ask_delete.click], lambda: gr.update(visible=True), [], [parts.sure])
        self._on([parts.keep.click], lambda: gr.update(visible=False), [], [parts.sure])

    def _on(
        self, triggers: list[Any], handler: Callable[..., Any], given: list[Any], shown: list[Any]
    ) -> None:
        gr.on(
            triggers,
            handler,
            given,
            shown,
            concurrency_limit=None,
            show_progress="hidden",
            api_visibility="private",
        )

    async def say(self, session: str, text: str, request: gr.Request) -> AsyncIterator[Updates]:
        """Answer what was typed."""
        async for updates in self._converse(session, Said(text or ""), request, typed=True):
            yield updates

    async def choose(
        self, session: str, option: str, request: gr.Request
    ) -> AsyncIterator[Updates]:
        """Answer a click on a suggestion: an option of the question, or a task to begin with."""
        now = await self._view(session)
        question = now.question
        action = Action(chose=question.field) if question and option in question.options else None
        async for updates in self._converse(session, Said(option, action=action), request):
            yield updates

    async def skip(self, session: str, request: gr.Request) -> AsyncIterator[Updates]:
        """Take note that the user doesn't know."""
        question = (await self._view(session)).question
        action = Action(skipped=question.field) if question else None
        async for updates in self._converse(session, Said(DONT_KNOW, action=action), request):
            yield updates

    async def answer_now(self, session: str, request: gr.Request) -> AsyncIterator[Updates]:
        """Answer with what is known."""
        said = Said(ANSWER_NOW, action=Action(answer_now=True))
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
            yield {self.parts.note: _alert(str(error))}
            return
        said = Said(
            f"{words.label(field)}: {words.value(value)}", action=Action(set={field: value})
        )
        async for updates in self._converse(session, said, request):
            yield updates

    async def forget(
        self, session: str, field: str | None, request: gr.Request
    ) -> AsyncIterator[Updates]:
        """Forget a fact."""
        if not field:
            yield {self.parts.note: _alert("Choose the fact first.")}
            return
        said = Said(f"Forget: {words.label(field)}", action=Action(set={field: None}))
        async for updates in self._converse(session, said, request):
            yield updates

    async def open(self, request: gr.Request) -> AsyncIterator[Updates]:
        """Show the consultation that the address names, or the owner's newest one."""
        owner = owner_of(request)
        named = request.query_params.get("session")
        session = named or await asyncio.to_thread(self._store.newest, owner) or new_session_id()
        if not await self._is_own(session, owner):
            raise gr.Error(NOT_YOURS, print_exception=False)
        running = self.turns.of(session)
        yield await self._opened(session, owner, running)
        if running:
            async for updates in self._follow(session, running, owner):
                yield updates

    async def begin(self, request: gr.Request) -> Updates:
        """Begin a new consultation; the present one stays."""
        return await self._opened(new_session_id(), owner_of(request))

    async def delete(self, session: str, request: gr.Request) -> Updates:
        """Delete a consultation and begin a new one."""
        owner = owner_of(request)
        await self.turns.stop(session)
        if await asyncio.to_thread(self._store.owner_of, session) == owner:
            await asyncio.to_thread(self._store.delete, session)
        return await self._opened(new_session_id(), owner)

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

    async def _converse(
        self, session: str, said: Said, request: gr.Request, *, typed: bool = False
    ) -> AsyncIterator[Updates]:
        owner = owner_of(request)
        if not await self._is_own(session, owner):
            raise gr.Error(NOT_YOURS, print_exception=False)
        reply = self.turns.start(session, said, owner)
        yield self._busy()
        box = self.parts.box
        async for updates in self._follow(session, reply, owner):
            if typed and reply.taken_in:  # what was typed leaves the box once it is stored
                updates[box] = {**updates.get(box, gr.update()), "value": ""}
                typed = False
            yield updates

    async def _follow(self, session: str, reply: Turn, owner: str) -> AsyncIterator[Updates]:
        async for _ in reply.changes():
            yield self._during(reply)
        yield await self._after(session, owner, reply)

    def _busy(self) -> Updates:
        parts = self.parts
        off = {each: gr.update(interactive=False) for each in parts.locked}
        hidden = {each: gr.update(visible=False) for each in parts.slots}
        return {
            **off,
            **hidden,
            parts.stop: gr.update(visible=True),
            parts.status: _status("Reading your message …"),
        }

    def _during(self, reply: Turn) -> Updates:
        return {
            self.parts.live: turn(reply.events, self._shelf, reply.released),
            self.parts.status: _status(reply.status),
        }

    async def _after(self, session: str, owner: str, reply: Turn) -> Updates:
        now = await self._view(session)
        shown = finished(now, reply.number, self._shelf) if reply.number else ""
        problem = _alert(reply.problem) if reply.problem else ""
        return {
            self.parts.live: shown + problem,
            self.parts.status: "",
            **self._panels(now),
            **await self._data(now, owner),
            **self._ready(now),
        }

    async def _opened(self, session: str, owner: str, running: Turn | None = None) -> Updates:
        now = await self._view(session)
        parts = self.parts
        state = self._busy() if running else {**self._ready(now), parts.status: ""}
        return {
            parts.session: session,
            parts.history: history(now, self._shelf, running.number if running else None),
            parts.live: "",
            parts.sure: gr.update(visible=False),
            **self._panels(now),
            **await self._data(now, owner),
            **state,
        }

    def _panels(self, now: View) -> Updates:
        parts = self.parts
        return {
            parts.decision: decision_card(fold.decision_of(now.events), self._shelf),
            parts.facts: facts_panel(now.known),
            parts.fact: gr.update(choices=correction.fact_choices(now.known), value=None),
            parts.value: gr.update(choices=[], value=None),
            parts.note: "",
            parts.welcome: gr.update(visible=now.turns == 0),
        }

    async def _data(self, now: View, owner: str) -> Updates:
        earlier = await asyncio.to_thread(self._store.sessions, owner)
        return {
            self.parts.data: data_panel(now, earlier, self._where),
            self.parts.ask_delete: gr.update(visible=now.turns > 0),
        }

    def _ready(self, now: View) -> Updates:
        parts = self.parts
        on = {each: gr.update(interactive=True) for each in parts.locked}
        suggestions = [*now.suggestions, *([None] * len(parts.slots))]
        slots = {
            slot: gr.update(value=text or "", visible=text is not None)
            for slot, text in zip(parts.slots, suggestions, strict=False)
        }
        return {
            **on,
            **slots,
            parts.dont_know: gr.update(interactive=now.question is not None),
            parts.stop: gr.update(visible=False),
        }

    async def _view(self, session: str) -> View:
        return await asyncio.to_thread(view, self._store, session)

    async def _is_own(self, session: str, owner: str) -> bool:
        if not session:
            return False
        return await asyncio.to_thread(self._store.owner_of, session) in (None, owner)


def owner_of(request: gr.Request) -> str:
    """Give the owner whom the guard found."""
    return str(request.state.owner)


def _status(text: str) -> str:
    return f'<span class="working">{escape(text)}</span>'


def _alert(text: str) -> str:
    return f'<p class="trouble" role="alert">{escape(text)}</p>'
