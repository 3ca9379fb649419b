"""Facts read from free text by rules: no chat model, no network, the same answer every time."""

from agent.guided.reading.reader import read_facts
from agent.guided.reading.reading import Impossible, Mentioned, ReadFact, Reading
from agent.guided.reading.vetting import follows

__all__ = ["Impossible", "Mentioned", "ReadFact", "Reading", "follows", "read_facts"]
