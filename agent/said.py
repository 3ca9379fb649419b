"""What a person said or did, before it is taken into a transcript."""

from dataclasses import dataclass

from agent.events import Action
from agent.facts import checked_value
from tools.decision import option_facts
from tools.errors import InputError, shown

LONGEST_MESSAGE = 100_000
"""Characters of one message; a longer one is refused and stays with its writer."""


LONGEST_SESSION = 200
"""Characters of the name that a caller gives a consultation."""


def session_name(given: object) -> str:
    """Give the name of a consultation that came from outside.

    Raises InputError for what is no name: no text, too long, or with control characters.

    >>> session_name("ticket 17")
    'ticket 17'
    """
    if isinstance(given, str) and 1 <= len(given) <= LONGEST_SESSION and given.isprintable():
        return given
    raise InputError(
        f"session: {shown(given)} is no name of a consultation: a text of 1 to "
        f"{LONGEST_SESSION} characters, none of them a control character",
        "session",
    )


@dataclass(frozen=True)
class Said:
    """What a person said or did, and where it came from."""

    text: str
    by: str | None = None
    source_id: str | None = None
    action: Action | None = None


def refuse_bad(said: Said) -> None:
    """Refuse what can't be taken in, before anything is stored.

    Raises InputError, naming the limit or the field.
    """
    if len(said.text) > LONGEST_MESSAGE:
        raise InputError(
            f"The message has {len(said.text):,} characters; at most {LONGEST_MESSAGE:,} can be "
            "read at once. Shorten it, or send it in parts.",
            "message",
        )
    if said.action and said.action.set:
        for field, value in said.action.set.items():
            checked_value(field, value)
    if said.action:
        _refuse_bad_answers(said.action)


def _refuse_bad_answers(action: Action) -> None:
    for field in action.skips:
        checked_value(field, None)
    for field, option in (action.answers or {}).items():
        checked_value(field, None)
        if option_facts(field, option) is None:
            raise InputError(f"{field}: {option!r} is none of the answers offered", field)
