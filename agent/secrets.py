"""Secrets that a person pastes: masked before anything is kept, sent or shown, and said so."""

from dataclasses import replace

from agent.events import Asked, Decided, Event, SessionStarted, TroubleNoted, TurnEnded
from agent.said import Said
from tools.masking import mask, masked

_OURS = (SessionStarted, Decided, Asked, TurnEnded)
"""Events that hold our tables' words, and of what was said what was masked before."""


def without_secrets(said: Said) -> tuple[Said, tuple[TroubleNoted, ...]]:
    """Mask what looks like a credential in what was said; give the note to its writer.

    >>> said, notes = without_secrets(Said("use postgres://ada:" + "l0velace@db/x"))
    >>> said.text
    'use postgres://ada:(masked: database password)@db/x'
    >>> notes[0].what.startswith("Your message held a secret (database password)")
    True
    """
    masked_text = mask(said.text)
    clean = replace(said, text=masked_text.text)
    corrected = said.action.set if said.action else None  # masked where it becomes an event
    found = masked_text.found + (mask(str(corrected)).found if corrected else ())
    if not found:
        return clean, ()
    names = ", ".join(dict.fromkeys(found))
    what = (
        f"Your message held a secret ({names}). It was masked before anything was kept or sent; "
        "if it is real, revoke it, since it has left your hands."
    )
    return clean, (TroubleNoted(what=what),)


def kept(event: Event) -> Event:
    """Give an event as it may be kept: every text in it masked, a tool's error included."""
    return event if isinstance(event, _OURS) else kept_from_elsewhere(event)


def kept_from_elsewhere(event: Event) -> Event:
    """Give an event of a foreign transcript as it may be kept: nothing in it is taken for ours."""
    data = event.model_dump(by_alias=True)
    clean = masked(data)
    return event if clean is data else type(event).model_validate(clean)
