"""Short answers: what "below bar", "tight", "weekly" or "a few hundred" say about a field."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from agent.guided.reading.findings import Finding
from agent.guided.reading.rates import a_month, a_month_of, changes_every, frequency, workdays_of
from agent.guided.reading.scope import negated
from agent.guided.reading.slots import Slot, choices, slots
from agent.guided.reading.tagging import Sentence
from agent.guided.reading.tokens import Token

TOKENS_A_PAGE = 400
"""Tokens of one page of text, roughly."""
_A_PIECE = ("each", "apiece", "every")
_NEVER = ("never", "no", "nope", "not")
_NOT_ONE = ("yet", "any", "a", "one", "single", "so", "really", "at", ",", ".", "!")
_STANDS_STILL = ("doesn't", "don't", "won't", "doesnt", "dont")
_LEAST_BARE_MS = 20
"""A smaller number without a unit may be seconds."""


def read_answer(
    field: str, sentence: Sentence, places: range, number: int, taken: frozenset[int] = frozenset()
) -> list[Finding]:
    """Read the tokens as an answer to a field; [] where they don't answer it.

    `taken` are the starts of quantities that belong to another field.
    """
    slot = slots().get(field)
    if slot is None or not places:
        return []
    answer = _Answer(slot, sentence, places, number, taken)
    if sentence.tokens[answer.head()].concepts & {"skip", "unsure"}:
        return []
    for reader in _READERS.get(slot.kind, ()):
        found = reader(answer)
        if found:
            return found
    return []


@dataclass(frozen=True)
class _Answer:
    slot: Slot
    sentence: Sentence
    places: range
    number: int
    taken: frozenset[int]

    @property
    def tokens(self) -> list[Token]:
        return [self.sentence.tokens[place] for place in self.places]

    def finding(
        self, value: Any, first: int, last: int, field: str = "", assumed: bool = False
    ) -> list[Finding]:
        tokens = self.sentence.tokens
        return [Finding(field or self.slot.field, value, tokens[first].start, tokens[last].end,
                        self.number, assumed)]  # fmt: skip

    def first(self, *concepts: str) -> int | None:
        wanted = set(concepts)
        return next((p for p in self.places if self.sentence.tokens[p].concepts & wanted), None)

    def head(self) -> int:
        """The first place behind "well", "I think", "we have", "about"."""
        passing = {"filler", "own", "has", "be", "pronoun"}
        for place in self.places:
            token = self.sentence.tokens[place]
            if not token.concepts & passing - {"yes"} and token.word != ",":
                return place
        return self.places.start


def _yes_no(answer: _Answer) -> list[Finding]:
    place = answer.head()
    concepts = answer.sentence.tokens[place].concepts
    if "no" in concepts or ("not" in concepts and len(answer.places) <= 6):
        return answer.finding(False, place, place)
    if "yes" in concepts:
        return answer.finding(True, place, place)
    return _yes_no_at_last(answer)


def _yes_no_at_last(answer: _Answer) -> list[Finding]:
    """ "It goes into a database, so yes"."""
    place = answer.places[-1] - (answer.tokens[-1].word in (".", "!"))
    token = answer.sentence.tokens[place]
    before = answer.sentence.tokens[place - 1 : place] if place > answer.places.start else ()
    if not token.concepts & {"yes", "no"} or not any(each.is_boundary for each in before):
        return []
    return answer.finding("yes" in token.concepts, place, place)


def _polar(answer: _Answer) -> list[Finding]:
    """ "we must", "mandatory" and "not needed", where no yes or no begins the answer."""
    if len(answer.places) > 8:
        return []
    place = answer.head()
    if answer.sentence.tokens[place].word in ("any", "anything") and len(answer.places) <= 3:
        return answer.finding(False, place, place)  # "format? any"
    place = answer.first("need", "tried", "relaxed", "wish")  # type: ignore[assignment]
    if place is None:
        return []
    concepts = answer.sentence.tokens[place].concepts
    if _must_do_something(answer, place):
        return []
    if answer.tokens[0].word in ("no", "none", "nothing"):  # "no outside knowledge is needed"
        return answer.finding(False, answer.places.start, answer.places.start)
    yes = not concepts & {"relaxed", "wish"} and not negated(answer.sentence, place, place)
    return answer.finding(yes, answer.places.start if not yes else place, place)


def _must_do_something(answer: _Answer, place: int) -> bool:
    """ "must stay on our servers" says of something else what it must do."""
    behind = range(place + 1, min(place + 2, answer.places.stop))
    following = [answer.sentence.tokens[at] for at in behind]
    modal = answer.sentence.tokens[place].word == "must"
    stays = ("stay", "remain", "keep", "not", "never", "run", "leave", "work", "go")
    return modal and bool(following) and following[0].word in stays


def _quantity(answer: _Answer, kinds: tuple[str, ...]) -> int | None:
    for place in answer.places:
        token = answer.sentence.tokens[place]
        quantity = token.quantity
        if quantity and quantity.kind in kinds and token.start not in answer.taken:
            if quantity.kind == "count" and kinds[0] != "count" and _counts_a_thing(answer, place):
                continue
            if place in answer.sentence.void or _denied(answer.sentence, place):
                continue
            if not _is_only_planned(answer, place):
                return place
    return None


def _is_only_planned(answer: _Answer, place: int) -> bool:
    """ "we could collect 1,000": asked is what there is."""
    before = range(answer.sentence.clause(place).start, place)
    return answer.slot.field == "labelled_examples" and answer.sentence.has("future", before)


def _counts_a_thing(answer: _Answer, place: int) -> bool:
    """ "300 requests" is no answer to a question for milliseconds."""
    following = answer.sentence.tokens[place + 1 : place + 2]
    named = {"request", "doc", "example", "label", "freq", "person", "doc.unit"}
    return bool(following) and bool(following[0].concepts & named)


def _denied(sentence: Sentence, place: int) -> bool:
    """ "not 9,000" gives the number up, "no wait, 9,000" does not."""
    before = sentence.tokens[place - 1 : place] if place else ()
    return any(t.word in ("not", "no") and "correction" not in t.concepts for t in before)


def _number(kinds: tuple[str, ...], factor: float = 1.0) -> Callable[[_Answer], list[Finding]]:
    def read(answer: _Answer) -> list[Finding]:
        place = _quantity(answer, kinds)
        if place is None:
            return []
        quantity = answer.sentence.tokens[place].quantity
        assert quantity is not None
        unit_unknown = quantity.kind == "count" and "duration" in kinds
        if unit_unknown and quantity.value < _LEAST_BARE_MS:
            return []
        return answer.finding(quantity.value * factor, place, place, assumed=quantity.vague)

    return read


def _pages(answer: _Answer) -> list[Finding]:
    """Pages for a question for tokens: about 400 tokens each, which is assumed."""
    for place in answer.places:
        quantity = answer.sentence.tokens[place].quantity
        if quantity and counts_pages(answer.sentence, place):
            value = quantity.value * TOKENS_A_PAGE
            return answer.finding(value, place, place + 1, assumed=True)
    return []


def _of_many(answer: _Answer) -> list[Finding]:
    """ "50,000 documents, 800 tokens each": a corpus is as many times as long."""
    tokens, places = answer.sentence.tokens, answer.places
    if answer.slot.field != "domain_corpus_tokens":
        return []
    for place in places:
        quantity, pages = tokens[place].quantity, counts_pages(answer.sentence, place)
        near = range(max(places.start, place - 2), min(places.stop, place + 4))
        each = [at for at in near if tokens[at].word in _A_PIECE]
        before = [at for at in range(places.start, place) if _counts_a_thing(answer, at)]
        several = tokens[before[-1]].quantity if before else None
        if quantity and several and each and (pages or quantity.kind == "tokens"):
            length = quantity.value * (TOKENS_A_PAGE if pages else 1)
            last = max(place + pages, each[-1])
            return answer.finding(several.value * length, before[-1], last, assumed=pages)
    return []


def counts_pages(sentence: Sentence, place: int) -> bool:
    """Tell whether pages stand behind a number, or behind "thousands of"."""
    following = sentence.tokens[place + 1 : place + 2]
    return bool(following) and following[0].word in ("page", "pages")


def _rate(answer: _Answer) -> list[Finding]:
    place = _quantity(answer, ("count", "things"))
    if place is None:
        return []
    quantity = answer.sentence.tokens[place].quantity
    assert quantity is not None
    often = next(
        (p for p in answer.places if p > place and a_month(answer.sentence.tokens[p])), None
    )
    if often is None:
        return answer.finding(quantity.value, place, place, assumed=quantity.vague)
    factor = a_month_of(answer.sentence, answer.sentence.tokens[often]) or 1.0
    last = workdays_of(answer.sentence, answer.sentence.tokens[often]) or often
    return answer.finding(quantity.value * factor, place, last, assumed=quantity.vague)


def _share(answer: _Answer) -> list[Finding]:
    place = _quantity(answer, ("percent", "score", "decimal", "count"))
    if place is None:
        return []
    quantity = answer.sentence.tokens[place].quantity
    assert quantity is not None
    value = quantity.value / 100 if quantity.kind == "count" else quantity.value
    if not 0 <= value <= 1 or (quantity.kind == "count" and quantity.value <= 1):
        return []
    failing = (
        any("fail-share" in token.concepts for token in answer.tokens[:9])
        and quantity.kind != "count"
    )
    return answer.finding(round(1 - value if failing else value, 6), place, place)


def _verdict(answer: _Answer) -> list[Finding]:
    """Words for a quality: the first verdict counts ("quality fine, latency fails")."""
    place = answer.first("out.fails", "out.meets")
    if place is None or not answer.slot.outcome:
        return []
    good = "out.meets" in answer.sentence.tokens[place].concepts
    turned = negated(answer.sentence, place, place)
    if not good and turned and not answer.sentence.tokens[place].word.startswith("fail"):
        turned = False
    first = answer.places.start if turned else place
    return answer.finding(good != turned, first, place, answer.slot.outcome)


def _untried(answer: _Answer) -> list[Finding]:
    """ "never tried", "no prompt yet": there is no quality to tell."""
    if not answer.slot.tried or len(answer.places) > 8:
        return []
    place = answer.first("tried", "subj")
    if place is not None and negated(answer.sentence, place, place):
        return answer.finding(False, answer.places.start, place, answer.slot.tried)
    return []


def _tight(answer: _Answer) -> list[Finding]:
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


def _few_shot(answer: _Answer) -> list[Finding]:
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
    return [replace(each, value="yes" if each.value else "no") for each in _yes_no(answer)]


def _change(answer: _Answer) -> list[Finding]:
    """How often, by a word of frequency, of standstill, or by a loose one, which is assumed."""
    for at in answer.places:
        token = answer.sentence.tokens[at]
        if frequency(token) and not _denied(answer.sentence, at):
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


def _stands_still(answer: _Answer) -> bool:
    """ "no", "never", and "it doesn't" alone."""
    word = answer.sentence.tokens[answer.head()].word
    alone = len(answer.places) <= 3 and word in _STANDS_STILL
    return alone or (word in _NEVER and answer.first("rare") is None)


def _none(answer: _Answer) -> list[Finding]:
    place = answer.head()
    token = answer.sentence.tokens[place]
    following = answer.sentence.tokens[place + 1 : place + 2]
    many = token.word == "not" and any(each.word not in _NOT_ONE for each in following)
    if many or "out.fails" in token.concepts:
        return []  # "not many", "not enough"
    if (
        token.word in ("no", "none", "nothing", "nope", "zero", "not", "keine", "nein")
        and len(answer.places) <= 7
    ):
        return answer.finding(0, place, place)
    return []


def _entered(answer: _Answer) -> list[Finding]:
    for concept, value in WAYS_IN:
        for place in answer.places:
            if concept in answer.sentence.tokens[place].concepts and not negated(
                answer.sentence, place, place
            ):
                return answer.finding(value, place, place)
    return []


WAYS_IN = (
    ("pretrained", "own_pre_training"), ("tuned-on", "fine_tuning"),
    ("index", "index"), ("vendor", "vendor_model"),
)  # fmt: skip
"""Concept and value; the way that is hardest to undo first."""


def _choice(answer: _Answer) -> list[Finding]:
    """A word of the enumeration itself."""
    words = " ".join(token.word for token in answer.tokens)
    for value in choices(answer.slot.field):
        named = answer.first(f"choice.{value}")
        if value.replace("_", " ") in words:
            return answer.finding(value, answer.places.start, answer.places[-1])
        if named is not None:
            return answer.finding(value, named, named)
    return _change(answer) if "weekly" in choices(answer.slot.field) else []


_READERS: dict[str, tuple[Callable[[_Answer], list[Finding]], ...]] = {
    "yes_no": (_yes_no, _polar),
    "count": (_number(("count", "things", "epochs", "gpus")), _none),
    "rate": (_rate, _none),
    "tokens": (_of_many, _pages, _number(("tokens", "count"))),
    "duration": (_number(("duration", "minutes", "count")), _tight),
    "money": (_number(("per-request", "money", "decimal")), _tight),
    "tight": (_tight, _yes_no),
    "share": (_share, _untried, _verdict),
    "verdict": (_untried, _verdict, _yes_no),
    "few_shot": (_few_shot,),
    "change": (_change,),
    "entered": (_entered,),
    "parameters": (_number(("parameters", "count")),),
    "memory": (_number(("memory", "count")),),
    "choice": (_choice,),
}
