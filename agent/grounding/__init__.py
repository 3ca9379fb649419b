"""Grounding: code vouches for every number, verdict, quote and citation before it is shown."""

from agent.grounding.check import Checker, verify
from agent.grounding.sources import (
    CitablePassage,
    Kind,
    Sources,
    ToolResult,
    Verification,
    Violation,
)
from agent.grounding.splitting import Splitter, Unit, units

__all__ = [
    "Checker", "CitablePassage", "Kind", "Sources", "Splitter", "ToolResult", "Unit",
    "Verification", "Violation", "units", "verify",
]  # fmt: skip
