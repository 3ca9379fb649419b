"""Which of several is cheaper, faster, best: statements against what stands side by side."""

import re
from dataclasses import replace
from functools import cache, lru_cache

from agent.grounding.directions.comparing_words import Sense, compared_in, comparing_hints, senses
from agent.grounding.directions.comparison_claims import NEGATION, SIDES, Claim, claim_at, terms_in
from agent.grounding.directions.siblings import dimensions, dimensions_of, known_items, series_of
from agent.grounding.known.results import ORDERING
from agent.grounding.known.values import Item, Known, Series
from agent.grounding.numbers.measures import field_words
from agent.grounding.view import Found, View


def _with_amount(view: View, match: re.Match[str]) -> tuple[int, int]:
    """The word that compares, with the amount right before it: "90 ms faster"."""
    before = [n.start for n in view.numbers if view.text[n.end : match.start()].isspace()]
    return min([match.start(), *before]), match.end()


def _said_at(view: View, match: re.Match[str], claim: Claim) -> tuple[int, int]:
    """Where a statement stands: "tuning is cheaper", "faster", "the cheapest of all"."""
    start, end = _with_amount(view, match)
    if claim.sense.degree == "comparative" and not claim.other:
        start = min(start, claim.start)
    return start, claim.end if claim.sense.degree == "superlative" else end


def check_comparisons(view: View, known: Known, found: Found) -> None:
    """Check each statement that one thing is cheaper, faster, better … than others."""
    if not view.speaks_of(comparing_hints()) or view.text.rstrip().endswith("?"):
        return
    _check_most_of_some(view, known, found)
    if not series_of(known) and not _winners(known):
        return
    taken = -1
    for match in compared_in(view.text):
        if match.start() < taken:
            continue
        sense = senses()[match.group().lower()]
        if _contradicts_brackets(view, match, sense):
            found.fault(match.span(), "wrong_direction", "the numbers in brackets say the opposite")
        claim = claim_at(view, match, sense, known)
        if claim is None or _of_an_earlier_result(view, match):
            continue
        taken = claim.end
        why = _wrong(claim, known)
        if why:
            found.fault(_said_at(view, match, claim), "wrong_direction", why)


def _of_an_earlier_result(view: View, match: re.Match[str]) -> bool:
    """Whether the numbers beside a claim are those of a result that a later one replaced."""
    start = view.text.rfind("; ", 0, match.start()) + 1
    end = view.text.find("; ", match.end())
    beside = [
        held
        for number, held in zip(view.numbers, view.matches, strict=True)
        if held and start <= number.start and (end < 0 or number.start < end)
    ]
    told = [m.value for held in beside for m in held if m.value.place in ("args", "result")]
    return any(v.superseded for v in told) and all(
        any(m.value.superseded or m.value.place == "user" for m in held) for held in beside
    )


_OPENED = re.compile(r"[^.;,():]{0,25}(?:\(|:\s)[$€£]?")
_SIDE_BY_SIDE = re.compile(
    r"\s*(?:against|vs\.?|versus|instead of|compared (?:with|to)|rather than|not|to|and)\s*[$€£]?",
    re.I,
)
_THE_OTHER = re.compile(
    r"\s*,\s*(?:and |with |for )?(?:the )?(?:prompt\w*|tuned|untuned|base|RAG|retrieval)"
    r"(?: model| one)?(?: at| takes)?\s*[$€£]?",
    re.I,
)
"""What is compared with, behind the first number: "slower: 240 ms, prompting 960 ms"."""


def _contradicts_brackets(view: View, match: re.Match[str], sense: Sense) -> bool:
    """Whether "slower (48 against 35 ms)" holds its numbers the other way round."""
    inside = [n for n in view.numbers if n.start > match.end()][:2]
    if len(inside) < 2 or not _OPENED.match(view.text, match.end()):
        return False
    first, second = inside
    opened = view.text[match.end() : first.start].rstrip("$€£ ")[-1:]
    beside = {"(": _SIDE_BY_SIDE, ":": _THE_OTHER}.get(opened)
    if beside is None or not beside.fullmatch(view.text[first.end : second.start]):
        return False
    more = sense.more(dimensions_of(second.measure, ()))
    if more is None or first.base == second.base or sense.degree != "comparative":
        return False
    if first.measure.per != second.measure.per:
        first = replace(first, measure=second.measure)  # $300 against $345 a month
    negated = bool(NEGATION.search(view.text[max(0, match.start() - 30) : match.start()]))
    return ((first.base > second.base) == more) == negated


def _wrong(claim: Claim, known: Known) -> str:
    """Say what speaks against a statement; empty where nothing does, or some results agree."""
    if not claim.other and (verdict := _by_name(claim, known)) is not None:
        return "" if verdict[0] != claim.reversed else verdict[1]
    if claim.reversed:
        return ""
    truths: dict[bool, str] = {}
    for series, claimed in _meant(claim, known):
        if claim.other:
            truth = _compared(series, claim, claimed)
        else:
            truth = _extreme(series, claim, claimed)
        if truth is not None:
            truths.setdefault(truth[0], truth[1])
    if not truths or (not claim.negated) in truths:
        return ""
    return truths[claim.negated]


def _meant(claim: Claim, known: Known) -> list[tuple[Series, bool]]:
    """The series that a statement may be about, each with whether more of it is claimed."""
    found = []
    for series in series_of(known):
        dims = series.dimensions
        named = {name for name, row in dimensions().items() if set(row["nouns"]) & claim.about}
        wanted = claim.sense.dimensions
        more: bool | None
        if wanted and named - wanted and claim.sense.sense in ("good", "bad"):
            more = _by_end(series, frozenset(named), claim.sense)
        elif wanted and not dims & wanted:
            more = None
        else:
            more = claim.sense.more(dims)
        own = series.field - _UNITS
        if series.item(claim.subject) is None or (own and own <= ORDERING):
            continue
        found.append((len(_specific(series) & claim.about), series, more))
    best = max((score for score, _, _ in found), default=0)
    if not best and not claim.sense.dimensions and not claim.other:
        return []
    return [(series, more) for score, series, more in found if score == best and more is not None]


def _by_end(series: Series, named: frozenset[str], sense: Sense) -> bool | None:
    """Better "on price": the end that people want of the dimension that is named."""
    ends = {end for name in series.dimensions & named for end in dimensions()[name]["good"]}
    if len(ends) != 1:
        return None
    return (ends == {"more"}) == (sense.sense == "good")


_UNITS = frozenset(
    "usd eur per hour month year gb gib mb mib ms s at k n pct seconds day".split()  # noqa: SIM905
)


def _specific(series: Series) -> frozenset[str]:
    nouns = {noun for name in series.dimensions for noun in dimensions()[name]["nouns"]}
    return (series.field - _UNITS) | nouns


def _compared(series: Series, claim: Claim, more: bool) -> tuple[bool, str] | None:
    mine, other = series.item(claim.subject), series.item(claim.other)
    if mine is None or other is None or mine is other or mine.value.base == other.value.base:
        return None
    return (mine.value.base > other.value.base) == more, _says(mine, other)


def _extreme(series: Series, claim: Claim, more: bool) -> tuple[bool, str] | None:
    mine = series.item(claim.subject)
    if mine is None or not series.whole or (claim.lone and len(series.items) != 2):
        return None
    sizes = [item.value.base for item in series.items]
    if min(sizes) == max(sizes):
        return None
    top = max(sizes) if more else min(sizes)
    first = next(item for item in series.items if item.value.base == top)
    return mine.value.base == top, _says(first, mine)


def _says(a: Item, b: Item) -> str:
    return f"{a.value.origin} is {a.value.value:g}, {b.value.origin} is {b.value.value:g}"


# --- where a result names the one itself ---------------------------------------------------------


@lru_cache(maxsize=16)
def _winners(known: Known) -> list[tuple[str, str, Sense]]:
    """Give path, name and sense of each result that names the cheapest, the best …"""
    found = [(w.origin, w.field, w.text.replace("_", " ")) for w in known.words if not w.superseded]
    found += [
        (v.origin, v.origin.rpartition(".")[2], f"{v.value:g}")
        for v in known.values
        if v.place == "result" and not v.superseded and v.measure.kind in ("", "count")
    ]
    return [
        (path, name, sense)
        for path, field, name in found
        if name and (sense := _winner_sense(field))
    ]


@cache
def _winner_sense(field: str) -> Sense | None:
    """What a field such as `cheapest` says of the thing it names."""
    for word in field_words(field):
        if word == "winner":
            return Sense("superlative", "good", frozenset(("cost", "quality", "error")))
        sense = senses().get(word)
        if sense and sense.dimensions and sense.degree != "verb":
            return sense
    return None


def _check_most_of_some(view: View, known: Known, found: Found) -> None:
    """Refuse another card than the one that a result calls the smallest fitting, say."""
    text = view.text.lower()
    for word in known.words if view.named else ():
        parts = field_words(word.field)
        most = [p for p in parts if p in senses() and senses()[p].degree == "superlative"]
        others = [p[:3] for p in parts if p not in most]
        if word.superseded or word.place != "result" or not (most and word.text):
            continue
        if not others and senses()[most[0]].dimensions:
            continue  # the numbers decide
        at = text.find(most[0])
        if at < 0 or not all(other in text for other in others):
            continue
        meant = min(view.named, key=lambda name: abs(name[0] - at))
        if terms_in(meant[2]).isdisjoint(terms_in(word.text)):
            found.fault(meant[:2], "wrong_flag", f"{word.origin} is {word.text}")


def _by_name(claim: Claim, known: Known) -> tuple[bool, str] | None:
    """Whether the thing is the one that a result names for it; None where no result does."""
    for path, name, named in _winners(known):
        if not named.dimensions & claim.sense.dimensions:
            continue
        if _other_field_named(claim, named, known):
            continue
        winner = terms_in(name) | ({name} if name.isdigit() else set())
        items = known_items(known) | frozenset(SIDES)
        subject = claim.subject & (items | winner)
        if claim.last in subject:
            subject = frozenset((claim.last,))
        if not subject or (subject & winner and subject - winner):
            continue
        shared = named.dimensions & claim.sense.dimensions
        same = _agree(named, claim.sense, shared)
        if not same and (named.degree == "superlative" or not claim.lone):
            continue
        truth = bool(subject & winner) == same
        return truth != claim.negated, f"{path} is {name}"
    return None


def _agree(a: Sense, b: Sense, shared: frozenset[str]) -> bool:
    """Whether two words point to the same end of a dimension."""
    ends = ("good", "bad")
    if a.sense in ends and b.sense in ends:
        return a.sense == b.sense
    return a.more(shared) == b.more(shared)


def _other_field_named(claim: Claim, named: Sense, known: Known) -> bool:
    """Whether the words name a field, so that its numbers decide."""
    return any(
        (series.field - _UNITS - ORDERING) & claim.about and series.item(claim.subject)
        for series in series_of(known)
    )
