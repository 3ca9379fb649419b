"""What the chat model is told, as files."""

from functools import cache
from importlib.resources import files


@cache
def interview() -> str:
    """Read the system prompt of the interview."""
    return files(__package__).joinpath("interview.md").read_text(encoding="utf-8")
