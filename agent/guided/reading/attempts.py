"""What was tried and what came of it, in words: a subject, carried along, with its outcomes."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

from agent.guided.reading.clauses import Clause, clauses
from agent.guided.reading.findings import Finding
from agent.guided.reading.scores import read_respective, read_scores
from agent.guided.reading.subjects import (
    MEETS,
    QUALITY,
    TRIED,
    Thread,
    last_of,
    subjects_of,
)
from agent.guided.reading.tagging import Sentence
from agent.guided.reading.verdicts import is_plan, meaning, read_verdicts, verdict_of

_RESULT_VERBS = frozenset(
    {"gives", "gave", "gets", "got", "returns", "returned", "finds", "found", "delivers"}
    | {"produces", "reaches", "misses", "did", "fixed", "fixes", "solved", "solves", "cured"}
    | {"removed", "improved", "raised", "lifted"}
)
_SPEAKS_OF_TRYING = frozenset({"one", "any", "it", "that", "trying", "got"})
_FARTHEST = 8


def read_attempts(sentence: Sentence, number: int, thread: Thread) -> list[Finding]:
    """Give what one sentence says of prompts, examples, retrieval, and their scores."""
    found: list[Finding] = []
    for clause in clauses(sentence, number):
        if clause.void:
            if clause.void != {"question"}:
                thread.subject = None
            continue
        found += _listed(clause, found) + read_scores(clause, thread) + _likewise(clause, thread)
        thread.take_up(clause)
        attempts = _tried(clause) or _tried_it(clause, thread)
        found += attempts
        if any(attempt.value is False for attempt in attempts):
            thread.subject = None
        else:
            found = _replacing(found, read_verdicts(clause, thread))
        if clause.all_of("llm") and verdict_of(clause) and thread.about(number) is None:
            thread.subject, thread.sentence = "subj.prompt", number  # "claude does ok, but …"
    respective = read_respective(sentence, number)
    told = {each.field for each in respective}
    return [each for each in found if each.field not in told] + respective


def _replacing(found: list[Finding], new: list[Finding]) -> list[Finding]:
    """In one sentence the last verdict counts: "okay, but not good enough"."""
    verdicts = {each.field for each in new if each.field in ("few_shot_works", *MEETS.values())}
    if any(each.value == "partly" for each in found):
        new = [each for each in new if each.value != "no"]  # "a little better, but not enough"
        verdicts &= {each.field for each in new}
    return [each for each in found if each.field not in verdicts] + new


def _listed(clause: Clause, found: list[Finding]) -> list[Finding]:
    """ "we have not tried retrieval, nor structured outputs": the list shares its verb."""
    untried = any(each.field in TRIED.values() and each.value is False for each in found)
    untried = untried or _nothing_tried_before(clause)
    goes_on = clause.token(clause.places.start).word in ("nor", "or", "and")
    likewise = clause.words() & {"either", "neither"}
    if not untried or not (goes_on or likewise) or _has_a_verb_of_its_own(clause):
        return []
    return [
        clause.finding(TRIED[subject], False, clause.places.start, clause.places[-1])
        for place, subject in subjects_of(clause)
    ]


def _nothing_tried_before(clause: Clause) -> bool:
    """ "nothing tried so far, neither prompts nor retrieval"."""
    start = clause.places.start
    before = clause.sentence.clause(start - 2) if start > 1 else range(0)
    tried = [at for at in before if "tried" in clause.token(at).concepts]
    return bool(tried) and clause.negation(tried[0], tried[0]) is not None


def _has_a_verb_of_its_own(clause: Clause) -> bool:
    """ "nor has JSON mode" only repeats the verb of the list."""
    start = clause.places.start
    return any(place != start + 1 for place in clause.all_of("verb"))


def _likewise(clause: Clause, thread: Thread) -> list[Finding]:
    """ "RAG: same result": what came of the last attempt came of this one too."""
    named = [subject for _, subject in subjects_of(clause)]
    places = clause.all_of("likewise")
    if not named or not places or is_plan(clause) or verdict_of(clause):
        return []
    first, last = clause.places.start, clause.places[-1]
    told: list[tuple[str, Any]] = []
    if thread.outcome is not None:
        told += meaning(last_of(named), thread.outcome)
    if thread.score is not None:
        told += [(TRIED[last_of(named)], True), (QUALITY[last_of(named)], thread.score)]
    return [replace(clause.finding(*each, first, last), assumed=True) for each in told]


def _tried(clause: Clause) -> list[Finding]:
    """A subject beside a word of trying; "neither … nor" and lists share the word."""
    subjects = subjects_of(clause)
    verbs = clause.all_of("tried") or [place for place, _ in subjects if _did(clause, place)]
    if not verbs:
        return _none_at_all(clause, subjects)
    if is_plan(clause):
        return []
    found = []
    for place, subject in subjects:
        verb = min(verbs, key=lambda at, to=place: abs(at - to))  # type: ignore[misc]
        needed = "need" in clause.concepts(clause.around(0, verb))
        left_out = _is_left_out(clause, place, verb)
        if abs(verb - place) <= _FARTHEST and not needed and not left_out:
            no = None if _none_of_those(clause, place, verb) else clause.negation(place, verb)
            no = None if no is not None and _is_in_spite_of(clause, no, place) else no
            first = min(place, verb) if no is None else min(place, verb, no)
            found.append(clause.finding(TRIED[subject], no is None, first, max(place, verb)))
    return found


def _none_at_all(clause: Clause, subjects: list[tuple[int, str]]) -> list[Finding]:
    """ "No RAG, no JSON mode": a clause that says no more."""
    start, last = clause.places.start, clause.places[-1]
    if len(clause.places) != 2 or clause.token(start).word != "no" or not subjects:
        return []
    return [replace(clause.finding(TRIED[subjects[0][1]], False, start, last), assumed=True)]


def _is_left_out(clause: Clause, place: int, verb: int) -> bool:
    """ "built a bot with no retrieval" and "… without it" describe the bot, not what was tried."""
    between = range(verb + 1, place)
    words = [clause.token(at).word for at in between]
    return "without" in words or any(pair == ("with", "no") for pair in pairwise(words))


def _none_of_those(clause: Clause, place: int, verb: int) -> bool:
    """ "no prompt we've written" speaks of prompts that were written."""
    owned = "own" in clause.concepts(clause.around(place + 1, verb))
    return owned and clause.word_before(place) in ("no", "none")


def _is_in_spite_of(clause: Clause, no: int, place: int) -> bool:
    """ "can't be parsed even with structured outputs"; "not even RAG was tried" denies."""
    return bool(clause.words(clause.around(no + 2, place)) & {"even", "despite"})


def _tried_it(clause: Clause, thread: Thread) -> list[Finding]:
    """ "easy to prompt, but we have never run one", "we use it now"."""
    subject, verbs = thread.about(clause.number), clause.all_of("tried")
    if subject is None or not verbs or not clause.words() & _SPEAKS_OF_TRYING:
        return []
    no = clause.negation(verbs[0], verbs[0])
    if no is not None:
        return [clause.finding(TRIED[subject], False, no, verbs[0])]
    ahead = clause.words(clause.around(verbs[0] + 1, verbs[0] + 2))
    if not clause.all_of("own") or not ahead & {"it", "that"} or is_plan(clause):
        return []
    return [replace(clause.finding(TRIED[subject], True, verbs[0], verbs[0] + 1), assumed=True)]


def _did(clause: Clause, place: int) -> bool:
    """ "prompted" and "RAG gives …" say that it was done."""
    ahead = clause.words(clause.around(place + 1, place + 5))
    return clause.token(place).word in ("prompted", "retrieved") or bool(ahead & _RESULT_VERBS)
