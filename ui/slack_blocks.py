"""A turn as Slack shows it: sections, and the question's answers as buttons."""

import json
from collections.abc import Callable, Sequence
from textwrap import shorten
from typing import Any

from agent.events import Asked, Decided, Event, TroubleNoted
from agent.transcripts import fold
from ui.render import decided_line
from ui.slack_text import numbered, sections, to_mrkdwn

MOST_IN_NOTE = 1_500
"""Characters of small print in one block; Slack takes 3,000, escapes included."""
MOST_ON_BUTTON = 75
"""Characters on a button, and of what a screen reader says for it."""
ANSWER, SKIP, NOW = "advisor_answer", "advisor_skip", "advisor_now"


def reply_text(events: Sequence[Event]) -> str:
    """Put a turn into one text: what went wrong, what was said."""
    parts = [event.what for event in events if isinstance(event, TroubleNoted)]
    parts.append(fold.reply_of(events))
    return "\n\n".join(part for part in parts if part)


def fallback_text(events: Sequence[Event]) -> str:
    """Put a turn into the words that notifications show and screen readers say."""
    asked = [event.text for event in events if isinstance(event, Asked)]
    said = sections(to_mrkdwn(numbered(reply_text(events))[0]))
    return "\n\n".join([*said[:1], *map(to_mrkdwn, asked)]) or " "


def reply_blocks(
    events: Sequence[Event], title: Callable[[str], str], spent: str = ""
) -> list[dict[str, Any]]:
    """Lay a turn out as Slack blocks; the question's answers are buttons.

    `title` names the passage at an anchor; `spent` says what the consultation took.
    """
    text, anchors = numbered(reply_text(events))
    blocks = [section(part) for part in sections(to_mrkdwn(text))]
    blocks += _sources([f"[{at}] {title(anchor)}" for at, anchor in enumerate(anchors, 1)])
    blocks += [note(decided_line(event)) for event in events if isinstance(event, Decided)]
    for event in events:
        if isinstance(event, Asked):
            blocks.append(section(f"*{to_mrkdwn(event.text)}*"))
            blocks.append({"type": "actions", "elements": buttons(event)})
            blocks.append(note(event.why))
    return [*blocks, note(spent)] if spent else blocks


def _sources(names: Sequence[str]) -> list[dict[str, Any]]:
    """Name the passages in as many blocks of small print as they take."""
    lines: list[str] = []
    for name in names:
        if lines and len(lines[-1]) + len(name) < MOST_IN_NOTE:
            lines[-1] = f"{lines[-1]}\n{name}"
        else:
            lines.append(name if lines else f"Sources\n{name}")
    return [note(line) for line in lines]


def clicked_by(user: str, answer: str) -> dict[str, Any]:
    """Say who clicked which answer: a click leaves no message of its own in the thread."""
    return {"type": "context", "elements": [_mrkdwn(f"<@{user}>: {to_mrkdwn(answer)}")]}


def note(text: str) -> dict[str, Any]:
    """Make a block of small print."""
    words = sections(to_mrkdwn(text))[:1] or [" "]
    return {"type": "context", "elements": [_mrkdwn(words[0])]}


def section(text: str) -> dict[str, Any]:
    """Make a section block."""
    return {"type": "section", "text": _mrkdwn(text)}


def _mrkdwn(text: str) -> dict[str, Any]:
    """Make a text object in which Slack turns no address, channel or name into a link."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def buttons(question: Asked) -> list[dict[str, Any]]:
    """Make a question's buttons: its answers, "Don't know", "Answer now"."""
    answers = [
        button(f"{ANSWER}_{at}", option, {"field": question.field, "text": option}, question.text)
        for at, option in enumerate(question.options)
    ]
    unknown = {"field": question.field, "text": "I don't know."}
    return [
        *answers,
        button(SKIP, "Don't know", unknown, question.text),
        button(NOW, "Answer now", {"text": "Answer with what you know now."}),
    ]


def button(action: str, text: str, value: dict[str, str], question: str = "") -> dict[str, Any]:
    """Make a button; a screen reader says the question after its text."""
    return {
        "type": "button",
        "action_id": action,
        "text": {"type": "plain_text", "text": _short(text)},
        "accessibility_label": _short(f"{text}. {question}" if question else text),
        "value": json.dumps(value),
    }


def _short(text: str) -> str:
    return shorten(text, MOST_ON_BUTTON, placeholder="…")
