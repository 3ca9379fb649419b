"""What each moment changes on the page: opened, busy, while a reply comes, when it is done."""

import asyncio
from typing import Any

import gradio as gr

from agent.form import open_questions
from agent.spending import Limits
from agent.transcripts import fold
from agent.transcripts.store import Store
from ui.render import decision_card, escape, facts_panel, rest_form, turn, waiting
from ui.shelves import Shelves
from ui.web import correction
from ui.web.layout import Parts
from ui.web.turns import Turn
from ui.web.view import View, answers, data_panel, finished, history, view
from ui.web.watches import Watch

Updates = dict[Any, Any]
LATER = "Goes out when this reply is done."
FEWEST_IN_FORM = 2
"""Questions from which a form saves something."""


class Screen:
    """Gives the updates of the page's parts; holds nothing itself."""

    def __init__(
        self, parts: Parts, store: Store, shelves: Shelves, where: str, limits: Limits
    ) -> None:
        self._parts = parts
        self._store = store
        self._shelves = shelves
        self._where = where
        self._limits = limits

    async def view(self, session: str) -> View:
        """Read a consultation."""
        return await asyncio.to_thread(view, self._store, session)

    async def before(self, session: str, owner: str) -> Updates:
        """Give the parts that stay as they are while a reply comes."""
        return await self._beside(await self.view(session), owner)

    def busy(self) -> Updates:
        """A reply begins: no more clicks, while typing goes on."""
        parts = self._parts
        return {
            parts.answers: answers((), asks=False, usable=False),
            parts.form: "",
            parts.form_note: "",
            parts.status: status("Reading your message …"),
        }

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
        beside = await self._beside(now, owner)
        watch.turns.popleft()
        if reply.number:
            watch.done.append(finished(now, reply.number, self._shelves.of(owner)))
        problem = alert(reply.problem, reply.said.text) if reply.problem else ""
        left = waiting(watch.left, LATER)
        state = self.busy() if watch.turns else self._ready(now)
        return {
            **beside,
            **state,
            self._parts.live: "".join((*watch.done, problem, left)),
            self._parts.status: "",
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
            **{each: gr.update(interactive=True) for each in parts.usable},
            **await self._beside(now, owner),
            **state,
        }

    def correction_taken(self) -> Updates:
        """A correction was taken in: its fields are free for the next."""
        return {self._parts.fact: None, self._parts.note: ""}

    async def form(self, session: str, times: int) -> Updates:
        """Show the rest as a form; `times` tells one showing from the next."""
        questions = open_questions((await self.view(session)).events)
        typed = frozenset(each.field for each in questions if correction.is_number(each.field))
        return {self._parts.form: rest_form(questions, typed, times), self._parts.form_note: ""}

    async def _beside(self, now: View, owner: str) -> Updates:
        parts = self._parts
        earlier = await asyncio.to_thread(self._store.sessions, owner)
        return {
            parts.decision: decision_card(fold.decision_of(now.events), self._shelves.of(owner)),
            parts.facts: facts_panel(now.known),
            parts.data: data_panel(now, earlier, self._where, self._limits),
        }

    def _ready(self, now: View) -> Updates:
        parts = self._parts
        several = len(open_questions(now.events)) >= FEWEST_IN_FORM
        return {
            parts.answers: answers(now.suggestions, asks=now.question is not None, form=several),
            parts.form: "",
            parts.form_note: "",
        }


def status(text: str) -> str:
    """Say what is being done."""
    return f'<span class="working">{escape(text)}</span>'


def alert(text: str, returned: str = "") -> str:
    """Say what went wrong, aloud for those who listen; words not taken in go back to the box."""
    back = f' data-returned="{escape(returned)}"' if returned else ""
    return f'<p class="trouble" role="alert"{back}>{escape(text)}</p>'
