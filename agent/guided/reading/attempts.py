"""What was tried and what came of it: a subject, carried along the text, with outcomes and scores."""

from dataclasses import dataclass
from typing import Any

from agent.guided.reading.findings import Finding
from agent.guided.reading.scope import negated
from agent.guided.reading.tagging import Sentence, Token

SUBJECTS = ("subj.rag", "subj.fewshot", "subj.structured", "subj.prompt")
_TRIED = {"subj.prompt": "prompting_tried", "subj.rag": "rag_tried",
          "subj.structured": "structured_output_tried", "subj.fewshot": "prompting_tried"}  # fmt: skip
_MEETS = {"subj.prompt": "prompting_meets_target", "subj.rag": "rag_meets_target"}
_QUALITY = {"subj.prompt": "prompting_quality", "subj.rag": "rag_quality",
            "subj.fewshot": "prompting_quality", "llm": "prompting_quality",
            "subj.structured": "prompting_quality"}  # fmt: skip
_SHARES = ("percent", "score", "decimal")
_OUTCOMES = ("out.partly", "out.fails", "out.meets")


@dataclass
class Thread:
    """What the text was last about, and how long ago that was."""

    subject: str | None = None
    sentence: int = -9
    scored: bool = False
    """Some score has been read."""

    def about(self, number: int) -> str | None:
        return self.subject if number - self.sentence <= 1 else None


def read_attempts(sentence: Sentence, number: int, thread: Thread) -> list[Finding]:
    """Give what one sentence says of prompts, examples, retrieval, and their scores."""
    found: list[Finding] = []
    for clause in _clauses(sentence):
        if any(place in sentence.void for place in clause):
            if not _asked_only(sentence, clause):
                thread.subject = None
            continue
        if "nor" in {sentence.tokens[clause.start].word} or _continues(sentence, clause):
            found += _listed(sentence, clause, number, found)
        scores = _scores(sentence, clause, number, thread)
        thread.scored = thread.scored or bool(scores)
        found += scores
        subjects = _subjects(sentence, clause)
        if subjects:
            named = [subject for _, subject in subjects]
            last = (
                "subj.fewshot"
                if "subj.fewshot" in named[-2:] and named[-1] == "subj.prompt"
                else named[-1]
            )
            thread.subject, thread.sentence = last, number
        attempts = _tried(sentence, clause, number)
        found += attempts
        if any(attempt.value is False for attempt in attempts):
            thread.subject = None
            continue
        found = _without_earlier(found, _outcomes(sentence, clause, number, thread))
    return found


def _continues(sentence: Sentence, clause: range) -> bool:
    return clause.start > 1 and sentence.tokens[clause.start].word in ("or", "and")


def _listed(sentence: Sentence, clause: range, number: int, found: list[Finding]) -> list[Finding]:
    """ "we have not tried retrieval, nor structured outputs": the list shares its verb."""
    earlier = [each for each in found if each.field in _TRIED.values() and each.value is False]
    if not earlier or any("verb" in sentence.tokens[place].concepts for place in clause):
        return []
    return [
        _finding(sentence, _TRIED[subject], False, place, place, number)
        for place, subject in _subjects(sentence, clause)
    ]


def _without_earlier(found: list[Finding], new: list[Finding]) -> list[Finding]:
    """In one sentence the last verdict counts: "okay but not good enough"."""
    verdicts = {each.field for each in new if each.field in ("few_shot_works", *_MEETS.values())}
    return [each for each in found if each.field not in verdicts] + new


def _asked_only(sentence: Sentence, clause: range) -> bool:
    return all(sentence.void.get(place) == "question" for place in clause if place in sentence.void)


def _clauses(sentence: Sentence) -> list[range]:
    found, place = [], 0
    while place < len(sentence.tokens):
        if sentence.tokens[place].is_boundary:
            place += 1
            continue
        clause = sentence.clause(place)
        found.append(clause)
        place = clause.stop + 1
    return found


def _subjects(sentence: Sentence, clause: range) -> list[tuple[int, str]]:
    found = []
    for place in clause:
        concepts = sentence.tokens[place].concepts
        subject = next((each for each in SUBJECTS if each in concepts), None)
        if "#shots" in concepts:
            subject = "subj.fewshot"
        if subject and not (
            subject == "subj.rag" and "outside" in concepts and "tried" not in sentence.concepts
        ):
            found.append((place, subject))
    return found


def _is_fewshot(sentence: Sentence, clause: range) -> bool:
    """A prompt with examples in it is few-shot, however it is said."""
    words = {sentence.tokens[place].word for place in clause}
    labelled = sentence.has("label", clause) and "in-prompt" not in sentence.concepts
    return bool(words & {"examples", "demos", "demonstrations"}) and not labelled


def _finding(
    sentence: Sentence, field: str, value: Any, first: int, last: int, number: int
) -> Finding:
    tokens = sentence.tokens
    return Finding(
        field, value, tokens[min(first, last)].start, tokens[max(first, last)].end, number
    )


def _tried(sentence: Sentence, clause: range, number: int) -> list[Finding]:
    """A subject beside a word of trying; "neither … nor" and lists share the word."""
    found = []
    verbs = [place for place in clause if "tried" in sentence.tokens[place].concepts]
    subjects = _subjects(sentence, clause)
    if not verbs and subjects:
        verbs = [place for place, _ in subjects if _did(sentence, clause, place)]
    for place, subject in subjects:
        verb = min(verbs, key=lambda at: abs(at - place), default=None)
        if verb is None or abs(verb - place) > 8 or _is_plan(sentence, clause):
            continue
        yes = not negated(sentence, min(place, verb), max(place, verb))
        if "need" in {c for at in range(clause.start, verb) for c in sentence.tokens[at].concepts}:
            continue
        found.append(_finding(sentence, _TRIED[subject], yes, place, verb, number))
    return found


_RESULT_VERBS = set(
    "gives gave gets got returns returned finds found delivers produces reaches misses did".split()
)


def _did(sentence: Sentence, clause: range, place: int) -> bool:
    """ "prompted" and "RAG gives …" say that it was done."""
    ahead = {sentence.tokens[at].word for at in range(place + 1, min(place + 5, clause.stop))}
    return sentence.tokens[place].word in ("prompted", "retrieved") or bool(ahead & _RESULT_VERBS)


def _is_plan(sentence: Sentence, clause: range) -> bool:
    return sentence.has("future", clause) or "to" in {
        sentence.tokens[place].word
        for place in range(clause.start, min(clause.start + 2, clause.stop))
    }


def _outcomes(sentence: Sentence, clause: range, number: int, thread: Thread) -> list[Finding]:
    outcome = _outcome(sentence, clause)
    if outcome is None or _is_plan(sentence, clause) or _about_speed_or_money(sentence, clause):
        return []
    place, kind = outcome
    subjects = [subject for at, subject in _subjects(sentence, clause)]
    subject = subjects[-1] if subjects else thread.about(number)
    if "subj.fewshot" in subjects and subject == "subj.prompt":
        subject = "subj.fewshot"
    if not subjects and not _speaks_of_it(sentence, clause, place):
        return []
    if subject == "subj.prompt" and _is_fewshot(sentence, clause):
        subject = "subj.fewshot"
    if subject is None:
        return []
    first = min([place, *(at for at, _ in _subjects(sentence, clause))])
    last = max([place, *(at for at, _ in _subjects(sentence, clause) if at > place)])
    return [
        _finding(sentence, field, value, first, last, number)
        for field, value in _meaning(subject, kind)
    ]


def _about_speed_or_money(sentence: Sentence, clause: range) -> bool:
    """ "latency fails" says nothing about quality."""
    return any(
        sentence.tokens[place].concepts & {"latency-noun", "cost-noun"} for place in clause
    ) and not any(sentence.tokens[place].word == "quality" for place in clause)


def _meaning(subject: str, kind: str) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = [(_TRIED[subject], True)]
    if subject == "subj.fewshot":
        words = {"out.meets": "yes", "out.partly": "partly", "out.fails": "no"}
        return [("few_shot_works", words[kind]), *found]
    if subject in _MEETS and kind != "out.partly":
        found.append((_MEETS[subject], kind == "out.meets"))
    return found


def _outcome(sentence: Sentence, clause: range) -> tuple[int, str] | None:
    """The outcome of a clause: partly before fails before meets; a "not" turns meets round."""
    for kind in _OUTCOMES:
        for place in clause:
            if kind not in sentence.tokens[place].concepts or _beside_figure(
                sentence, clause, place
            ):
                continue
            if kind != "out.meets" or not _needed(sentence, clause, place):
                turned = negated(sentence, place, place)
                if (
                    kind == "out.fails"
                    and turned
                    and sentence.tokens[place].word.startswith("fail")
                ):
                    return None
                return place, "out.fails" if kind == "out.meets" and turned else kind
    return None


def _needed(sentence: Sentence, clause: range, place: int) -> bool:
    return any("need" in sentence.tokens[at].concepts for at in range(clause.start, place))


def _beside_figure(sentence: Sentence, clause: range, place: int) -> bool:
    """ "8 out of 10 right" and "97% OK" are scores, not verdicts."""
    before = range(max(clause.start, place - 4), place)
    return any(
        (quantity := sentence.tokens[at].quantity) is not None
        and quantity.kind in (*_SHARES, "duration", "money", "per-request")
        for at in before
    )


_IT = {
    "it",
    "that",
    "this",
    "which",
    "they",
    "quality",
    "accuracy",
    "answers",
    "results",
    "result",
    "still",
}


def _speaks_of_it(sentence: Sentence, clause: range, outcome: int) -> bool:
    """A clause without a subject is about the last one if it begins with "it" or with the outcome."""
    head = range(clause.start, min(clause.start + 3, clause.stop))
    words = {sentence.tokens[place].word for place in head}
    near = {sentence.tokens[place].word for place in range(max(clause.start, outcome - 2), outcome)}
    return (
        bool(words & _IT) or outcome - clause.start <= 1 or bool(near & {"that's", "it's", "that"})
    )


def _scores(sentence: Sentence, clause: range, number: int, thread: Thread) -> list[Finding]:
    found: list[Finding] = []
    for place in clause:
        share = _share(sentence, clause, place, thread)
        if share is None:
            continue
        if _is_target(sentence, clause, place):
            found.append(_score_finding(sentence, "quality_target", share, place, number))
            continue
        subject = _subject_of(sentence, clause, place, number, thread)
        if subject is None or not _is_score(sentence, clause, place, subject[0]):
            continue
        finding = _score_finding(
            sentence, _QUALITY[subject[1]], _reached(sentence, clause, place, share), place, number
        )
        found.append(finding)
        if subject[1] in _TRIED:
            found.append(Finding(_TRIED[subject[1]], True, finding.start, finding.end, number))
        elif subject[1] == "llm":
            found.append(Finding("prompting_tried", True, finding.start, finding.end, number))
    return found


def _score_finding(
    sentence: Sentence, field: str, share: float, place: int, number: int
) -> Finding:
    token = sentence.tokens[place]
    return Finding(field, share, token.start, token.end, number, quantity=token)


def _share(sentence: Sentence, clause: range, place: int, thread: Thread) -> float | None:
    """The number as a share from 0 to 1, if it can be a score at all."""
    quantity = sentence.tokens[place].quantity
    following = sentence.tokens[place + 1 : min(place + 3, clause.stop)]
    if (
        quantity is None
        or quantity.value < 0
        or any("not-quality" in t.concepts for t in following)
    ):
        return None
    if quantity.kind in _SHARES:
        return quantity.value if quantity.value <= 1 else None
    if (
        quantity.kind == "count"
        and 1 < quantity.value <= 100
        and _bare_score(sentence, clause, place, thread)
    ):
        return round(quantity.value / 100, 6)
    return None


def _bare_score(sentence: Sentence, clause: range, place: int, thread: Thread) -> bool:
    """A number without a unit is a score only where nothing is counted and scores are spoken of."""
    following = sentence.tokens[place + 1] if place + 1 < clause.stop else None
    counted = following is not None and not following.concepts & {
        "quality-noun",
        "target",
        "range-mark",
        "subj",
    }
    before = range(max(clause.start, place - 2), place)
    spoken = any(
        sentence.tokens[at].concepts & {"target", "quality-verb", "subj", "quality-noun"}
        for at in before
    )
    scores = thread.scored or bool(sentence.concepts & {"subj", "quality-noun"})
    opens = sentence.tokens[place - 1].word == "(" if place else False
    closes = sentence.tokens[place - 1].word in ("vs", "versus") if place else False
    return not counted and scores and (spoken or opens or closes or clause.stop - clause.start <= 2)


def _is_target(sentence: Sentence, clause: range, place: int) -> bool:
    for at in range(place - 1, max(clause.start, place - 7) - 1, -1):
        token = sentence.tokens[at]
        if "target" in token.concepts:
            return not (
                token.word in ("vs", "versus", "against")
                and _figure_after_subject(sentence, at, place)
            )
        if token.concepts & {"subj", "llm"} or token.quantity:
            break
    after = range(place + 1, min(place + 6, clause.stop))
    for at in after:
        token = sentence.tokens[at]
        if (
            token.quantity
            or "subj" in token.concepts
            or "range-mark" in token.concepts
            and token.word not in ("target", "goal")
        ):
            return False
        if "target" in token.concepts:
            return True
    return False


def _figure_after_subject(sentence: Sentence, first: int, last: int) -> bool:
    return any(sentence.tokens[at].concepts & {"subj"} for at in range(first, last))


def _subject_of(
    sentence: Sentence, clause: range, place: int, number: int, thread: Thread
) -> tuple[int | None, str] | None:
    """Whose score it is: the nearest subject before it, else behind it, else the last spoken of."""
    named = _subjects(sentence, clause)
    before = [each for each in named if each[0] < place and not _lacks(sentence, each[0])]
    after = [each for each in named if each[0] > place and not _lacks(sentence, each[0])]
    if before or after:
        return before[-1] if before else after[0]
    if thread.about(number):
        return None, str(thread.about(number))
    llm = [at for at in clause if "llm" in sentence.tokens[at].concepts]
    return (llm[0], "llm") if llm else None


def _lacks(sentence: Sentence, place: int) -> bool:
    return place > 0 and sentence.tokens[place - 1].word in (
        "without",
        "no",
        "w/o",
        "beats",
        "than",
    )


def _is_score(sentence: Sentence, clause: range, place: int, subject: int | None) -> bool:
    """A share is a score beside words of quality, or right behind its subject."""
    if any(sentence.tokens[at].word in ("vs", "versus") for at in clause):
        return True
    if clause.start == place and place and sentence.tokens[place - 1].word == "(":
        return True
    near = range(max(clause.start, place - 3), min(place + 5, clause.stop))
    if any(
        sentence.tokens[at].concepts & {"quality-noun", "quality-verb", "fail-share"}
        for at in near
        if at != place
    ):
        return True
    return subject is not None and abs(subject - place) <= 3


def _reached(sentence: Sentence, clause: range, place: int, share: float) -> float:
    """What is reached: one less the share that fails, where failures are counted."""
    counted = "#score" in sentence.tokens[place].concepts
    last = min(place + 14, len(sentence.tokens)) if counted else min(place + 8, clause.stop)
    behind = [sentence.tokens[at] for at in range(place + 1, last)]
    ahead = [sentence.tokens[at] for at in range(max(clause.start, place - 3), place)]
    if _first_of(behind, "fail-share") or _first_of(ahead, "fail-share"):
        return round(1 - share, 6)
    return share


def _first_of(tokens: list[Token], concept: str) -> bool:
    for token in tokens:
        if token.concepts & {"quality-noun"} and concept not in token.concepts:
            return False
        if concept in token.concepts:
            return True
    return False
