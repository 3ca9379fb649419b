"""Answers in figures: a number, how often, how long, how good; and "none"."""

from collections.abc import Callable

from agent.guided.reading.answer import Answer, denied
from agent.guided.reading.findings import Finding
from agent.guided.reading.rates import a_month, a_month_of, workdays_of
from agent.guided.reading.scope import of_a_benchmark
from agent.guided.reading.tagging import Sentence

TOKENS_A_PAGE = 400
"""Tokens of one page of text, roughly."""
NO_COUNT = frozenset({"quality-noun", "target", "range-mark", "subj", "be"})
JOINING = frozenset(
    {"before", "to", "or", "for", "as", "in", "on", "at", "if", "when", "then", "now", "and"}
    | {"with", "w/"}
    | {"we", "they", "it", "our"}
)
"""Words behind a number that it doesn't count."""
_PAGES = ("page", "pages", "seite", "seiten", "páginas")
_A_PIECE = ("each", "apiece", "every")
_NOT_ONE = ("yet", "any", "a", "one", "single", "so", "really", "at", ",", ".", "!")
_OWNING = ("have", "has", "we've", "i've", "own")
_LEAST_BARE = {"latency_budget_ms": 20, "domain_corpus_tokens": 1_000}
"""A smaller number without a unit may be seconds, or pages."""


def number(kinds: tuple[str, ...], factor: float = 1.0) -> Callable[[Answer], list[Finding]]:
    """Give a reader of a number in one of the units, the first of which needs none."""

    def read(answer: Answer) -> list[Finding]:
        place = _quantity(answer, kinds)
        if place is None:
            return []
        quantity = answer.sentence.tokens[place].quantity
        assert quantity is not None
        least = _LEAST_BARE.get(answer.slot.field, 0)
        if quantity.kind == "count" and quantity.value < least:
            return []
        return answer.finding(quantity.value * factor, place, place, assumed=quantity.vague)

    return read


def pages(answer: Answer) -> list[Finding]:
    """Pages for a question for tokens: about 400 tokens each, which is assumed."""
    for place in answer.places:
        quantity = answer.sentence.tokens[place].quantity
        if quantity and counts_pages(answer.sentence, place):
            value = quantity.value * TOKENS_A_PAGE
            return answer.finding(value, place, place + 1, assumed=True)
    return []


def of_many(answer: Answer) -> list[Finding]:
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
    return bool(following) and following[0].word in _PAGES


def rate(answer: Answer) -> list[Finding]:
    """Read how many a month; a number without a frequency counts a month."""
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


def share(answer: Answer) -> list[Finding]:
    """Read how good something is, from 0 to 1; a bare number counts in percent."""
    place = _quantity(answer, ("percent", "score", "decimal", "count"))
    if place is None:
        return []
    quantity = answer.sentence.tokens[place].quantity
    assert quantity is not None
    if of_a_benchmark(answer.sentence, place):
        return []
    bare = quantity.kind == "count"
    value = quantity.value / 100 if bare else quantity.value
    if not 0 <= value <= 1 or (bare and (quantity.value <= 1 or _counts(answer, place))):
        return []
    failing = not bare and any("fail-share" in token.concepts for token in answer.tokens[:9])
    return answer.finding(round(1 - value if failing else value, 6), place, place)


def _counts(answer: Answer, place: int) -> bool:
    """ "we have like 40" and "9 buckets" count things; "we are at 40" tells how good."""
    tokens, clause = answer.sentence.tokens, answer.sentence.clause(place)
    owned = any(tokens[at].word in _OWNING for at in range(clause.start, place))
    named = [each for each in tokens[place + 1 : clause.stop] if "filler" not in each.concepts]
    return owned or any(
        not each.concepts & NO_COUNT and each.word not in JOINING for each in named[:1]
    )


def none_at_all(answer: Answer) -> list[Finding]:
    """Read "none" and "not yet" as zero."""
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


def _quantity(answer: Answer, kinds: tuple[str, ...]) -> int | None:
    for place in answer.places:
        token = answer.sentence.tokens[place]
        quantity = token.quantity
        if quantity and quantity.kind in kinds and token.start not in answer.taken:
            if quantity.kind == "count" and kinds[0] != "count" and _counts_a_thing(answer, place):
                continue
            if place in answer.sentence.void or denied(answer.sentence, place):
                continue
            if not _is_only_planned(answer, place):
                return place
    return None


def _is_only_planned(answer: Answer, place: int) -> bool:
    """ "we could collect 1,000": asked is what there is."""
    before = range(answer.sentence.clause(place).start, place)
    return answer.slot.field == "labelled_examples" and answer.sentence.has("future", before)


def _counts_a_thing(answer: Answer, place: int) -> bool:
    """ "300 requests" is no answer to a question for milliseconds."""
    following = answer.sentence.tokens[place + 1 : place + 2]
    named = {"request", "doc", "example", "label", "freq", "person", "doc.unit"}
    return bool(following) and bool(following[0].concepts & named)
