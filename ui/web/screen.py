"""What each moment changes on the page: opened, busy, while a reply comes, when it is done."""

import asyncio

from agent.form import open_questions
from agent.spending import Limits
from agent.transcripts import fold
from agent.transcripts.store import SessionRow, Store
from ui.render import decision_parts, escape, facts_panel, rest_form, turn, waiting
from ui.shelves import Shelves
from ui.web import correction
from ui.web.news import Places, open_ended
from ui.web.turns import Turn
from ui.web.view import View, answers, data_parts, finished, history, view
from ui.web.watches import Watch

LATER = "Goes out when this reply is done."
FEWEST_IN_FORM = 2
"""Questions from which a form saves something."""
NO_FORM: Places = {"form": "", "form-note": ""}


class Screen:
    """Gives the page's places as they look at each moment; holds nothing itself."""

    def __init__(self, store: Store, shelves: Shelves, limits: Limits) -> None:
        self._store = store
        self._shelves = shelves
        self._limits = limits

    async def view(self, session: str) -> View:
        """Read a consultation."""
        return await asyncio.to_thread(view, self._store, session)

    def busy(self) -> Places:
        """A reply begins: no more clicks, while typing goes on."""
        return {
            "answers": answers((), asks=False, usable=False),
            "status": status("Reading your message …"),
            **NO_FORM,
        }

    def during(self, watch: Watch, owner: str) -> Places:
        """A reply comes, and what was said meanwhile waits."""
        reply = watch.turns[0]
        shown = (
            turn(reply.events, self._shelves.of(owner), reply.released)
            if reply.events
            else waiting([reply.said.text])
        )
        later = waiting(watch.waiting, LATER)
        live = "".join((*watch.done, shown, later))
        return {"live": live if later else open_ended(live), "status": status(reply.status)}

    async def after(self, session: str, owner: str, watch: Watch) -> Places:
        """The reply at hand is done."""
        reply = watch.turns[0]
        now, beside = await self._stored(session, owner)
        watch.turns.popleft()
        if reply.number:
            watch.done.append(finished(now, reply.number, self._shelves.of(owner)))
        problem = alert(reply.problem, reply.said.text) if reply.problem else ""
        left = waiting(watch.left, LATER)
        state = self.busy() if watch.turns else self._ready(now)
        live = "".join((*watch.done, problem, left))
        return {**beside, **state, "live": live, "status": ""}

    async def opened(self, session: str, owner: str, running: Turn | None = None) -> Places:
        """Another consultation is shown, with a reply in the making or without."""
        now, beside = await self._stored(session, owner)
        state = self.busy() if running else {**self._ready(now), "status": ""}
        before = running.number or None if running else None
        return {
            "history": history(now, self._shelves.of(owner), before),
            "live": "",
            **beside,
            **state,
        }

    async def form(self, session: str, times: int) -> Places:
        """Show the rest as a form; `times` tells one showing from the next."""
        questions = open_questions((await self.view(session)).events)
        typed = frozenset(each.field for each in questions if correction.is_number(each.field))
        return {**NO_FORM, "form": rest_form(questions, typed, times)}

    async def _stored(self, session: str, owner: str) -> tuple[View, Places]:
        now, earlier = await asyncio.to_thread(self._read, session, owner)
        return now, {
            **decision_parts(
                fold.decision_of(now.events), self._shelves.of(owner), now.plan_was_told
            ),
            "facts": facts_panel(now.known),
            **data_parts(now, earlier, self._limits),
        }

    def _read(self, session: str, owner: str) -> tuple[View, tuple[SessionRow, ...]]:
        return view(self._store, session), self._store.sessions(owner)

    def _ready(self, now: View) -> Places:
        several = len(open_questions(now.events)) >= FEWEST_IN_FORM
        return {
            "answers": answers(now.suggestions, asks=now.asks, form=several),
            **NO_FORM,
        }


def status(text: str) -> str:
    """Say what is being done."""
    return f'<span class="working">{escape(text)}</span>'


def alert(text: str, returned: str = "") -> str:
    """Say what went wrong, aloud for those who listen; words not taken in go back to the box."""
    back = f' data-returned="{escape(returned)}"' if returned else ""
    return f'<p class="trouble" role="alert"{back}>{escape(text)}</p>'
