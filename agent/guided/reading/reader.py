"""Read one message into facts, and into what else the person did with their words."""

from agent.guided.reading.aims import Suspicion, suspicion
from agent.guided.reading.checking import objection, refusals, rounded
from agent.guided.reading.configurations import without_configuration
from agent.guided.reading.findings import Finding
from agent.guided.reading.impossible import impossible_values
from agent.guided.reading.intent import (
    asks_back,
    questions,
    skips,
    unknown_fields,
    vague_numbers,
    wants_answer,
)
from agent.guided.reading.language import language_of
from agent.guided.reading.mentions import mentioned
from agent.guided.reading.message import all_findings
from agent.guided.reading.parsing import LONGEST, parsed
from agent.guided.reading.reading import ReadFact, Reading
from agent.guided.reading.settling import followed, settle
from agent.guided.reading.tagging import Sentence
from agent.guided.reading.text import ORDERS
from tools.vocabulary import TaskProfile

_NOTHING_KNOWN = TaskProfile()


def read_facts(
    text: str, asked: str | None = None, known: TaskProfile = _NOTHING_KNOWN, before: str = ""
) -> Reading:
    """Read the facts of the task that a message states, each with the words that state it.

    `asked` is the field of the question the message answers, `known` what was known before it,
    `before` the person's own question just before, to which "it" and "we have 40" refer.
    Pure: the same words give the same reading.

    >>> reading = read_facts("prompting gets 88%, we need 95. 500 labelled emails")
    >>> [(fact.field, fact.value) for fact in reading.facts][:2]
    [('prompting_quality', 0.88), ('prompting_tried', True)]
    >>> read_facts("below bar", asked="prompting_quality").value("prompting_meets_target")
    False
    """
    named = mentioned(text[:LONGEST])
    text = without_configuration(text)
    language = language_of(text)
    read = parsed(text, language)
    found = [rounded(each) for each in all_findings(read, asked, known, parsed(before))]
    refused = impossible_values(text)
    possible = [each for each in found if objection(each) is None and each.field not in refused]
    chosen = followed(settle(possible, read), known)
    aim = suspicion(read, facts_found=bool(chosen))
    strays = aim is not None and aim.aim == "off_topic" and _task_is_told(asked, known)
    if "measured_peak_gb" in named.arguments:
        chosen.pop("gpu_memory_gb", None)  # what a run took is not the card's size
    said = [_fact(text, each) for each in chosen.values()]
    return Reading(
        facts=(*said, *_shown(text, read, None if strays else aim, language)),
        skipped=skips(read, asked, possible),
        unknown=unknown_fields(read, found),
        asks_back=asks_back(read),
        questions=questions(read),
        wants_answer=wants_answer(read),
        language=language,
        impossible=refusals(text, found, refused),
        vague=vague_numbers(text, read, asked, found),
        mentioned=named,
        off_topic=aim is not None and aim.aim == "off_topic",
        harmful=aim is not None and aim.aim == "harmful",
        aim_quote=text[aim.start : aim.end] if aim else None,
    )


def _task_is_told(asked: str | None, known: TaskProfile) -> bool:
    """Once a task is told, or asked about, what is off topic is an aside and no aim."""
    told = known.model_fields_set - {"aim", "language"}
    return asked is not None or any(getattr(known, each) not in (None, False) for each in told)


def _fact(text: str, finding: Finding) -> ReadFact:
    quote = text[finding.start : finding.end]
    return ReadFact(field=finding.field, value=finding.value, quote=quote, assumed=finding.assumed)


def _shown(text: str, read: list[Sentence], aim: Suspicion | None, language: str) -> list[ReadFact]:
    """Give what the message shows rather than says: its aim, its language, orders in it."""
    facts = []
    if aim is not None:
        place = aim.start
        where = next(each for each in read if 0 <= place - each.start <= len(each.text))
        facts.append(ReadFact(field="aim", value=aim.aim, quote=_piece(text, where)))
    if language != "en" and read:
        telling = (_piece(text, each) for each in read)
        quote = next((each for each in telling if language_of(each) == language), text[:LONGEST])
        facts.append(ReadFact(field="language", value=language, quote=quote))
    order = next((each for each in read if "injection" in each.concepts), None)
    quoted = ORDERS.search(text[:LONGEST])
    if order or quoted:
        quote = _piece(text, order) if order else str(quoted and quoted[0])
        facts.append(ReadFact(field="embedded_instruction", value=True, quote=quote))
    return facts


def _piece(text: str, sentence: Sentence) -> str:
    return text[sentence.start : sentence.start + len(sentence.text)]
