"""Facts that only the rest of the message makes clear: "we only have 350", how data came in."""

from dataclasses import replace

from agent.guided.reading.answer_figures import TOKENS_A_PAGE, counts_pages
from agent.guided.reading.answer_words import WAYS_IN
from agent.guided.reading.findings import LEAST_CORPUS, Finding
from agent.guided.reading.scope import negated
from agent.guided.reading.tagging import Sentence
from tools.vocabulary import TaskProfile

_CLOSING = frozenset(
    {"so", "far", "now", "yet", "today", "at", "the", "moment", "right", "of", "them"}
)


_COUNTED = (
    ("labelled_examples", frozenset({"label", "example"})),
    ("knowledge_records", frozenset({"doc.unit"})),
)
"""Fields, and what must have been spoken of for a bare number to count it."""


def read_ellipsis(
    read: list[Sentence], found: list[Finding], before: list[Sentence]
) -> list[Finding]:
    """Read "we only have 350" and "there are 560 of them", by what was spoken of before."""
    told = {each.field for each in found}
    for number, sentence in enumerate(read):
        for place, token in enumerate(sentence.tokens):
            if place in sentence.void or not _counts_nothing_named(sentence, place):
                continue
            clause = sentence.clause(place)
            field = _spoken_of([*before, *read], number + len(before), clause)
            if field is not None and field not in told:
                value = token.quantity.value if token.quantity else 0
                start = sentence.tokens[clause.start].start
                return [Finding(field, value, start, token.end, number)]
    return []


def _spoken_of(read: list[Sentence], number: int, clause: range) -> str | None:
    before = read[number].tokens[: clause.start] or (read[number - 1].tokens if number else ())
    concepts = frozenset(concept for token in before for concept in token.concepts)
    if "#memory" in concepts:
        return None  # "two cards with 16 GB" are no documents
    return next((field for field, wanted in _COUNTED if wanted & concepts), None)


def _counts_nothing_named(sentence: Sentence, place: int) -> bool:
    token = sentence.tokens[place]
    if "#count" not in token.concepts and token.word not in ("none", "zero"):
        return False
    clause = sentence.clause(place)
    rest = (sentence.tokens[at].word for at in range(place + 1, clause.stop))
    closes = all(word in _CLOSING for word in rest)
    return closes and sentence.has("has", range(clause.start, place))


def read_pages(read: list[Sentence], found: list[Finding]) -> list[Finding]:
    """Read how much text "900 pages" are: about 400 tokens each, which is assumed."""
    for each in found:
        if each.field != "knowledge_records" or each.quantity is None:
            continue
        sentence = read[each.sentence]
        place = next(at for at, t in enumerate(sentence.tokens) if t.start == each.quantity.start)
        tokens = each.value * TOKENS_A_PAGE
        if counts_pages(sentence, place) and tokens >= LEAST_CORPUS:
            return [replace(each, field="domain_corpus_tokens", value=tokens, assumed=True)]
    return []


def read_ways_in(read: list[Sentence], known: TaskProfile, found: list[Finding]) -> list[Finding]:
    """Read how data came in, only where somebody wants data removed.

    What is said to be one more way keeps the one known, unless it is harder to undo.
    """
    erasure = any(f.field == "erasure_request" and f.value for f in found)
    if not erasure and not known.erasure_request:
        return []
    for concept, value in WAYS_IN:
        for number, sentence in enumerate(read):
            for place, token in enumerate(sentence.tokens):
                adds = "also" in sentence.concepts and _is_easier(value, known.data_entered_via)
                if concept in token.concepts and _stands(sentence, place) and not adds:
                    return [Finding("data_entered_via", value, token.start, token.end, number)]
    return []


def _is_easier(value: str, known: str | None) -> bool:
    """Tell whether a way in is undone more easily than the one known."""
    ranks = [way for _, way in WAYS_IN]
    return known in ranks and ranks.index(value) > ranks.index(known)


def _stands(sentence: Sentence, place: int) -> bool:
    planned = sentence.has("future", range(sentence.clause(place).start, place))
    clause = sentence.clause(place)
    ours = sentence.void.get(place) == "others" and sentence.has("own", clause)
    told = ours or place not in sentence.void  # "we tuned on them in 2023"
    return told and not planned and not negated(sentence, place, place)
