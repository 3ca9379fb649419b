"""What happens in a consultation, one event a line; the transcript is the only memory."""

from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Origin = Literal["said", "chosen", "set", "assumed"]
HowEnded = Literal["finished", "stopped", "failed", "interrupted"]


class Event(BaseModel):
    """One thing that happened. `number` is 0 until the store has given it one."""

    model_config = ConfigDict(frozen=True, extra="allow", populate_by_name=True)

    schema_version: int = Field(default=1, alias="schema")
    session: str = ""
    number: int = 0
    turn: int = 0
    at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    kind: str

    def line(self) -> dict[str, Any]:
        """Give the event as one JSON object of a transcript; absent values are left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True) | self._kept_nulls()

    def _kept_nulls(self) -> dict[str, Any]:
        return {}


class SessionStarted(Event):
    """A consultation began, under these versions of what we believe."""

    kind: Literal["session_started"] = "session_started"
    channel: str
    app: str
    versions: dict[str, str] = Field(default_factory=dict)
    chat_model: str = "guided"


class Action(BaseModel):
    """What a person did other than typing: a click, a correction, a skip."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    chose: str | None = None
    """The field whose question was answered by a click; the text is the option."""
    answers: dict[str, str] | None = None
    """Questions of the form, by field, each with the option that was chosen."""
    skipped: str | tuple[str, ...] | None = None
    """The field whose question was answered with "don't know"; several from the form."""
    set: dict[str, Any] | None = None
    """Facts corrected in the panel; null forgets a fact."""
    answer_now: bool = False
    """No more questions: answer with what is known."""

    @property
    def skips(self) -> tuple[str, ...]:
        """Fields that the person doesn't know."""
        return (self.skipped,) if isinstance(self.skipped, str) else self.skipped or ()


class UserSaid(Event):
    """Words of the user. Committed before any chat model is called."""

    kind: Literal["user_said"] = "user_said"
    text: str
    by: str | None = None
    source_id: str | None = None
    action: Action | None = None


class FactNoted(Event):
    """A fact of the task, with the words it came from. A null value forgets it."""

    kind: Literal["fact_noted"] = "fact_noted"
    field: str
    value: Any
    quote: str | None = None
    origin: Origin = "said"

    def _kept_nulls(self) -> dict[str, Any]:
        return {"value": self.value}


class FactSkipped(Event):
    """The user doesn't know a fact; it is not asked for again."""

    kind: Literal["fact_skipped"] = "fact_skipped"
    field: str


class ToolCalled(Event):
    kind: Literal["tool_called"] = "tool_called"
    step: int = 1
    call: str
    tool: str
    args: dict[str, Any]


class ToolReturned(Event):
    """A tool's answer: `result`, or `error` in words that the user may read."""

    kind: Literal["tool_returned"] = "tool_returned"
    step: int = 1
    call: str
    result: Any = None
    error: str | None = None
    ms: float = 0.0


class PassageFound(Event):
    kind: Literal["passage_found"] = "passage_found"
    anchor: str
    score: float
    query: str
    call: str | None = None


class Pointer(BaseModel):
    """Where a claim in a reply came from."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    span: str
    origin: str = Field(alias="from")
    """A path such as `c1.peak_gb`, an anchor, or `user:3` for the user's third message."""


class Repair(BaseModel):
    """A unit of a reply that failed the check, and what was shown instead."""

    model_config = ConfigDict(frozen=True)

    said: str
    shown: str
    why: tuple[str, ...] = ()


class AdvisorSaid(Event):
    """Words shown to the user, each claim with the place it came from."""

    kind: Literal["advisor_said"] = "advisor_said"
    text: str
    checked: tuple[Pointer, ...] = ()
    repaired: tuple[Repair, ...] = ()
    citations: tuple[str, ...] = ()


class Decided(Event):
    kind: Literal["decided"] = "decided"
    decision: dict[str, Any]


class Asked(Event):
    kind: Literal["asked"] = "asked"
    field: str
    text: str
    options: tuple[str, ...] = ()
    why: str = ""


class TroubleNoted(Event):
    """Something went wrong that the user was told about: an endpoint, a tool, a limit."""

    kind: Literal["trouble_noted"] = "trouble_noted"
    what: str


class TurnEnded(Event):
    kind: Literal["turn_ended"] = "turn_ended"
    how: HowEnded = "finished"
    tokens_in: int = 0
    tokens_out: int = 0
    usd: float = 0.0


class UnknownEvent(Event):
    """A kind from a later version: kept as it is, and ignored."""


class Progress(BaseModel):
    """What a channel may show while a reply is being made; never stored."""

    model_config = ConfigDict(frozen=True)

    released: str = ""
    """Checked words that come next in the reply."""
    status: str = ""
    """What is being done, for a status line."""


_KNOWN: dict[str, type[Event]] = {
    each.model_fields["kind"].default: each
    for each in (
        SessionStarted, UserSaid, FactNoted, FactSkipped, ToolCalled, ToolReturned, PassageFound,
        AdvisorSaid, Decided, Asked, TroubleNoted, TurnEnded,
    )
}  # fmt: skip


def read_event(line: dict[str, Any]) -> Event:
    """Read one JSON object of a transcript; a kind we don't know is kept.

    Raises pydantic.ValidationError where a known kind lacks what it needs.
    """
    return _KNOWN.get(str(line.get("kind")), UnknownEvent).model_validate(line)
