"""Answers in words: yes and no, verdicts, "tight", how often, how data came in."""

from dataclasses import replace
from itertools import pairwise

from agent.guided.reading.answer import Answer, denied
from agent.guided.reading.findings import Finding
from agent.guided.reading.rates import changes_every, frequency
from agent.guided.reading.scope import is_asked, negated
from agent.guided.reading.slots import choices

_NEVER = ("never", "no", "nope", "not")
_STANDS_STILL = ("doesn't", "don't", "won't", "doesnt", "dont")
WAYS_IN = (
    ("pretrained", "own_pre_training"), ("tuned-on", "fine_tuning"),
    ("index", "index"), ("vendor", "vendor_model"),
)  # fmt: skip
"""Concept and value; the way that is hardest to undo first."""


def yes_no(answer: Answer) -> list[Finding]:
    """Read a yes or a no that begins the answer, or ends it."""
    place = answer.head()
    concepts = answer.sentence.tokens[place].concepts
    if "no" in concepts or ("not" in concepts and len(answer.places) <= 6):
        return answer.finding(False, place, place)
    if "yes" in concepts:
        return [] if _speaks_of_trying(answer) else answer.finding(True, place, place)
    return _yes_no_at_last(answer)


def _speaks_of_trying(answer: Answer) -> bool:
    """ "yes, we tried that too" answers what was tried, and nothing else."""
    tokens, words = answer.tokens, {"that", "it", "this"}
    tried = any(
        each.word in ("tried", "tested") and behind.word in words
        for each, behind in pairwise(tokens)
    )
    return tried and not answer.slot.field.endswith("_tried")


def _yes_no_at_last(answer: Answer) -> list[Finding]:
    """ "It goes into a database, so yes"."""
    place = answer.places[-1] - (answer.tokens[-1].word in (".", "!"))
    token = answer.sentence.tokens[place]
    before = answer.sentence.tokens[place - 1 : place] if place > answer.places.start else ()
    if not token.concepts & {"yes", "no"} or not any(each.is_boundary for each in before):
        return []
    return answer.finding("yes" in token.concepts, place, place)


def polar(answer: Answer) -> list[Finding]:
    """ "we must", "mandatory" and "not needed", where no yes or no begins the answer."""
    if len(answer.places) > 8 or any(token.quantity for token in answer.tokens):
        return []
    place = answer.head()
    if answer.sentence.tokens[place].word in ("any", "anything") and len(answer.places) <= 3:
        return answer.finding(False, place, place)  # "format? any"
    tried = ("tried",) if answer.slot.field.endswith("_tried") else ()
    place = answer.first("need", *tried, "relaxed", "wish")  # type: ignore[assignment]
    if place is None:
        return []
    concepts = answer.sentence.tokens[place].concepts
    if _must_do_something(answer, place):
        return []
    if answer.tokens[0].word in ("no", "none", "nothing"):  # "no outside knowledge is needed"
        return answer.finding(False, answer.places.start, answer.places.start)
    yes = not concepts & {"relaxed", "wish"} and not negated(answer.sentence, place, place)
    return answer.finding(yes, answer.places.start if not yes else place, place)


def _must_do_something(answer: Answer, place: int) -> bool:
    """ "must stay on our servers" says of something else what it must do."""
    behind = range(place + 1, min(place + 2, answer.places.stop))
    following = [answer.sentence.tokens[at] for at in behind]
    modal = answer.sentence.tokens[place].word == "must"
    stays = ("stay", "remain", "keep", "not", "never", "run", "leave", "work", "go")
    return modal and bool(following) and following[0].word in stays


def verdict(answer: Answer) -> list[Finding]:
    """Words for a quality: the first verdict counts ("quality fine, latency fails")."""
    place = answer.first("out.fails", "out.meets")
    if place is None or not answer.slot.outcome or answer.first("out.partly") is not None:
        return []
    if answer.sentence.has("not-quality", range(answer.places.start, place)):
        return []  # "English is fine too"
    if is_asked(answer.sentence, place):
        return []
    good = "out.meets" in answer.sentence.tokens[place].concepts
    turned = negated(answer.sentence, place, place)
    if not good and turned and not answer.sentence.tokens[place].word.startswith("fail"):
        turned = False
    first = answer.places.start if turned else place
    return answer.finding(good != turned, first, place, answer.slot.outcome)


def untried(answer: Answer) -> list[Finding]:
    """ "never tried", "no prompt yet": there is no quality to tell."""
    if not answer.slot.tried or len(answer.places) > 8:
        return []
    place = answer.first("tried", "subj")
    if place is not None and negated(answer.sentence, place, place):
        return answer.finding(False, answer.places.start, place, answer.slot.tried)
    return []


def tight(answer: Answer) -> list[Finding]:
    """Read whether the budget is tight, where no figure is told."""
    if not answer.slot.tight:
        return []
    relaxed, tight = answer.first("relaxed"), answer.first("money-tight", "fast")
    if tight is not None and (relaxed is None or tight < relaxed):
        return answer.finding(
            not negated(answer.sentence, tight, tight),
            answer.places.start,
            tight,
            answer.slot.tight,
        )
    if relaxed is not None:
        return answer.finding(False, relaxed, relaxed, answer.slot.tight)
    return []


def few_shot(answer: Answer) -> list[Finding]:
    """Read what examples in the prompt bring: yes, partly or no."""
    tried = answer.first("tried")
    if tried is not None and negated(answer.sentence, tried, tried):
        return []
    place = answer.first("out.partly")
    if place is not None:
        return answer.finding("partly", place, place)
    place = answer.first("out.fails", "out.meets")
    if place is not None:
        good = "out.meets" in answer.sentence.tokens[place].concepts
        good = good and not negated(answer.sentence, place, place)
        return answer.finding("yes" if good else "no", answer.places.start, place)
    return [replace(each, value="yes" if each.value else "no") for each in yes_no(answer)]


def change(answer: Answer) -> list[Finding]:
    """How often, by a word of frequency, of standstill, or by a loose one, which is assumed."""
    for at in answer.places:
        token = answer.sentence.tokens[at]
        if frequency(token) and not denied(answer.sentence, at):
            return answer.finding(changes_every(token), at, at)
    place = answer.first("never")
    if place is None and _stands_still(answer):
        place = answer.head()
    if place is not None:
        return answer.finding("never", place, place)
    for concept, value in (("rare", "yearly"), ("often", "weekly")):
        place = answer.first(concept)
        if place is not None:
            return answer.finding(value, place, place, assumed=True)
    return []


def _stands_still(answer: Answer) -> bool:
    """ "no", "never", and "it doesn't" alone."""
    word = answer.sentence.tokens[answer.head()].word
    alone = len(answer.places) <= 3 and word in _STANDS_STILL
    return alone or (word in _NEVER and answer.first("rare") is None)


def entered(answer: Answer) -> list[Finding]:
    """Read how data came in."""
    for concept, value in WAYS_IN:
        for place in answer.places:
            if concept in answer.sentence.tokens[place].concepts and not negated(
                answer.sentence, place, place
            ):
                return answer.finding(value, place, place)
    return []


def choice(answer: Answer) -> list[Finding]:
    """A word of the enumeration itself."""
    words = " ".join(token.word for token in answer.tokens)
    for value in choices(answer.slot.field):
        named = answer.first(f"choice.{value}")
        if value.replace("_", " ") in words:
            return answer.finding(value, answer.places.start, answer.places[-1])
        if named is not None:
            return answer.finding(value, named, named)
    return change(answer) if "weekly" in choices(answer.slot.field) else []
