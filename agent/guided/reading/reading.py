"""What was read in a message: facts with quotes, and what else the person did with their words."""

from typing import Any

from tools.vocabulary import Record


class ReadFact(Record):
    """A fact of the task with the words it came from."""

    field: str
    value: Any
    quote: str
    """A contiguous piece of the message."""
    assumed: bool = False
    """Inferred, not said."""


class Impossible(Record):
    """A value that cannot be, with the words and the reason."""

    field: str
    quote: str
    why: str


class Mentioned(Record):
    """Set-ups for the calculators that the message names; none of them is a fact of the task."""

    language_models: tuple[str, ...] = ()
    gpus: tuple[str, ...] = ()
    gpu_count: int | None = None
    method: str | None = None
    epochs: float | None = None
    sequence_length: int | None = None
    batch_size: int | None = None


class Reading(Record):
    """All that one message says."""

    facts: tuple[ReadFact, ...] = ()
    skipped: bool = False
    """The question that was asked was answered with "don't know"."""
    unknown: tuple[str, ...] = ()
    """Fields the person says they don't know."""
    asks_back: bool = False
    """The person asks what the question means, or why it is asked."""
    questions: tuple[str, ...] = ()
    """Sentences in which the person asks us something."""
    wants_answer: bool = False
    """No more questions, please."""
    language: str = "en"
    """ISO 639-1 code, by function words."""
    impossible: tuple[Impossible, ...] = ()
    vague: tuple[ReadFact, ...] = ()
    """Orders of magnitude ("thousands"): no number, but better than nothing; assumed."""
    mentioned: Mentioned = Mentioned()
    off_topic: bool = False
    harmful: bool = False
    aim_quote: str | None = None
    """The words that made it off topic or harmful."""

    def value(self, field: str) -> Any:
        """Give the value read for a field, None where nothing was read."""
        return next((fact.value for fact in self.facts if fact.field == field), None)
