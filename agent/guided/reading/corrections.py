"""A bare value behind "oops" or "actually" replaces the known value of its kind."""

from typing import Any

from agent.guided.reading.answers import read_answer
from agent.guided.reading.findings import Finding, changes_every, frequency
from agent.guided.reading.slots import slots
from agent.guided.reading.tagging import Sentence
from tools.vocabulary import TaskProfile


def read_corrections(
    read: list[Sentence], known: TaskProfile, found: list[Finding]
) -> list[Finding]:
    """Read what takes an earlier value back without naming its field ("oops, weekly")."""
    corrections: list[Finding] = []
    for number, sentence in enumerate(read):
        if "correction" not in sentence.concepts or any(f.sentence == number for f in found):
            continue
        corrections += _bare_frequency(sentence, number, known, found)
        corrections += _bare_number(sentence, number, known, found)
    return corrections


def _value(field: str, known: TaskProfile, found: list[Finding]) -> Any:
    said = [finding.value for finding in found if finding.field == field]
    return said[-1] if said else getattr(known, field, None)


def _bare_frequency(
    sentence: Sentence, number: int, known: TaskProfile, found: list[Finding]
) -> list[Finding]:
    if _value("knowledge_changes", known, found) is None:
        return []
    for place, token in enumerate(sentence.tokens):
        if frequency(token) and not (place and "not" in sentence.tokens[place - 1].concepts):
            value = changes_every(token)
            return [Finding("knowledge_changes", value, token.start, token.end, number)]
    return []


def _bare_number(
    sentence: Sentence, number: int, known: TaskProfile, found: list[Finding]
) -> list[Finding]:
    """The number belongs to the one known field that an answer of this kind fits."""
    fits = []
    for field in slots():
        old = _value(field, known, found)
        if isinstance(old, bool) or not isinstance(old, int | float):
            continue
        read = read_answer(field, sentence, range(len(sentence.tokens)), number)
        fits += [each for each in read if each.field == field and each.value != old]
    return fits if len({each.field for each in fits}) == 1 else []
