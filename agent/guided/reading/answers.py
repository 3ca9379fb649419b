"""Short answers: what "below bar", "tight", "weekly" or "a few hundred" say about a field."""

from collections.abc import Callable

from agent.guided.reading import answer_figures as figures
from agent.guided.reading import answer_words as words
from agent.guided.reading.answer import Answer
from agent.guided.reading.findings import Finding
from agent.guided.reading.slots import slots
from agent.guided.reading.tagging import Sentence


def read_answer(
    field: str, sentence: Sentence, places: range, number: int, taken: frozenset[int] = frozenset()
) -> list[Finding]:
    """Read the tokens as an answer to a field; [] where they don't answer it.

    `taken` are the starts of quantities that belong to another field.
    """
    slot = slots().get(field)
    if slot is None or not places:
        return []
    answer = Answer(slot, sentence, places, number, taken)
    if sentence.tokens[answer.head()].concepts & {"skip", "unsure"}:
        return []
    for reader in _READERS.get(slot.kind, ()):
        found = reader(answer)
        if found:
            return found
    return []


_READERS: dict[str, tuple[Callable[[Answer], list[Finding]], ...]] = {
    "yes_no": (words.yes_no, words.polar),
    "count": (figures.number(("count", "things", "epochs", "gpus")), figures.none_at_all),
    "rate": (figures.rate, figures.none_at_all),
    "tokens": (figures.of_many, figures.pages, figures.number(("tokens", "count"))),
    "duration": (figures.number(("duration", "minutes", "count")), words.tight),
    "money": (figures.number(("per-request", "money", "decimal")), words.tight),
    "tight": (words.tight, words.yes_no),
    "share": (figures.share, words.untried, words.verdict),
    "verdict": (words.untried, words.verdict, words.yes_no),
    "few_shot": (words.few_shot,),
    "change": (words.change,),
    "entered": (words.entered,),
    "parameters": (figures.number(("parameters", "count")),),
    "memory": (figures.number(("memory", "count")),),
    "choice": (words.choice,),
}
