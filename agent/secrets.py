"""Secrets that a person pastes: masked before anything is kept, sent or shown, and said so."""

from dataclasses import replace

from agent.events import Event, TroubleNoted
from agent.said import Said
from tools.masking import mask, masked


def without_secrets(said: Said) -> tuple[Said, tuple[TroubleNoted, ...]]:
    """Mask what looks like a credential in what was said; give the note to its writer.

    >>> said, notes = without_secrets(Said("use postgres://ada:" + "l0velace@db/x"))
    >>> said.text
    'use postgres://ada:(masked: database password)@db/x'
    >>> notes[0].what.startswith("Your message held a secret (database password)")
    True
    """
    clean = replace(said, text=mask(said.text).text)
    corrected = said.action.set if said.action else None  # masked where it becomes an event
    found = mask(f"{said.text}\n{corrected or ''}").found
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
    data = event.model_dump(by_alias=True)
    clean = masked(data)
    return event if clean is data else type(event).model_validate(clean)
