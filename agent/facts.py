"""How a fact enters: with a quote from the user's words, and a value that follows from it."""

import re
from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from agent.events import Event, FactNoted, FactSkipped, Origin
from agent.guided.reading import follows
from agent.transcripts import fold
from tools.decision import decide, taken_for_granted
from tools.errors import InputError, in_words, nearest
from tools.vocabulary import Record, TaskProfile


class FactToRecord(Record):
    """One fact of the user's task."""

    field: str
    """Name of the fact."""
    value: Any = None
    """Its value; null forgets the fact."""
    quote: str
    """The piece of the user's own words that says so, exactly as written."""
    assumed: bool = False
    """True where the words don't say it and it is only likely."""


class FactsToRecord(Record):
    """Facts that the user's words hold; none is fine."""

    facts: tuple[FactToRecord, ...] = ()
    unknown: tuple[str, ...] = ()
    """Names of facts that the user says they don't know."""
    wants_answer: bool = False
    """True where the user wants the answer now, without more questions."""
    asks_back: bool = False
    """True where the user asks what the open question means, or why it is asked."""


def checked_value(field: str, value: Any) -> Any:
    """Give a value the field's type.

    Raises InputError for an unknown field or a value out of range.
    """
    if field not in TaskProfile.model_fields:
        near = nearest(field, list(TaskProfile.model_fields))
        hint = f"; did you mean {near}?" if near else ""
        raise InputError(f"{field}: there is no such fact{hint}", field)
    if value is None:
        return None
    try:
        profile = TaskProfile.model_validate({field: value})
    except ValidationError as error:
        raise in_words(error)[0] from error
    return TypeAdapter(Any).dump_python(getattr(profile, field), mode="json")


def fact_from(fact: FactToRecord, words: Sequence[str], asked: str | None) -> FactNoted:
    """Check a fact against the user's words.

    Raises InputError where the quote is not in them, or the value doesn't follow from it.
    """
    value = checked_value(fact.field, fact.value)
    quote = find_quote(fact.quote, words)
    if quote is None:
        raise InputError(f"{fact.field}: the user did not say {fact.quote!r}", fact.field)
    if not fact.assumed and not follows(fact.field, value, quote, asked):
        raise InputError(f"{fact.field}: {value!r} doesn't follow from {quote!r}", fact.field)
    origin: Origin = "assumed" if fact.assumed else "said"
    return FactNoted(field=fact.field, value=value, quote=quote, origin=origin)


def record_facts(request: FactsToRecord, events: Sequence[Event]) -> dict[str, Any]:
    """Check each fact against the user's words, and decide on what is known then.

    Returns `{"noted": [fact], "skipped": [field], "refused": [{"field", "why"}], "decision": …}`.
    """
    words = [event.text for event in fold.words_of(events)]
    question = fold.question_of(events)
    known = fold.facts_of(events)
    noted: list[FactNoted] = []
    refused: list[dict[str, str]] = []
    for fact in request.facts:
        try:
            entered = fact_from(fact, words, question.field if question else None)
        except InputError as error:
            refused.append({"field": fact.field, "why": str(error)})
            continue
        if fact.field not in known or known[fact.field].value != entered.value:
            noted.append(entered)
    skipped = [field for field in request.unknown if field in TaskProfile.model_fields]
    after: list[Event] = [*events, *noted, *(FactSkipped(field=field) for field in skipped)]
    granted = granted_by(after)
    noted += granted
    after += granted
    decision = decide(fold.profile_of(after), fold.skipped_of(after))
    return {
        "noted": [
            {"field": fact.field, "value": fact.value, "quote": fact.quote, "origin": fact.origin}
            for fact in noted
        ],
        "skipped": skipped,
        "refused": refused,
        "decision": decision.model_dump(mode="json"),
    }


def granted_by(events: Sequence[Event]) -> list[FactNoted]:
    """Give what is taken for granted once a task is described; it rests on no words."""
    skipped = fold.skipped_of(events)
    return [
        FactNoted(field=field, value=value, origin="assumed")
        for field, value in taken_for_granted(fold.profile_of(events)).items()
        if field not in skipped
    ]


def find_quote(quote: str, words: Sequence[str]) -> str | None:
    """Find a quote in the newest message that holds it; white space and case may differ.

    >>> find_quote("every  Quarter", ["HR rewrites them every quarter"])
    'every quarter'
    """
    parts = quote.split()
    if not parts:
        return None
    pattern = re.compile(r"\s+".join(re.escape(part) for part in parts), re.IGNORECASE)
    for text in reversed(words):
        if found := pattern.search(text):
            return found.group()
    return None
