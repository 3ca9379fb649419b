"""Numbers that a source has, and that still can't be what the sentence makes of them."""

import re

from agent.grounding.figures.derivation import derives
from agent.grounding.figures.operands import Operand
from agent.grounding.known.matching import Match, same_noun
from agent.grounding.known.values import Known, Value
from agent.grounding.numbers.quantities import Quantity
from agent.grounding.places.narrowing import Fault
from agent.grounding.view import View


def bounded_otherwise(each: Quantity, held: list[Match]) -> Fault | None:
    """Say that the source has "at most" where the reply says "at least"."""
    turned = _TURNED.get(each.hedge)
    if turned and held and all(m.value.hedge == turned for m in held):
        return "wrong_range", f"{held[0].value.origin} bounds it from the other side", ""
    return None


_TURNED = {"at_least": "at_most", "at_most": "at_least"}


def misfit(
    view: View, each: Quantity, kept: list[Match], others: list[Operand], known: Known
) -> Fault | None:
    """Say why a number with a source does not fit the ones beside it, if so."""
    if not kept:
        return None
    if _is_no_multiple(view, each, kept, others):
        return "bad_derivation", "the numbers beside it give another multiple", ""
    if _of_two_ranges(view, each, kept):
        return "wrong_range", "no source has this range", ""
    beyond = _not_of_all(view, each, kept, known) or _beyond_users_bound(view, each, kept, known)
    if beyond:
        return "wrong_range", f"{beyond.origin} is {beyond.value:g}", ""
    return None


_ALL = re.compile(r"\b(?:both|each|every|all|either)\b", re.I)
_NONE_MORE = re.compile(r"\b(?:no \w+|none|nothing)\b[^.;,]* than (?:about )?$", re.I)


def _not_of_all(view: View, each: Quantity, kept: list[Match], known: Known) -> Value | None:
    """Find what "both need at most 25 GB" does not hold for."""
    below = each.hedge in ("at_most", "under")
    bound = each.hedge in ("at_most", "under", "at_least", "over")
    part = next(p for p in view.parts if p.start <= each.start < p.end)
    spoken = _ALL.search(view.text, part.start, each.start)
    spoken = spoken or _NONE_MORE.search(view.text[: each.start])
    if not bound or each.range_with or not spoken:
        return None
    if below and (slowest := _slowest(kept, known)):
        return slowest
    paths = {_path(m.value) for m in kept if m.value.place == "result"}
    alike = [v for v in known.values if not v.superseded and _path(v) in paths]
    size = kept[0].value.base / kept[0].source * each.value if kept[0].source else 0.0
    return next((v for v in alike if (v.base > size if below else v.base < size)), None)


_NEEDED = re.compile(r"\b(?:needs?|requires?|takes?|costs?) [^.;,]{0,16}$", re.I)


def _beyond_users_bound(
    view: View, each: Quantity, kept: list[Match], known: Known
) -> Value | None:
    """Find what is needed beyond the user's number: "you need no more than 1,200 per arm"."""
    users = bool(kept) and all(m.value.place == "user" for m in kept)
    ahead = view.text[max(0, each.start - 40) : each.start]
    if not users or each.hedge not in ("at_most", "under") or not _NEEDED.search(ahead):
        return None
    named = view.contexts[view.numbers.index(each)].own
    needed = [v for term in named for v in known.by_term.get(term, ()) if v.place == "result"]
    alike = [v for v in needed if v.measure.kind in (each.measure.kind, "", "count")]
    return alike[0] if alike and all(v.base > each.base for v in alike) else None


_QUANTILES = frozenset(("p50", "p90", "p95", "p99"))


def _slowest(kept: list[Match], known: Known) -> Value | None:
    """The slowest of all, where a quantile is what bounds a statement about all."""
    if not all(m.value.terms & _QUANTILES for m in kept):
        return None
    groups = {m.value.group for m in kept}
    above = [v for v in known.values if v.group in groups and v.end_of_range != "low"]
    return next((v for v in above if v.terms & {"high"} and v.base > kept[0].value.base), None)


_INDEX = re.compile(r"\[\d+\]|#\d+")


def _path(value: Value) -> str:
    return _INDEX.sub("", value.origin)


def _is_no_multiple(view: View, each: Quantity, kept: list[Match], others: list[Operand]) -> bool:
    """Whether "40 times as much" is only a count of something, and not what two amounts give."""
    if each.measure.kind != "times" or any(
        m.value.measure.kind in ("times", "ratio") for m in kept
    ):
        return False
    solid = [o for o in others if o.kind.partition(".")[0] in ("byte", "money", "time")]
    return len(solid) > 1 and not derives(each, others, view.text)


def _of_two_ranges(view: View, each: Quantity, kept: list[Match]) -> bool:
    """Whether the ends of a range come from sources that have nothing to do with one another."""
    if each.range_with is None or each.date or each.range_with not in view.numbers:
        return False
    other = view.matches[view.numbers.index(each.range_with)]
    passages = all(m.value.place == "passage" for held in (kept, other) for m in held)
    mixed = {m.value.place for m in kept}.isdisjoint({m.value.place for m in other})
    together = any(
        a.value.group == b.value.group or _field(a) == _field(b) for a in kept for b in other
    )
    return bool(other) and (mixed or (passages and not together) or _ends_elsewhere(kept, other))


def _ends_elsewhere(kept: list[Match], other: list[Match]) -> bool:
    """Whether a range begins or ends as one of the results does, and its other end is no end."""
    are_ends = [[m.value.end_of_range for m in held] for held in (kept, other)]
    return any(map(all, are_ends)) and not all(map(any, are_ends))


def _field(match: Match) -> str:
    return match.value.origin.rpartition(".")[2]


def counts_another(each: Quantity, held: list[Match], known: Known) -> Value | None:
    """A result with this number that counts other things, where none counts these."""
    noun = each.measure.noun
    if not noun or each.value < 13 or each.hedge:
        return None
    if any(m.value.measure.noun or noun in m.value.terms | m.value.context for m in held):
        return None
    for value in known.near("raw", "", each.value, 1e-6):
        other = value.measure.noun
        if other and value.place in ("result", "args") and not same_noun(noun, other):
            return value
    return None


_THAT = re.compile(r"\s+(?:that|this|as much|it)\b", re.I)
_OF_A_CARD = re.compile(r"\s+of (?:an?|the|your) [\w ]{0,16}?\b(\d{2,3}) ?GB\b")
_OF_THE = re.compile(r"\s+of (?:the |its |your |these |those )?[$€£]?", re.I)


def is_named_part(view: View, index: int, known: Known) -> bool:
    """Whether "half of the 56 GB is optimizer state" holds for what the words name."""
    each, following = view.numbers[index], view.numbers[index + 1 : index + 2]
    if each.form == "multiple" and _THAT.match(view.text, each.end):
        named = view.contexts[index].own | view.contexts[index].clause
        sizes = [n for n, held in zip(view.numbers[:index], view.matches, strict=False) if held]
        return any(
            value.terms & named and value.place == "result"
            for n in sizes[-1:]
            for value in known.near(n.measure.kind, n.measure.per, each.value * n.base, 0.02)
        )
    if each.form == "fraction" and (card := _OF_A_CARD.match(view.text, each.end)):
        size = each.base * float(card[1]) * 1e9
        return any(v.place == "result" for v in known.near("byte", "", size, 0.02))
    if each.form != "fraction" or not following or not view.matches[index + 1]:
        return False
    whole = following[0]
    if not _OF_THE.fullmatch(view.text[each.end : whole.start]):
        return False
    named = view.contexts[index + 1].clause
    parts = known.near(whole.measure.kind, whole.measure.per, each.base * whole.base, 0.02)
    return any(part.terms & named and part.place == "result" for part in parts)
