"""What a page shows of a consultation: folded from its transcript, ready to be put on screen."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.events import AdvisorSaid, Asked, Event
from agent.practice import open_exercise
from agent.spending import Limits, in_words, spent_in
from agent.transcripts import fold
from agent.transcripts.fold import KnownFact
from agent.transcripts.lines import Recording
from agent.transcripts.store import NoSessionError, SessionRow, Store
from ui.render import Shelf, conversation, escape, turn

STARTERS = (
    "Staff ask about our HR policies, and HR rewrites them every quarter. Should we fine-tune?",
    "100,000 requests a day must return strict JSON. Prompting gets 85% valid, we need 97%.",
    "Clinical notes: prompting reaches 72%, we need 95%. We have 20,000 labelled examples.",
    "Our support bot should sound like our brand. We have 400 example replies.",
    "A customer demands that we remove her data from the language model we tuned.",
)
"""Tasks to begin with, in words that a person might use."""

DONT_KNOW = "Don't know"
ANSWER_NOW = "Answer now"
AS_A_FORM = "Show the rest as a form"
ASK_ON = "What else do you need to know?"
"""Leads back to the questions that "Answer now" left."""
IN_PRACTICE = ("Next question", "Stop practising")
MOST_EARLIER = 12
"""Earlier consultations that are listed."""


@dataclass(frozen=True)
class View:
    """One consultation as it stands."""

    session: str
    recording: Recording

    @property
    def events(self) -> tuple[Event, ...]:
        """What can be read of the transcript."""
        return self.recording.events

    @property
    def turns(self) -> int:
        """Number of the newest turn."""
        return fold.last_turn(self.events)

    @property
    def known(self) -> dict[str, KnownFact]:
        """What is known, and from where."""
        return fold.facts_of(self.events)

    @property
    def question(self) -> Asked | None:
        """The open question."""
        return fold.question_of(self.events)

    @property
    def plan_was_told(self) -> bool:
        """Whether a reply says every step of the plan, so that the card need not spread it out."""
        plan = (fold.decision_of(self.events) or {}).get("plan") or {}
        steps = [str(each["do"])[1:] for each in plan.get("steps") or ()]
        replies = (each.text for each in self.events if isinstance(each, AdvisorSaid))
        return bool(steps) and any(all(step in text for step in steps) for text in replies)

    @property
    def practises(self) -> bool:
        """Whether a practice question is open."""
        return open_exercise(self.events) is not None

    @property
    def asks(self) -> bool:
        """Whether something is asked that a person may not know."""
        return self.question is not None or self.practises

    @property
    def suggestions(self) -> tuple[str, ...]:
        """Answers to click: tasks to begin with, the question's options, or the way on."""
        if self.turns == 0:
            return STARTERS
        if self.practises:
            return IN_PRACTICE
        if self.question is None:
            return (ASK_ON,) if self._questions_left else ()
        options = self.question.options
        return tuple(each for each in options if each.casefold() != DONT_KNOW.casefold())

    @property
    def _questions_left(self) -> bool:
        decision = fold.decision_of(self.events) or {}
        return decision.get("next_question") is not None


def view(store: Store, session: str) -> View:
    """Read a consultation; one that has not begun is empty."""
    try:
        return View(session, store.readable(session))
    except NoSessionError:
        return View(session, Recording())


def history(now: View, shelf: Shelf, before: int | None = None) -> str:
    """Show the whole conversation, or the turns before one that is running."""
    past = [each for each in now.events if before is None or each.turn < before]
    return f"{_damage(now.recording)}{conversation(past, shelf)}"


def finished(now: View, number: int, shelf: Shelf) -> str:
    """Show one turn as it was stored in the end."""
    return turn(fold.of_turn(now.events, number), shelf, over=True)


def _damage(recording: Recording) -> str:
    if not recording.damage:
        return ""
    places = ", ".join(str(each.line) for each in recording.damage)
    return f'<p class="trouble">Damaged events, left out here: {escape(places)}.</p>'


def answers(options: Sequence[str], *, asks: bool, usable: bool = True, form: bool = False) -> str:
    """Show what can be answered with a click; `asks` says that a question is open."""
    shown = [_answer("choose", each, "slot") for each in options]
    shown.append(_answer("skip", DONT_KNOW, "aside", usable and asks))
    shown.append(_answer("answer_now", ANSWER_NOW, "aside", usable))
    if form:
        shown.append(_answer("form", AS_A_FORM, "aside"))
    return f'<div id="slots">{"".join(shown)}</div>'


def _answer(does: str, text: str, kind: str, usable: bool = True) -> str:
    off = "" if usable else " disabled"
    return f'<button type="button" class="{kind}" data-does="{does}"{off}>{escape(text)}</button>'


def data_parts(now: View, earlier: tuple[SessionRow, ...], limits: Limits) -> dict[str, str]:
    """Say what was spent; give downloads and earlier consultations."""
    spent = in_words(spent_in(now.events), limits)
    return {
        "spent": f'<p class="quiet">{escape(spent)}</p>' if spent else "",
        "downloads": f'<div data-session="{now.session}">{_downloads(now)}</div>',
        "earlier": _earlier(now, earlier),
    }


def _downloads(now: View) -> str:
    if not now.turns:
        return ""
    return (
        f'<p class="downloads"><a href="transcripts/{now.session}.jsonl" download>'
        "Transcript (JSON Lines)</a> "
        f'<a href="records/{now.session}.md" download>Decision record (Markdown)</a></p>'
    )


def _earlier(now: View, earlier: tuple[SessionRow, ...]) -> str:
    rows = "".join(
        f'<li><a href="./?session={escape(each.id)}">{escape(each.title or "Untitled")}</a>'
        f' <span class="quiet">{each.last:%d %b %Y}</span></li>'
        for each in earlier[:MOST_EARLIER]
        if each.id != now.session and each.turns
    )
    return f"<h3>Earlier consultations</h3><ul class='earlier'>{rows}</ul>" if rows else ""
