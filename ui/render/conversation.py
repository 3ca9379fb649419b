"""The conversation: turns of words, cards, questions and troubles."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from agent.events import (
    AdvisorSaid,
    Asked,
    Decided,
    Event,
    ToolCalled,
    ToolReturned,
    TroubleNoted,
    TurnEnded,
    UserSaid,
)
from agent.transcripts.fold import last_turn
from agent.wording.phrases import sentence
from knowledge.documents import DocumentPassage
from knowledge.passages import Passage
from ui.render import words
from ui.render.cards import tool_card
from ui.render.claims import reply_markdown
from ui.render.decision import Row, progress, status_words, would_change
from ui.render.inert import Citations, Shelf, escape, markdown, paragraphs, passage_link

LONG = 3_000
"""Characters of a message that are shown at once; the rest opens on demand."""

ENDINGS = {
    "stopped": "Stopped. What you said is kept.",
    "failed": "This reply could not be finished. What you said is kept.",
    "interrupted": "This reply was cut off. What you said is kept and counts.",
}


def conversation(events: Iterable[Event], shelf: Shelf) -> str:
    """Show a whole transcript, turn by turn."""
    turns = groupby((each for each in events if each.turn), key=lambda each: each.turn)
    return "".join(turn(list(each), shelf, over=True) for _, each in turns)


def turn(events: Sequence[Event], shelf: Shelf, released: str = "", *, over: bool = False) -> str:
    """Show one turn; `released` are checked words of a reply that is still being made.

    `over` says that nothing more comes, even where the transcript has no end of the turn.
    """
    returned = {each.call: each for each in events if isinstance(each, ToolReturned)}
    cards = [
        tool_card(each, returned.get(each.call), shelf)
        for each in events
        if isinstance(each, ToolCalled) and not _noted_nothing(returned.get(each.call))
    ]
    said = "".join(_said(each) for each in events if isinstance(each, UserSaid))
    reply = _reply(events, shelf, released)
    steps = f'<div class="cards">{"".join(cards)}</div>' if cards else ""
    number = last_turn(events)
    done = ' data-done="yes"' if over else ""
    return (
        f'<article class="turn" data-turn="{number}"{done}>{said}{steps}{reply}'
        f"{_ending(events, over)}</article>"
    )


def _noted_nothing(returned: ToolReturned | None) -> bool:
    """Tell whether a call only took note, and of nothing: a click says itself what it sets."""
    result = returned.result if returned else None
    return isinstance(result, dict) and result.get("noted") == [] and not result.get("refused")


def waiting(texts: Iterable[str], note: str = "") -> str:
    """Show what was said and is not taken in yet; `note` says when it will be."""
    later = f'<span class="later">{escape(note)}</span>' if note else ""
    return "".join(
        f'<div class="said user waiting"><span class="who">You</span>{paragraphs(text[:LONG])}'
        f"{later}</div>"
        for text in texts
    )


def _said(event: UserSaid) -> str:
    shown = paragraphs(event.text[:LONG])
    if len(event.text) > LONG:
        shown += (
            f"<details><summary>All {len(event.text):,} characters</summary>"
            f"{paragraphs(event.text[LONG:])}</details>"
        )
    return f'<div class="said user"><span class="who">You</span>{shown}</div>'


def _reply(events: Sequence[Event], shelf: Shelf, released: str) -> str:
    citations = Citations(shelf)
    replies = [each for each in events if isinstance(each, AdvisorSaid)]
    texts = [each.text for each in replies]
    pieces = [_trouble(each.what) for each in events if isinstance(each, TroubleNoted)]
    pieces += [reply_markdown(each, citations) for each in replies if each.text]
    pieces += [markdown(released, citations)] if released else []
    pieces.append(_cited(citations))
    decided = [each.decision for each in events if isinstance(each, Decided)]
    pieces += [_outcome(each) for each in decided[-1:]]
    asked = [each for each in events if isinstance(each, Asked)]
    pieces += [_question(each, texts, decided[-1] if decided else {}) for each in asked[-1:]]
    body = "".join(pieces)
    if not body:
        return ""
    return f'<div class="said advisor"><span class="who">Advisor</span>{body}</div>'


def _cited(citations: Citations) -> str:
    items = "".join(
        f"<li>{passage_link(passage, _title(passage))}</li>" for passage in citations.passages
    )
    return f'<ol class="cited" aria-label="Sources">{items}</ol>' if items else ""


def _title(passage: Passage) -> str:
    """Name a passage; one of a document together with the document."""
    if not isinstance(passage, DocumentPassage) or passage.title.startswith(passage.file):
        return passage.title
    return f"{passage.title} ({passage.file})"


def _outcome(decision: Row) -> str:
    strategy = words.strategy_in_words(str(decision.get("strategy")))
    status = status_words(decision)
    left = f' <span class="left">{escape(progress(decision))}</span>' if progress(decision) else ""
    said = "Decision" if status == "final" else "Decision so far"
    return (
        f'<p class="outcome">{said}: <a href="#decision">{escape(strategy)}</a>'
        f' <span class="badge {status}">{status}</span>{left}</p>'
    )


def _question(asked: Asked, texts: Sequence[str], decision: Row) -> str:
    already = any(asked.text in text for text in texts)
    question = "" if already else f'<p class="ask">{escape(asked.text)}</p>'
    why = (
        f'<p class="why"><span>Why I ask:</span> {escape(sentence(asked.why))}</p>'
        if asked.why
        else ""
    )
    return f'<div class="question">{question}{why}{would_change(decision)}</div>'


def _trouble(what: str) -> str:
    return f'<p class="trouble">{escape(what)}</p>'


def _ending(events: Sequence[Event], over: bool) -> str:
    how = next((each.how for each in events if isinstance(each, TurnEnded)), None)
    if how is None:
        how = "interrupted" if over else "finished"
    if how == "failed" and any(isinstance(each, TroubleNoted) for each in events):
        return ""
    note = ENDINGS.get(how)
    return f'<p class="ending">{escape(note)}</p>' if note else ""
