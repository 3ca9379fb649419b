"""What was read in a message: facts with quotes, and what else the person did with their words."""

from typing import Any

from pydantic import Field

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
    """A training set-up that the message names, and what is asked of it; no fact of the task."""

    language_models: tuple[str, ...] = ()
    params_b: float | None = None
    """Size of a language model without a name (billions, 10^9)."""
    config: dict[str, Any] | None = None
    """A pasted config.json."""
    broken_config: bool = False
    """What looks like a config.json can't be read."""
    gpus: tuple[str, ...] = ()
    """Cards by name, or by size as "24 GB"."""
    arguments: dict[str, Any] = Field(default_factory=dict)
    """Other arguments of `estimate`, by their names."""
    offload: bool = False
    """Something is to lie in the memory of the CPU, which is not computed."""
    topics: tuple[str, ...] = ()
    """What is asked: what_fits, fits, memory, time, cost, saving, why, assumptions, serving,
    storage; more, where the words go on from something before."""

    @property
    def names_one(self) -> bool:
        """Whether the words say which language model."""
        return bool(self.language_models or self.params_b or self.config)


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

    @property
    def refused(self) -> frozenset[str]:
        """Fields and arguments that were given a value that can't be."""
        return frozenset(each.field for each in self.impossible)

    def value(self, field: str) -> Any:
        """Give the value read for a field, None where nothing was read."""
        return next((fact.value for fact in self.facts if fact.field == field), None)
