"""What is heard in Slack: a message or a click, with the key under which it is answered once."""

import json
from dataclasses import dataclass
from typing import Any

from agent.events import Action
from agent.said import Said
from tools.masking import mask
from ui.slack_blocks import ANSWER, NOW, SKIP


@dataclass(frozen=True)
class Heard:
    """One message or click in a thread, with the key under which it is answered once."""

    key: str
    team: str
    channel: str
    thread: str
    user: str
    said: Said

    def payload(self) -> str:
        """Write it down without secrets, so that a restart can answer what was left open."""
        action = self.said.action
        return json.dumps(
            {
                "key": self.key,
                "team": self.team,
                "channel": self.channel,
                "thread": self.thread,
                "user": self.user,
                "text": mask(self.said.text).text,
                "action": action and action.model_dump(),
            }
        )

    @classmethod
    def from_payload(cls, payload: str) -> "Heard":
        """Read what `payload` wrote."""
        kept = json.loads(payload)
        action = kept.pop("action")
        text = kept.pop("text")
        said = Said(
            text,
            by=kept["user"],
            source_id=kept["key"],
            action=Action.model_validate(action) if action else None,
        )
        return cls(**kept, said=said)


def heard_message(event: dict[str, Any], team: str) -> Heard:
    """Read a mention or a direct message; the mention itself is no part of the words."""
    words = " ".join(word for word in (event.get("text") or "").split(" ") if not _is_mention(word))
    thread = event.get("thread_ts", event["ts"])
    key = f"slack:{team}:{event['channel']}:{event['ts']}"
    said = Said(unescaped(words), by=event["user"], source_id=key)
    return Heard(key, team, event["channel"], thread, event["user"], said)


def _is_mention(word: str) -> bool:
    return word.startswith("<@") and word.rstrip().endswith(">")


def unescaped(text: str) -> str:
    """Undo the three escapes that Slack makes in what people type."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def heard_click(body: dict[str, Any]) -> Heard:
    """Read a click."""
    clicked = body["actions"][0]
    value = json.loads(clicked["value"])
    team, user = body["team"]["id"], body["user"]["id"]
    channel = body["channel"]["id"]
    message = body["message"]
    thread = message.get("thread_ts", message["ts"])
    key = f"slack:{team}:{channel}:{message['ts']}:{value.get('field', NOW)}"
    action = Action(
        chose=value["field"] if clicked["action_id"].startswith(ANSWER) else None,
        skipped=value["field"] if clicked["action_id"] == SKIP else None,
        answer_now=clicked["action_id"] == NOW,
    )
    said = Said(value["text"], by=user, source_id=key, action=action)
    return Heard(key, team, channel, thread, user, said)
