"""Requests for keys and passwords: nothing here ever needs one in a chat."""

import re

from agent.grounding.view import Found, View, hints
from agent.grounding.words.phrases import phrase

_ASKS = re.compile(
    r"\b(?:paste|send|enter|share|type|give|provide|post|tell|submit|upload"
    r"|e-?mail)\b[^.;:?!]{0,40}?"
    r"\b(?:api[- ]?keys?|keys?|passwords?|secrets?|tokens?|credentials|credit card(?: number)?"
    r"|pin)\b"
    r"|\blog (?:back )?in again\b|\bcurl\b[^.;]{0,60}\|\s*(?:ba|z)?sh\b",
    re.I,
)
_HINTS = hints("paste send enter share type give provide post tell submit upload email log curl")


def check_asks_for_secrets(view: View, found: Found) -> None:
    """Refuse a sentence that asks for a key or a password, or to log in again."""
    match = _ASKS.search(view.text) if view.speaks_of(_HINTS) else None
    if match and not phrase("negation").search(view.text[: match.end()]):
        found.fault(match.span(), "no_source", "nothing here needs a key, a password or a login")
