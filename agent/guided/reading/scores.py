"""Scores and targets in figures: whose they are, and which of them is the bar."""

from agent.guided.reading.answer_figures import JOINING, NO_COUNT
from agent.guided.reading.clauses import Clause
from agent.guided.reading.findings import Finding
from agent.guided.reading.scope import of_a_benchmark
from agent.guided.reading.subjects import QUALITY, SHARES, TRIED, Thread, subjects_of
from agent.guided.reading.tagging import Sentence

_VERSUS = frozenset({"vs", "versus", "against"})
_WITHOUT = frozenset({"without", "no", "w/o", "beats", "than"})
_MEANS = frozenset({"with", "using", "by", "via", "through"})
_DEMANDS = frozenset(
    {"need", "needs", "want", "wants", "must", "expect", "expects", "insist", "insists", "should"}
)
"""Verbs that speak of the next number, not of the one before them."""
_SPOKEN = {"quality-noun", "quality-verb", "fail-share"}
_LEAST_PERCENT, _LEAST_TARGET = 10, 50
_NO_SHARES = frozenset(
    {"latency-noun", "cost-noun", "size-thing", "gpu-thing", "label", "example", "doc.unit"}
    | {"request", "prompt-thing"}
)
"""What a bare number is about, if it is no share."""
_BACKWARD, _FORWARD, _ALONE = 6, 5, 2


def read_scores(clause: Clause, thread: Thread) -> list[Finding]:
    """Give the qualities and the target that a clause states in figures."""
    found: list[Finding] = []
    for place in clause.places:
        share = _share(clause, place, thread)
        if share is None:
            found += _target_of_the_same_whole(clause, place, thread)
            continue
        if "#score" in clause.token(place).concepts:
            thread.part = clause.token(place)
        if _is_target(clause, place):
            found.append(clause.finding("quality_target", share, place, place))
            continue
        at, subject = _whose(clause, place, thread)
        if subject is not None and _is_score(clause, place, at):
            reached = round(1 - share, 6) if _counts_failures(clause, place) else share
            found.append(clause.finding(QUALITY[subject], reached, place, place))
            thread.outcome, thread.score = None, reached
            if subject == thread.subject:
                thread.sentence = clause.number
            found.append(clause.finding(TRIED[subject], True, place, place))
    thread.scored = thread.scored or bool(found)
    return found


def read_respective(sentence: Sentence, number: int) -> list[Finding]:
    """Read two scores that stand side by side, of two subjects named before in that order.

    As in "RAG and prompting were tried, both too weak (61% and 48%)".
    """
    places = [at for at, each in enumerate(sentence.tokens) if each.concepts & set(SHARES)]
    if len(places) != 2 or places[1] - places[0] != 2 or set(places) & sentence.void.keys():
        return []
    before = Clause(sentence, range(places[0]), number)
    named = list(dict.fromkeys(subject for _, subject in subjects_of(before)))
    if len(named) != 2 or any(before.token(at).quantity for at in before.places):
        return []
    return [
        before.finding(QUALITY[subject], quantity.value, at, at)
        for subject, at in zip(named, places, strict=True)
        if (quantity := sentence.tokens[at].quantity) and quantity.value <= 1
    ]


def _share(clause: Clause, place: int, thread: Thread) -> float | None:
    """The number as a share from 0 to 1, if it can be a score at all."""
    token = clause.token(place)
    following = clause.concepts(clause.around(place + 1, place + 3))
    if token.quantity is None or token.quantity.value < 0 or "not-quality" in following:
        return None
    if of_a_benchmark(clause.sentence, place):
        return None
    if clause.word_before(place) in ("whom", "which"):
        return None  # "visitors, of whom 10% ask the bot"
    value = token.quantity.value
    if token.concepts & set(SHARES):
        return value if value <= 1 else None
    if (
        "#count" in token.concepts
        and _LEAST_PERCENT <= value <= 100
        and _is_bare_score(clause, place, thread)
    ):
        return round(value / 100, 6)
    return None


def _target_of_the_same_whole(clause: Clause, place: int, thread: Thread) -> list[Finding]:
    """ "8 of 10. Need 9", where nothing is named that the bare number counts."""
    token, part = clause.token(place), thread.part
    demanded = "target" in clause.concepts(clause.around(place - 4, place))
    if place != clause.places.stop - 1 or not demanded or not part or not part.quantity:
        return []
    whole = part.quantity.whole or 0
    if token.quantity is None or token.quantity.kind != "count" or token.quantity.value > whole:
        return []
    share = round(token.quantity.value / whole, 6)
    return [Finding("quality_target", share, part.start, token.end, clause.number)]


def _is_bare_score(clause: Clause, place: int, thread: Thread) -> bool:
    """A number without a unit is a score only where nothing is counted and scores are spoken of."""
    ahead = clause.around(place + 1, place + 2)
    if clause.concepts(ahead) & {"subj.fewshot", "example"}:
        return False
    names_no_count = clause.concepts(ahead) & NO_COUNT or clause.words(ahead) & JOINING
    if ahead and not names_no_count:
        return False
    if _is_bare_target(clause, place):
        return True
    if not thread.scored and not clause.sentence.concepts & {"subj", "quality-noun"}:
        return False
    before = clause.concepts(clause.around(place - 2, place))
    named = before & {"target", "quality-verb", "subj", "quality-noun"}
    named |= clause.concepts(clause.around(place + 1, place + 5)) & {"target"}
    return bool(named) or clause.word_before(place) in ("(", *_VERSUS) or len(clause.places) <= 2


def _is_bare_target(clause: Clause, place: int) -> bool:
    """ "needs to be 92", "the target is 92", where nothing else is spoken of."""
    quantity = clause.token(place).quantity
    demanded = clause.concepts(clause.around(place - 3, place)) & {"target.bare", "target-noun"}
    large = quantity is not None and quantity.value >= _LEAST_TARGET
    bar = demanded or _too_little_is_below(clause, place)
    return bool(bar) and large and not clause.concepts() & _NO_SHARES


def _is_target(clause: Clause, place: int) -> bool:
    """The nearest word before the number says it, or one behind it ("95% was asked for")."""
    before = _target_before(clause, place)
    if before is not None:
        return before
    if len(clause.places) <= _ALONE and _was_demanded(clause):
        return True
    for at in clause.around(place + 1, place + 1 + _FORWARD):
        token = clause.token(at)
        if token.quantity or "subj" in token.concepts or token.word in _VERSUS:
            return False
        if "target" in token.concepts:
            return token.word not in _DEMANDS or _is_last_figure(clause, at)
    return False


def _target_before(clause: Clause, place: int) -> bool | None:
    """Tell whether the nearest word before the number makes it the bar; None where none tells."""
    if _too_little_is_below(clause, place):
        return True
    for at in reversed(clause.around(place - _BACKWARD, place)):
        token = clause.token(at)
        if token.word in ("is", "are") and "target" in token.concepts:
            return None  # "prompting is enough: 96%" speaks of what was before it
        if "target" in token.concepts:
            compares = token.word in _VERSUS and "subj" in clause.concepts(range(at, place))
            return not compares
        if token.concepts & {"subj", "llm"} or token.quantity:
            return None
    return None


def _too_little_is_below(clause: Clause, place: int) -> bool:
    """ "below 90% it would be of no use", "anything under 99 is useless"."""
    first = clause.token(clause.places.start).word
    if first == "anything" and clause.word_before(place) in ("above", "over"):
        return True  # "anything above 80% would help"
    at = clause.places.start + (1 if first in ("anything", "everything", "all") else 0)
    return place - 1 == at and clause.word_before(place) in ("below", "under")


def _is_last_figure(clause: Clause, place: int) -> bool:
    """ "95% must be right", "90 percent we need": the verb speaks of the number before it."""
    behind = clause.around(place + 1, clause.places.stop)
    return not behind or (
        "quality-noun" in clause.concepts(behind)
        and not any(clause.token(at).quantity for at in behind)
    )


def _was_demanded(clause: Clause) -> bool:
    """ "we need nearly all, 99%": the clause before demands, and gives no figure itself."""
    start = clause.places.start
    if start < 2 or clause.sentence.tokens[start - 1].word not in (",", "-", "—", ":", "("):
        return False
    before = [clause.token(at) for at in clause.sentence.clause(start - 2)]
    return not any(token.quantity for token in before) and any(
        token.concepts & {"target-noun"} or token.word in _DEMANDS for token in before
    )


def _whose(clause: Clause, place: int, thread: Thread) -> tuple[int | None, str | None]:
    """Place and subject: the nearest before the number, else behind it, else spoken of before."""
    named = [each for each in subjects_of(clause) if clause.word_before(each[0]) not in _WITHOUT]
    before = [each for each in named if each[0] < place]
    if named:
        return before[-1] if before else named[0]
    if thread.about(clause.number):
        return None, thread.about(clause.number)
    speakers = clause.all_of("llm")
    return (speakers[0], "llm") if speakers else (None, thread.in_use)


def _is_score(clause: Clause, place: int, subject: int | None) -> bool:
    """A share is a score beside words of quality, in a comparison, or right by its subject."""
    if clause.words() & _VERSUS:
        return True
    if place == clause.places.start and clause.word_before(place) == "(":
        return True
    if subject is None and _is_alone_behind_its_subject(clause, place):
        return True
    near = [at for at in clause.around(place - 3, place + 5) if at != place]
    if clause.concepts(near) & _SPOKEN:
        return True
    if subject is None:
        return False
    named = "llm" in clause.concepts(clause.around(place - 3, place))  # "prompt on gpt-5 .91"
    return abs(subject - place) <= (6 if named or _is_by_means_of(clause, place, subject) else 3)


def _is_by_means_of(clause: Clause, place: int, subject: int) -> bool:
    """ "with retrieval from the glossary 89%": the clause ends with its one figure."""
    begins = clause.places.start == subject - 1 and clause.word_before(subject) in _MEANS
    return begins and place == clause.places.stop - 1


def _is_alone_behind_its_subject(clause: Clause, place: int) -> bool:
    """ "prompting: yes, 80%" and "we tried RAG, 77%": nothing else stands in the clause."""
    before = clause.places.start - 1
    if "#count" in clause.token(place).concepts or before < 1:
        return False
    rest = [at for at in clause.places if at != place]
    naming = clause.sentence.clause(before - 1)
    return all("filler" in clause.token(at).concepts for at in rest) and clause.sentence.has(
        "subj", naming
    )


def _counts_failures(clause: Clause, place: int) -> bool:
    """ "25% of outputs unusable", "1 in 10 fails to parse"."""
    token = clause.token(place)
    behind = clause.around(place + 1, place + 8)
    if "#score" in token.concepts:
        behind = range(place + 1, min(place + 14, len(clause.sentence.tokens)))
    return _fails_first(clause, behind) or _fails_first(clause, clause.around(place - 3, place))


def _fails_first(clause: Clause, places: range) -> bool:
    for place in places:
        concepts = clause.token(place).concepts
        if concepts & {"subj.fewshot", "subj.rag"}:
            return False
        if concepts & {"fail-share", "quality-noun"}:
            return "fail-share" in concepts
    return False
