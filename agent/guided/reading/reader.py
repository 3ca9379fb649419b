"""Read one message into facts, and into what else the person did with their words."""

from dataclasses import replace
from functools import cache
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from agent.guided.reading.aims import Suspicion, suspicion
from agent.guided.reading.findings import Finding
from agent.guided.reading.intent import (
    asks_back,
    questions,
    skips,
    unknown_fields,
    vague_numbers,
    wants_answer,
)
from agent.guided.reading.language import language_of
from agent.guided.reading.message import all_findings, followed, settle
from agent.guided.reading.mentions import mentioned
from agent.guided.reading.reading import Impossible, ReadFact, Reading
from agent.guided.reading.scope import with_voids
from agent.guided.reading.tagging import Sentence, tag
from agent.guided.reading.text import ORDERS, prepare, sentences
from tools.vocabulary import TaskProfile

_LONGEST = 100_000
_COMMA_LANGUAGES = ("de", "es", "fr", "it", "pt", "nl", "pl", "tr")


def tagged(text: str, comma_is_decimal: bool = False) -> list[Sentence]:
    """Read a message into sentences whose tokens carry concepts and voids."""
    ready = prepare(text[:_LONGEST])
    return [with_voids(tag(ready, start, end, comma_is_decimal)) for start, end in sentences(ready)]


def read_facts(text: str, asked: str | None = None, known: TaskProfile = TaskProfile()) -> Reading:  # noqa: B008
    """Read the facts of the task that a message states, each with the words that state it.

    `asked` is the field of the question the message answers, `known` what was known before it.
    Pure: the same words give the same reading.

    >>> reading = read_facts("prompting gets 88%, we need 95. 500 labelled emails")
    >>> [(fact.field, fact.value) for fact in reading.facts][:2]
    [('prompting_quality', 0.88), ('prompting_tried', True)]
    >>> read_facts("below bar", asked="prompting_quality").value("prompting_meets_target")
    False
    """
    language = language_of(text)
    read = tagged(text, comma_is_decimal=language in _COMMA_LANGUAGES)
    found = [_rounded(each) for each in all_findings(read, asked, known)]
    possible = [each for each in found if _possible(each)]
    chosen = followed(settle(possible, read), known)
    aim = suspicion(read, bool(chosen))
    facts = [_fact(text, each) for each in chosen.values()] + _about_the_words(
        text, read, aim, language
    )
    return Reading(
        facts=tuple(facts),
        skipped=skips(read, asked, possible),
        unknown=unknown_fields(read, found),
        asks_back=asks_back(read),
        questions=questions(read),
        wants_answer=wants_answer(read),
        language=language,
        impossible=_refusals(text, found),
        vague=vague_numbers(text, read, asked, found),
        mentioned=mentioned(text[:_LONGEST]),
        off_topic=aim is not None and aim.aim == "off_topic",
        harmful=aim is not None and aim.aim == "harmful",
        aim_quote=text[aim.start : aim.end] if aim else None,
    )


def _fact(text: str, finding: Finding) -> ReadFact:
    return ReadFact(
        field=finding.field,
        value=finding.value,
        quote=text[finding.start : finding.end],
        assumed=finding.assumed,
    )


@cache
def _checker(field: str) -> TypeAdapter[Any]:
    info = TaskProfile.model_fields[field]
    return TypeAdapter(
        info.annotation if not info.metadata else _annotated(info.annotation, info.metadata)
    )


def _annotated(annotation: Any, metadata: list[Any]) -> Any:
    from typing import Annotated

    return Annotated[(annotation, *metadata)]


def _possible(finding: Finding) -> bool:
    return _objection(finding) is None


def _objection(finding: Finding) -> str | None:
    """Give why the profile refuses the value, None where it doesn't."""
    try:
        _checker(finding.field).validate_python(finding.value)
    except ValidationError as error:
        return str(error.errors(include_url=False)[0]["msg"])
    return None


def _refusals(text: str, found: list[Finding]) -> tuple[Impossible, ...]:
    """Give each value that cannot be once, with the reason."""
    refused: dict[str, Impossible] = {}
    for finding in found:
        why = _objection(finding)
        if why is not None:
            quote = text[finding.start : finding.end]
            refused.setdefault(finding.field, Impossible(field=finding.field, quote=quote, why=why))
    return tuple(refused.values())


def _about_the_words(
    text: str, read: list[Sentence], aim: Suspicion | None, language: str
) -> list[ReadFact]:
    """Facts that the message shows rather than says: its aim, its language, orders in it."""
    facts = []
    if aim is not None:
        facts.append(ReadFact(field="aim", value=aim.aim, quote=text[aim.start : aim.end]))
    if language != "en":
        first = next((each for each in read if len(each.tokens) > 2), read[0])
        facts.append(ReadFact(field="language", value=language, quote=_piece(text, first)))
    order = next((each for each in read if "injection" in each.concepts), None)
    spoken = ORDERS.search(text)
    if order is not None or spoken:
        quote = _piece(text, order) if order else str(spoken and spoken[0])
        facts.append(ReadFact(field="embedded_instruction", value=True, quote=quote))
    return facts


def _piece(text: str, sentence: Sentence) -> str:
    return text[sentence.start : sentence.start + len(sentence.text)]


def _rounded(finding: Finding) -> Finding:
    if isinstance(finding.value, float) and finding.field in _whole_numbers():
        return replace(finding, value=round(finding.value))
    return finding


@cache
def _whole_numbers() -> frozenset[str]:
    return frozenset(
        name for name, info in TaskProfile.model_fields.items() if _holds(info.annotation, int)
    )


def _holds(annotation: object, kind: type) -> bool:
    return annotation is kind or any(_holds(each, kind) for each in get_args(annotation))
