"""What came of an attempt, in words: "works", "partly", "not good enough", and of what."""

from dataclasses import replace
from typing import Any

from agent.guided.reading.clauses import Clause
from agent.guided.reading.findings import Finding
from agent.guided.reading.scope import is_asked
from agent.guided.reading.subjects import (
    MEETS,
    SHARES,
    TRIED,
    Thread,
    has_examples,
    last_of,
    subjects_of,
)

_OUTCOMES = ("out.partly", "out.fails", "out.meets")
_FEW_SHOT = {"out.meets": "yes", "out.partly": "partly", "out.fails": "no"}
_MEASURES = frozenset({*SHARES, "#duration", "#money", "#per-request"})
_IT = frozenset(
    {"it", "that", "this", "which", "they", "quality", "accuracy", "answers", "result", "results"}
    | {"still", "its"}
)
_PASSING = frozenset({"be", "pronoun", "filler", "not", "verb", "only"})
_SHOULD = frozenset({"may", "must", "should", "could", "might", "would", "will"})


def read_verdicts(clause: Clause, thread: Thread) -> list[Finding]:
    """Read a verdict in words, on the subject of the clause or the one spoken of before."""
    outcome = verdict_of(clause)
    if outcome is None or is_plan(clause) or _is_about_speed_or_money(clause):
        return []
    place, kind = outcome
    subject = _judged(clause, place, thread)
    untold = subject is None and kind == "out.fails" and _was_seen_to_fail(clause, place)
    if untold:
        subject = "subj.prompt"
    if subject is None:
        return []
    thread.outcome, thread.score = kind, None
    no = clause.negation(place, place)
    resting = [place, *([] if no is None else [no]), *(at for at, _ in subjects_of(clause))]
    first, last = min(resting), max(resting)
    return [
        replace(clause.finding(field, value, first, last), assumed=untold)
        for field, value in meaning(subject, kind)
    ]


def verdict_of(clause: Clause) -> tuple[int, str] | None:
    """Give the outcome of a clause: partly before fails before meets; a "not" turns meets round."""
    for kind in _OUTCOMES:
        for place in clause.all_of(kind):
            unsure = clause.token(place).concepts & {"unsure", "skip"}
            asked = "what" in clause.words(clause.around(clause.places.start, place))
            if (
                unsure
                or asked
                or is_asked(clause.sentence, place)
                or _is_beside_a_figure(clause, place)
            ):
                continue
            turned = clause.negation(place, place) is not None
            if kind == "out.fails" and turned and clause.token(place).word.startswith("fail"):
                return None
            if kind != "out.meets":
                return place, kind
            if "need" not in clause.concepts(clause.around(0, place)):
                return place, "out.fails" if turned else kind
    return None


def meaning(subject: str, kind: str) -> list[tuple[str, Any]]:
    """Give the fields that an outcome of a subject sets, with their values."""
    found: list[tuple[str, Any]] = [(TRIED[subject], True)]
    if subject == "subj.fewshot":
        found.append(("few_shot_works", _FEW_SHOT[kind]))
    elif subject in MEETS and kind != "out.partly":
        found.append((MEETS[subject], kind == "out.meets"))
    return found


def is_plan(clause: Clause) -> bool:
    """Tell whether a clause says what is to come, not what was."""
    start = clause.places.start
    return bool(clause.all_of("future")) or "to" in clause.words(clause.around(start, start + 2))


def _judged(clause: Clause, outcome: int, thread: Thread) -> str | None:
    named = [subject for _, subject in subjects_of(clause)]
    if not named and not _speaks_of_it(clause, outcome):
        return None
    subject = last_of(named) if named else thread.about(clause.number)
    if subject == "subj.prompt" and has_examples(clause):
        return "subj.fewshot"
    return subject


def _was_seen_to_fail(clause: Clause, outcome: int) -> bool:
    """ "the model still sounds generic": somebody has prompted it."""
    named = any(place < outcome for place in clause.all_of("llm"))
    return named and not clause.words() & _SHOULD


def _is_beside_a_figure(clause: Clause, place: int) -> bool:
    """ "8 out of 10 right" and "doesn't get 90%" are scores, not verdicts."""
    near = [*clause.around(place - 4, place), *clause.around(place + 1, place + 2)]
    of_some = clause.words(clause.around(place + 1, place + 2)) & {"for", "in", "on", "with"}
    share = clause.concepts(clause.around(place + 2, place + 4)) & set(SHARES) if of_some else ()
    return bool(clause.concepts(near) & _MEASURES) or bool(share)


def _is_about_speed_or_money(clause: Clause) -> bool:
    """ "latency fails" and "latency: 3 s, that's ok" say nothing about quality."""
    spoken = set(clause.concepts())
    if not subjects_of(clause):
        spoken |= clause.concepts(range(clause.places.start))
    return bool(spoken & {"latency-noun", "cost-noun"}) and "quality" not in clause.words()


def _speaks_of_it(clause: Clause, outcome: int) -> bool:
    """A clause without a subject is about the last one if it says "it", or nothing else."""
    start = clause.places.start
    head = clause.words(clause.around(start, start + 3))
    before = clause.around(outcome - 2, outcome)
    behind = clause.words(clause.around(outcome + 1, outcome + 3))
    passing = all(clause.token(at).concepts & _PASSING for at in clause.around(start, outcome))
    return (
        bool(head & _IT)
        or bool(clause.concepts() & {"llm", "pleased"})
        or bool(clause.words(before) & {"that's", "it's", "that"})
        or bool(behind & {"that", "it", "this"})
        or (outcome - start <= 2 and passing)
    )
