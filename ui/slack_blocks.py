"""A turn as Slack shows it: sections, and the question's answers as buttons."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from agent.events import Asked, Decided, Event, TroubleNoted
from agent.transcripts import fold
from ui.render import decided_line
from ui.slack_text import numbered, sections, to_mrkdwn

ANSWER, SKIP, NOW = "advisor_answer", "advisor_skip", "advisor_now"


def reply_text(events: Sequence[Event]) -> str:
    """Put a turn into one text: what was said, the decision, what went wrong."""
    parts = [event.what for event in events if isinstance(event, TroubleNoted)]
    parts.append(fold.reply_of(events))
    parts += [f"*{decided_line(event)}*" for event in events if isinstance(event, Decided)]
    return "\n\n".join(part for part in parts if part)


def reply_blocks(
    events: Sequence[Event], title: Callable[[str], str], spent: str = ""
) -> list[dict[str, Any]]:
    """Lay a turn out as Slack blocks; the question's answers are buttons.

    `title` names the passage at an anchor; `spent` says what the consultation took.
    """
    text, anchors = numbered(reply_text(events))
    blocks = [section(part) for part in sections(to_mrkdwn(text))]
    if anchors:
        names = [f"[{at}] {title(anchor)}" for at, anchor in enumerate(anchors, 1)]
        blocks.append(note(f"Sources: {' · '.join(names)}"))
    for event in events:
        if isinstance(event, Asked):
            blocks.append(section(f"*{to_mrkdwn(event.text)}*"))
            blocks.append({"type": "actions", "elements": buttons(event)})
            blocks.append(note(event.why))
    return [*blocks, note(spent)] if spent else blocks


def note(text: str) -> dict[str, Any]:
    """Make a block of small print."""
    words = to_mrkdwn(text)[:2_000] or " "
    return {"type": "context", "elements": [_mrkdwn(words)]}


def section(text: str) -> dict[str, Any]:
    """Make a section block."""
    return {"type": "section", "text": _mrkdwn(text)}


def _mrkdwn(text: str) -> dict[str, Any]:
    """Make a text object in which Slack turns no address, channel or name into a link."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def buttons(question: Asked) -> list[dict[str, Any]]:
    """Make a question's buttons: its answers, "Don't know", "Answer now"."""
    answers = [
        button(f"{ANSWER}_{at}", option, {"field": question.field, "text": option})
        for at, option in enumerate(question.options)
    ]
    return [
        *answers,
        button(SKIP, "Don't know", {"field": question.field, "text": "I don't know."}),
        button(NOW, "Answer now", {"text": "Answer with what you know now."}),
    ]


def button(action: str, text: str, value: dict[str, str]) -> dict[str, Any]:
    """Make a button; Slack takes 75 characters of text."""
    return {
        "type": "button",
        "action_id": action,
        "text": {"type": "plain_text", "text": text[:75]},
        "value": json.dumps(value),
    }
