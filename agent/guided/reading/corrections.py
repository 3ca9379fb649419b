"""A bare value behind "oops" or "actually" replaces the known value of its kind."""

from dataclasses import replace
from typing import Any

from agent.guided.reading.answers import read_answer
from agent.guided.reading.clauses import clauses
from agent.guided.reading.findings import Finding
from agent.guided.reading.rates import changes_every, frequency
from agent.guided.reading.slots import slots
from agent.guided.reading.tagging import Sentence
from tools.vocabulary import TaskProfile


def read_corrections(
    read: list[Sentence], known: TaskProfile, found: list[Finding]
) -> list[Finding]:
    """Read what takes an earlier value back without naming its field ("oops, weekly")."""
    corrections: list[Finding] = []
    for number, sentence in enumerate(read):
        corrections += _given_up(sentence, number, known)
        taken_back = (number == 0 and takes_back(sentence)) or _gives_a_frequency_up(sentence)
        if "correction" not in sentence.concepts and not taken_back:
            continue
        beside = [each for each in found if each.sentence == number]
        if beside:
            corrections += _in_other_clauses(sentence, number, known, found, beside)
            continue
        corrections += _bare_frequency(sentence, number, known, found)
        corrections += _bare_number(sentence, number, known, found)
    return corrections


def aimed(found: list[Finding], read: list[Sentence], known: TaskProfile) -> list[Finding]:
    """ "sorry: 24,000 reports" corrects the one count that is known, whatever its name."""
    counts = [name for name, slot in slots().items() if slot.kind == "count"]
    told = [name for name in counts if _is_number(getattr(known, name))]
    if len(told) != 1:
        return found
    return [
        replace(each, field=told[0])
        if each.field in counts
        and each.field not in told
        and each.quantity
        and any("correction" in token.concepts for token in read[each.sentence].tokens[:5])
        else each
        for each in found
    ]


def takes_back(sentence: Sentence) -> bool:
    """Tell whether words begin by saying no to what was said before ("no, 80 GB")."""
    first = sentence.tokens[:2]
    return len(first) == 2 and first[0].word in ("no", "nope") and first[1].word == ","


def _in_other_clauses(
    sentence: Sentence,
    number: int,
    known: TaskProfile,
    found: list[Finding],
    beside: list[Finding],
) -> list[Finding]:
    """ "…, and it's 1,200 tickets": a clause that names the one known count it corrects."""
    corrections: list[Finding] = []
    for clause in clauses(sentence, number):
        start, end = clause.token(clause.places[0]).start, clause.token(clause.places[-1]).end
        told = any(each.start < end and each.end > start for each in beside)
        if told or clause.void or clause.all_of("not") or clause.all_of("freq"):
            continue
        named = [
            field
            for field, slot in slots().items()
            if any(wanted <= clause.concepts() for wanted in slot.topics)
            and _is_number(_value(field, known, found))
        ]
        if len(named) == 1:
            read = read_answer(named[0], sentence, clause.places, number)
            corrections += [each for each in read if each.field == named[0]]
    return corrections


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _value(field: str, known: TaskProfile, found: list[Finding]) -> Any:
    said = [finding.value for finding in found if finding.field == field]
    return said[-1] if said else getattr(known, field, None)


def _bare_frequency(
    sentence: Sentence, number: int, known: TaskProfile, found: list[Finding]
) -> list[Finding]:
    if _value("knowledge_changes", known, found) is None:
        return []
    for place, token in enumerate(sentence.tokens):
        given_up = _is_given_up(sentence, place)
        if frequency(token) and not (
            given_up or (place and "not" in sentence.tokens[place - 1].concepts)
        ):
            value = changes_every(token)
            return [Finding("knowledge_changes", value, token.start, token.end, number)]
    return []


def _gives_a_frequency_up(sentence: Sentence) -> bool:
    """ "forget yearly, it's monthly"."""
    places = [at for at, token in enumerate(sentence.tokens) if frequency(token)]
    return len(places) > 1 and any(_is_given_up(sentence, at) for at in places)


def _given_up(sentence: Sentence, number: int, known: TaskProfile) -> list[Finding]:
    """ "it's 30k requests, not 20k": the known value that is given up names the field."""
    tokens = sentence.tokens
    old = [
        token
        for place, token in enumerate(tokens)
        if token.quantity and token.quantity.value and _is_given_up(sentence, place)
    ]
    new = [token for token in tokens if token.quantity and token not in old]
    if len(old) != 1 or len(new) != 1 or sentence.void:
        return []
    said, given_up = new[0].quantity, old[0].quantity
    assert said is not None and given_up is not None
    fields = [each for each in slots() if _is_number(getattr(known, each, None))]
    fits = [each for each in fields if getattr(known, each) == given_up.value]
    if len(fits) != 1:
        return []
    lent = said.bare and not given_up.bare  # "scratch the 100 ms, 500 is ok"
    value = said.value * given_up.factor if lent else said.value
    return [Finding(fits[0], value, new[0].start, new[0].end, number, assumed=lent)]


_ARTICLES = ("the", "my", "our", "that")
_GIVING_UP = frozenset({"not", "scratch", "forget", "strike", "drop", "ignore"})


def _is_given_up(sentence: Sentence, place: int) -> bool:
    """ "not 20k", "scratch the 100 ms", "the 13B was wrong"."""
    behind = [token.word for token in sentence.tokens[place + 1 : place + 3]]
    if behind[:1] in (["was"], ["is"]) and behind[1:] == ["wrong"]:
        return True
    before = [token.word for token in sentence.tokens[max(0, place - 2) : place]]
    if len(before) == 2 and before[1] in _ARTICLES:
        return before[0] in _GIVING_UP
    return bool(before) and before[-1] in _GIVING_UP


def _repeated(sentence: Sentence, old: Any) -> frozenset[int]:
    """Where the old value stands again: "70B was a typo for 7B"."""
    quantities = (token.quantity for token in sentence.tokens)
    worth = {each.start for each in quantities if each and each.value == old}
    return frozenset(sentence.start + start for start in worth)


def _bare_number(
    sentence: Sentence, number: int, known: TaskProfile, found: list[Finding]
) -> list[Finding]:
    """The number belongs to the one known field that an answer of this kind fits."""
    fits = []
    for field in slots():
        old = _value(field, known, found)
        if not _is_number(old):
            continue
        whole = range(len(sentence.tokens))
        for places in (whole, *(clause.places for clause in clauses(sentence, number))):
            read = read_answer(field, sentence, places, number, _repeated(sentence, old))
            fits += [each for each in read if each.field == field and each.value != old]
    return fits if len({each.field for each in fits}) == 1 else []
