"""What each moment changes on the page: opened, busy, while a reply comes, when it is done."""

import asyncio
from typing import Any

import gradio as gr

from agent.form import open_questions
from agent.transcripts import fold
from agent.transcripts.store import Store
from ui.render import decision_card, escape, facts_panel, rest_form, turn, waiting
from ui.shelves import Shelves
from ui.web import correction
from ui.web.layout import Parts
from ui.web.turns import Turn
from ui.web.view import View, data_panel, finished, history, view
from ui.web.watches import Watch

Updates = dict[Any, Any]
LATER = "Goes out when this reply is done."
FEWEST_IN_FORM = 2
"""Questions from which a form saves something."""


class Screen:
    """Gives the updates of the page's parts; holds nothing itself."""

    def __init__(self, parts: Parts, store: Store, shelves: Shelves, where: str) -> None:
        self._parts = parts
        self._store = store
        self._shelves = shelves
        self._where = where

    async def view(self, session: str) -> View:
        """Read a consultation."""
        return await asyncio.to_thread(view, self._store, session)

    def busy(self) -> Updates:
        """A reply begins: no more clicks, while typing goes on."""
        parts = self._parts
        off = {each: gr.update(interactive=False) for each in parts.locked}
        hidden = {each: gr.update(visible=False) for each in (*parts.slots, parts.show_form)}
        return {
            **off,
            **hidden,
            parts.form: "",
            parts.form_note: "",
            parts.stop: gr.update(visible=True),
            parts.status: status("Reading your message …"),
        }

    def same(self) -> Updates:
        """Nothing changes; Gradio sends a handler's last updates once more when it ends."""
        return {self._parts.note: gr.update()}

    def during(self, watch: Watch, owner: str) -> Updates:
        """A reply comes, and what was said meanwhile waits."""
        reply = watch.turns[0]
        shown = (
            turn(reply.events, self._shelves.of(owner), reply.released)
            if reply.events
            else waiting([reply.said.text])
        )
        return {
            self._parts.live: "".join((*watch.done, shown, waiting(watch.waiting, LATER))),
            self._parts.status: status(reply.status),
        }

    async def after(self, session: str, owner: str, watch: Watch) -> Updates:
        """The reply at hand is done."""
        reply = watch.turns[0]
        now = await self.view(session)
        data = await self._data(now, owner)
        watch.turns.popleft()
        if reply.number:
            watch.done.append(finished(now, reply.number, self._shelves.of(owner)))
        problem = alert(reply.problem) if reply.problem else ""
        returned = {self._parts.box: gr.update(value=reply.said.text)} if problem else {}
        left = waiting(watch.left, LATER)
        return {
            self._parts.live: "".join((*watch.done, problem, left)),
            self._parts.status: "",
            **self._panels(now, owner),
            **data,
            **(self.busy() if watch.turns else self._ready(now)),
            **returned,
        }

    async def opened(self, session: str, owner: str, running: Turn | None = None) -> Updates:
        """Another consultation is shown, with a reply in the making or without."""
        now = await self.view(session)
        parts = self._parts
        state = self.busy() if running else {**self._ready(now), parts.status: ""}
        return {
            parts.session: session,
            parts.history: history(
                now, self._shelves.of(owner), running.number or None if running else None
            ),
            parts.live: "",
            parts.sure: gr.update(visible=False),
            **{each: gr.update(interactive=True) for each in (parts.box, parts.send)},
            **self._panels(now, owner),
            **await self._data(now, owner),
            **state,
        }

    async def form(self, session: str, times: int) -> Updates:
        """Show the rest as a form; `times` tells one showing from the next."""
        questions = open_questions((await self.view(session)).events)
        typed = frozenset(each.field for each in questions if correction.is_number(each.field))
        return {self._parts.form: rest_form(questions, typed, times), self._parts.form_note: ""}

    def _panels(self, now: View, owner: str) -> Updates:
        parts = self._parts
        return {
            parts.decision: decision_card(fold.decision_of(now.events), self._shelves.of(owner)),
            parts.facts: facts_panel(now.known),
            parts.fact: gr.update(choices=correction.fact_choices(now.known), value=None),
            parts.value: gr.update(choices=[], value=None),
            parts.note: "",
            parts.welcome: gr.update(visible=now.turns == 0),
        }

    async def _data(self, now: View, owner: str) -> Updates:
        earlier = await asyncio.to_thread(self._store.sessions, owner)
        return {
            self._parts.data: data_panel(now, earlier, self._where),
            self._parts.ask_delete: gr.update(visible=now.turns > 0),
        }

    def _ready(self, now: View) -> Updates:
        parts = self._parts
        on = {each: gr.update(interactive=True) for each in parts.locked}
        suggestions = [*now.suggestions, *([None] * len(parts.slots))]
        slots = {
            slot: gr.update(value=text or "", visible=text is not None)
            for slot, text in zip(parts.slots, suggestions, strict=False)
        }
        several = len(open_questions(now.events)) >= FEWEST_IN_FORM
        return {
            **on,
            **slots,
            parts.form: "",
            parts.form_note: "",
            parts.show_form: gr.update(visible=several),
            parts.dont_know: gr.update(interactive=now.question is not None),
            parts.stop: gr.update(visible=False),
        }


def status(text: str) -> str:
    """Say what is being done."""
    return f'<span class="working">{escape(text)}</span>'


def alert(text: str) -> str:
    """Say what went wrong, aloud for those who listen."""
    return f'<p class="trouble" role="alert">{escape(text)}</p>'
