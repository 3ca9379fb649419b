"""Grounding: code vouches for every number, verdict, quote and citation before it is shown."""

from agent.grounding.check import Checker, verify
from agent.grounding.release import Released, release
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
    "Checker", "CitablePassage", "Kind", "Released", "Sources", "Splitter", "ToolResult", "Unit",
    "Verification", "Violation", "release", "units", "verify",
]  # fmt: skip
