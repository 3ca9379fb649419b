"""Facts of a whole message: answers, pairs of topic and value, corrections, and what follows from them."""

from dataclasses import replace
from typing import Any

from agent.guided.reading.answers import WAYS_IN, read_answer, slots
from agent.guided.reading.attempts import read_attempts
from agent.guided.reading.findings import Finding, changes_every, frequency, read_rules
from agent.guided.reading.scope import negated
from agent.guided.reading.subjects import Thread
from agent.guided.reading.tagging import Sentence
from tools.vocabulary import TaskProfile

_LONGEST_LABEL = 6
_LONGEST_ANSWER = 16
_NOT_AGAIN = ("prompting_meets_target", "rag_meets_target")


def all_findings(read: list[Sentence], asked: str | None, known: TaskProfile) -> list[Finding]:
    """Give every possible fact of a message, the answer to the question first."""
    found = _rules(read, asked)
    answer = _answer(read, asked, found)
    found = [each for each in found if not _answered_otherwise(each, answer)]
    pairs = _pairs(read)
    spoken = {finding.field for finding in pairs}
    found = answer + pairs + [each for each in found if each.field not in spoken or each.sentence not in
                              {pair.sentence for pair in pairs if pair.field == each.field}]  # fmt: skip
    found += _ways_in(read, known, found)
    found += _elliptical(read, found)
    return found + _corrected(read, known, found)


def _rules(read: list[Sentence], asked: str | None) -> list[Finding]:
    subject = {"prompting_quality": "subj.prompt", "rag_quality": "subj.rag", "few_shot_works": "subj.fewshot",
               "prompting_meets_target": "subj.prompt", "rag_meets_target": "subj.rag"}.get(asked or "")  # fmt: skip
    thread = Thread(subject, 0 if subject else -9)
    found: list[Finding] = []
    for number, sentence in enumerate(read):
        found += read_rules(sentence, number)
        found += read_attempts(sentence, number, thread)
    return found


def _answer(read: list[Sentence], asked: str | None, found: list[Finding]) -> list[Finding]:
    """Read the first sentence as the answer to the question, if it can be one."""
    if asked is None or not read or "injection" in read[0].concepts:
        return []
    number = _answering(read)
    if number is None:
        return []
    sentence = read[number]
    elsewhere = frozenset(f.quantity.start for f in found if f.quantity and f.field != asked)
    whole = range(len(sentence.tokens))
    clause = sentence.clause(0) if sentence.tokens else whole
    for places in (clause, whole) if number == 0 else (_behind_correction(sentence, whole),):
        if len(places) <= _LONGEST_ANSWER or slots()[asked].kind == "yes_no":
            answer = read_answer(asked, sentence, places, number, elsewhere)
            if answer:
                return answer
    return []


def _answering(read: list[Sentence]) -> int | None:
    """The sentence that answers: the first, or the next behind an echo ("the forms? never") or
    where it takes the first back ("no. well, actually yes")."""
    second = read[1] if len(read) > 1 else None
    if second and "correction" in second.concepts and second.concepts & {"yes", "no"}:
        return 1
    if not read[0].is_question:
        return None if _torn(read[0]) else 0
    echoes = len(read[0].tokens) <= 6 and not read[0].void
    return 1 if echoes and second and not second.is_question else None


def _behind_correction(sentence: Sentence, whole: range) -> range:
    places = [place for place in whole if "correction" in sentence.tokens[place].concepts]
    return range(places[-1] + 1 if places else whole.start, whole.stop)


def _torn(sentence: Sentence) -> bool:
    """ "could be 50, could be 5,000, I can't tell" is no number."""
    return (
        bool(sentence.concepts & {"unsure", "skip"})
        and sum(token.quantity is not None for token in sentence.tokens) > 1
    )


def _answered_otherwise(finding: Finding, answer: list[Finding]) -> bool:
    return any(finding.field == each.field and finding.sentence == each.sentence for each in answer)


def _pairs(read: list[Sentence]) -> list[Finding]:
    """Read "topic: value", "topic? value" and "topic = value"."""
    found: list[Finding] = []
    for number, sentence in enumerate(read):
        if sentence.void.get(len(sentence.tokens) - 1) not in (None, "question"):
            continue
        for label, value in _labelled_parts(sentence):
            found += _pair(sentence, label, sentence, value, number)
        if (
            sentence.is_question
            and number + 1 < len(read)
            and len(sentence.tokens) <= _LONGEST_ANSWER
        ):
            after = read[number + 1]
            found += _pair(
                sentence, range(len(sentence.tokens)), after, after.clause(0), number + 1
            )
    return found


def _labelled_parts(sentence: Sentence) -> list[tuple[range, range]]:
    parts = []
    for place, token in enumerate(sentence.tokens):
        if token.word in (":", "=", "-", "?", "–", "—") and 0 < place < len(sentence.tokens) - 1:
            label = sentence.clause(place - 1)
            label = range(label.start, place)
            value = range(place + 1, sentence.clause(place + 1).stop)
            if len(label) <= _LONGEST_LABEL or token.word == "?":
                parts.append((label, value))
    return parts


def _pair(
    named: Sentence, label: range, said: Sentence, value: range, number: int
) -> list[Finding]:
    field = topic(named, label)
    if field is None or not value or not _answers(field, said, value):
        return []
    if named.has("current", label):
        return []
    return [each for each in read_answer(field, said, value, number) if _fits(each, said, value)]


def _answers(field: str, said: Sentence, value: range) -> bool:
    """A question back answers nothing; a yes or no stands first, or in few words."""
    first = said.tokens[value.start].concepts
    if "ask" in first and said.is_question:
        return False
    return slots()[field].kind != "yes_no" or len(value) <= 3 or bool(first & {"yes", "no"})


_COUNTED = frozenset(
    "freq request example label doc.unit filler be boundary most least tokens".split()
)
"""What may stand behind a number that answers a count."""


def _fits(finding: Finding, said: Sentence, value: range) -> bool:
    """ "call centre: 60 indicators" counts indicators, not calls."""
    if slots()[finding.field].kind not in ("count", "rate", "tokens"):
        return True
    last = [place for place in value if said.tokens[place].end <= finding.end]
    following = said.tokens[last[-1] + 1 : last[-1] + 2] if last else ()
    return not following or bool(following[0].concepts & _COUNTED)


def topic(sentence: Sentence, places: range) -> str | None:
    """Give the field that the words name: of several the one that more of them name."""
    concepts = {c for place in places for c in sentence.tokens[place].concepts}
    named = [
        (len(wanted), -order, name)
        for order, (name, slot) in enumerate(slots().items())
        for wanted in slot.topics
        if wanted <= concepts
    ]
    return max(named)[2] if named else None


def _elliptical(read: list[Sentence], found: list[Finding]) -> list[Finding]:
    """ "We only have 350" and "there are none" count what the sentence before was about."""
    if any(each.field == "labelled_examples" for each in found):
        return []
    for number, sentence in enumerate(read):
        for place, token in enumerate(sentence.tokens):
            if place in sentence.void or not _counts_nothing_named(sentence, place):
                continue
            if _was_about_examples(read, number, sentence.clause(place)):
                value = token.quantity.value if token.quantity else 0
                return [Finding("labelled_examples", value, token.start, token.end, number)]
    return []


def _was_about_examples(read: list[Sentence], number: int, clause: range) -> bool:
    before = read[number].tokens[: clause.start] or (read[number - 1].tokens if number else ())
    return any(token.concepts & {"label", "example"} for token in before)


def _counts_nothing_named(sentence: Sentence, place: int) -> bool:
    token = sentence.tokens[place]
    if "#count" not in token.concepts and token.word not in ("none", "zero"):
        return False
    clause = sentence.clause(place)
    has = any("has" in sentence.tokens[at].concepts for at in range(clause.start, place))
    rest = {sentence.tokens[at].word for at in range(place + 1, clause.stop)}
    return has and rest <= {
        "so",
        "far",
        "now",
        "yet",
        "today",
        "at",
        "the",
        "moment",
        "right",
        "of",
        "them",
    }


def _ways_in(read: list[Sentence], known: TaskProfile, found: list[Finding]) -> list[Finding]:
    """How data came in matters, and is read, only where somebody wants data removed."""
    erasure = known.erasure_request or any(f.field == "erasure_request" and f.value for f in found)
    if not erasure:
        return []
    for concept, value in WAYS_IN:
        for number, sentence in enumerate(read):
            for place, token in enumerate(sentence.tokens):
                if (
                    concept in token.concepts
                    and place not in sentence.void
                    and _stands(sentence, place)
                ):
                    return [Finding("data_entered_via", value, token.start, token.end, number)]
    return []


def _stands(sentence: Sentence, place: int) -> bool:
    clause = sentence.clause(place)
    planned = any("future" in sentence.tokens[at].concepts for at in range(clause.start, place))
    return not planned and not negated(sentence, place, place)


def _corrected(read: list[Sentence], known: TaskProfile, found: list[Finding]) -> list[Finding]:
    """A bare value behind "oops" or "actually" replaces the known value of its kind."""
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
            return [
                Finding("knowledge_changes", changes_every(token), token.start, token.end, number)
            ]
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


def settle(found: list[Finding], read: list[Sentence]) -> dict[str, Finding]:
    """Choose one finding a field: what is said before what is assumed, a correction before all."""
    chosen: dict[str, Finding] = {}
    for finding in found:
        old = chosen.get(finding.field)
        if old is None or _overrides(finding, old, read):
            chosen[finding.field] = finding
        elif _adds_up(finding, old, read):
            chosen[finding.field] = replace(old, value=old.value + finding.value, end=finding.end)
    return chosen


def _overrides(new: Finding, old: Finding, read: list[Sentence]) -> bool:
    if new.sentence == old.sentence:
        return old.assumed and not new.assumed
    later = new if new.sentence > old.sentence else old
    if "correction" in read[later.sentence].concepts:
        return later is new
    return old.assumed and not new.assumed


def _adds_up(new: Finding, old: Finding, read: list[Sentence]) -> bool:
    """ "15,000 interaction records, 3,000 guidelines" are 18,000 records."""
    if new.field != "knowledge_records" or new.sentence != old.sentence or new.start < old.end:
        return False
    between = [t.word for t in read[new.sentence].tokens if old.end <= t.start < new.start]
    return bool(between) and set(between) <= {",", "and", "plus", "+", "&"}


_RESULTS = {
    "prompting_tried": ("prompting_quality", "prompting_meets_target", "few_shot_works"),
    "rag_tried": ("rag_quality", "rag_meets_target"),
}


def followed(chosen: dict[str, Finding], known: TaskProfile) -> dict[str, Finding]:
    """Add what follows: a result was tried for, and two figures say whether the target is met."""
    derived = dict(chosen)
    for tried, results in _RESULTS.items():
        result = next((chosen[each] for each in results if each in chosen), None)
        if result is not None and (tried not in chosen or chosen[tried].value is False):
            derived[tried] = replace(result, field=tried, value=True)
    target = chosen.get("quality_target")
    for subject in ("prompting", "rag"):
        quality = chosen.get(f"{subject}_quality")
        reached = quality.value if quality else getattr(known, f"{subject}_quality")
        needed = target.value if target else known.quality_target
        rests_on = quality or target
        if reached is None or needed is None or rests_on is None:
            continue
        derived[f"{subject}_meets_target"] = replace(
            rests_on, field=f"{subject}_meets_target", value=reached >= needed)  # fmt: skip
    for noun, tight in (
        ("latency_budget_ms", "latency_is_tight"),
        ("cost_per_query_budget_usd", "cost_is_tight"),
    ):
        if noun in derived:
            derived.pop(tight, None)
    return derived
