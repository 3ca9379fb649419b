"""What a page shows of a consultation: folded from its transcript, ready to be put on screen."""

from dataclasses import dataclass
from html import escape as quoted

from agent.advisor import LONGEST_MESSAGE
from agent.events import Asked, Event
from agent.transcripts import fold
from agent.transcripts.fold import KnownFact
from agent.transcripts.lines import Recording
from agent.transcripts.store import NoSessionError, SessionRow, Store
from ui.render import Shelf, conversation, decision_card, escape, facts_panel

STARTERS = (
    "Staff ask about HR policies that are rewritten every quarter. Should we fine-tune?",
    "100,000 requests a day must return strict JSON. Prompting gets 85 % valid, we need 97 %.",
    "Clinical notes: prompting reaches 72 %, we need 95 %. We have 20,000 labelled examples.",
    "Our support bot should sound like our brand. We have 400 example replies.",
)
"""Tasks to begin with, in words that a person might use."""

DONT_KNOW = "Don't know"
ANSWER_NOW = "Answer now"
MOST_EARLIER = 12
"""Earlier consultations that are listed."""


@dataclass(frozen=True)
class View:
    """One consultation as it stands."""

    session: str
    turns: int
    history: str
    decision: str
    facts: str
    known: dict[str, KnownFact]
    question: Asked | None

    @property
    def suggestions(self) -> tuple[str, ...]:
        """Answers to click: the question's options, or tasks to begin with."""
        if self.turns == 0:
            return STARTERS
        options = self.question.options if self.question else ()
        return tuple(each for each in options if each.casefold() != DONT_KNOW.casefold())


def recording_of(store: Store, session: str) -> Recording:
    """Read a transcript; a consultation that has not begun is empty."""
    try:
        return store.readable(session)
    except NoSessionError:
        return Recording()


def view(store: Store, session: str, shelf: Shelf, *, running: bool = False) -> View:
    """Read a consultation; the turn that is running is left to the reply."""
    recording = recording_of(store, session)
    events = recording.events
    turns = fold.last_turn(events)
    past = [each for each in events if not running or each.turn < turns]
    return View(
        session=session,
        turns=turns,
        history=f"{_damage(recording)}{conversation(past, shelf)}",
        decision=decision_card(fold.decision_of(events), shelf),
        facts=facts_panel(fold.facts_of(events)),
        known=fold.facts_of(events),
        question=fold.question_of(events),
    )


def _damage(recording: Recording) -> str:
    if not recording.damage:
        return ""
    places = ", ".join(str(each.line) for each in recording.damage)
    return f'<p class="trouble">Damaged events, left out here: {escape(places)}.</p>'


def turn_of(events: list[Event]) -> int:
    """Number of the turn that these events belong to."""
    return fold.last_turn(events)


def data_panel(now: View, earlier: tuple[SessionRow, ...], where: str) -> str:
    """Say what is stored where, with the downloads and the earlier consultations."""
    downloads = (
        f'<p class="downloads"><a href="transcripts/{now.session}.jsonl" download>'
        "Transcript (JSON Lines)</a> "
        f'<a href="records/{now.session}.md" download>Decision record (Markdown)</a></p>'
        if now.turns
        else ""
    )
    rows = "".join(
        f'<li><a href="./?session={quoted(each.id)}">{escape(each.title or "Untitled")}</a>'
        f' <span class="quiet">{each.last:%d %b %Y}</span></li>'
        for each in earlier[:MOST_EARLIER]
        if each.id != now.session and each.turns
    )
    past = f"<h3>Earlier consultations</h3><ul class='earlier'>{rows}</ul>" if rows else ""
    return (
        f'<section class="panel" id="data" aria-label="Your data" data-session="{now.session}">'
        f"<h2>Your data</h2><p>{escape(where)}</p>{downloads}{past}</section>"
    )


TOO_LONG = f"At most {LONGEST_MESSAGE:,} characters can be read at once."
