"""What a reply may rest on, and what the check found in it."""

from typing import Any, Literal

from pydantic import ConfigDict, Field

from agent.events import Pointer
from tools.vocabulary import Record

Kind = Literal[
    "wrong_number", "wrong_unit", "bad_rounding", "wrong_direction", "wrong_range",
    "bad_derivation", "underived", "swapped", "stale", "false_user_fact", "no_source",
    "wrong_strategy", "wrong_method", "unknown_entity", "wrong_flag", "forged_citation",
    "unretrieved_citation", "miscited", "misquote", "false_tool_claim",
]  # fmt: skip


class ToolResult(Record):
    """One call of a tool in this conversation; `result` is any JSON with units in its names."""

    model_config = ConfigDict(extra="ignore")

    tool: str
    args: dict[str, Any] = Field(default_factory=dict)
    result: Any = None
    call: str = ""
    """Name of the call in pointers; empty for the tool's name."""


class CitablePassage(Record):
    """A passage that was found in this conversation."""

    model_config = ConfigDict(extra="ignore")

    anchor: str
    section: str = ""
    title: str = ""
    text: str = ""


class Sources(Record):
    """All that a reply may rest on."""

    tool_results: tuple[ToolResult, ...] = ()
    passages: tuple[CitablePassage, ...] = ()
    user: tuple[str, ...] = ()
    """The user's messages: a source for the user's own facts, never for findings."""
    known_anchors: frozenset[str] = frozenset()
    """Anchors that exist in the knowledge base, found in this conversation or not."""


class Violation(Record):
    """A span of the reply that no source bears out."""

    span: str
    start: int
    end: int
    """Offsets in code points of the reply."""
    kind: Kind
    why: str
    repair: str = ""
    """Path of the value that belongs there, where the labels leave no other."""


class Verification(Record):
    """What the check found: the faults, and where the rest came from."""

    violations: tuple[Violation, ...] = ()
    pointers: tuple[Pointer, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.violations
