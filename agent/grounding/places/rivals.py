"""Another value that the words around a number name better than the one whose number it is."""

import re
from functools import lru_cache

from agent.grounding.clauses.clause import Context
from agent.grounding.clauses.labels import WAYS, mentions
from agent.grounding.known.matching import Match
from agent.grounding.known.values import Known, Value
from agent.grounding.numbers.measures import field_words
from agent.grounding.numbers.quantities import Quantity
from agent.grounding.places.likeness import are_alike, could_be_said
from agent.grounding.words.phrases import phrase


@lru_cache(maxsize=64)
def _fitting(text: str) -> bool:
    return bool(phrase("fitting").search(text))


_SIDES = frozenset(("before", "after"))


def _labels_for(value: Value, context: Context) -> frozenset[str]:
    """The label words of a number; in prose "after" is mostly a mere preposition."""
    words = context.own or context.lead
    return words - _SIDES if value.place == "passage" and not value.terms & _SIDES else words


def better_named(
    quantity: Quantity,
    context: Context,
    value: Value,
    held: list[Match],
    known: Known,
    view_text: str,
) -> Value | None:
    """Find another value that the words name better than the one whose number is said."""
    if _is_name(quantity, value, view_text) or value.origin.endswith(".name"):
        return None
    if _stands_alone(quantity, value, view_text):
        return None
    words = _labels_for(value, context)
    matching = {id(m.value) for m in held}
    meant = _meant_in_all(quantity, value, matching, known, view_text)
    if meant := meant or _meant_for_one_shard(value, known, view_text):
        return meant
    solid = value.measure.kind == "byte" and "total" in value.terms
    several = solid and _in_plural(words, view_text)  # "the adapters need 96 GB": all do
    unnamed = words if value.place == "passage" else words - value.terms
    for rival in (each for term in sorted(unnamed) for each in known.by_term.get(term, ())):
        if id(rival) in matching or not are_alike(quantity, value, rival):
            continue
        if (several and _of_one(rival, words)) or _out_of_question(
            words, context, value, rival, view_text
        ):
            continue
        if _named_better(words, value, rival):
            return rival
    return _plainer(quantity, words, value, matching, known, view_text)


def _in_plural(words: frozenset[str], text: str) -> bool:
    text = text.lower()
    return any(f"{term}s" in text or f"{term.removesuffix('y')}ies" in text for term in words)


_NOTHING = re.compile(r"\b(?:nothing|no|none|zero)\b", re.I)


def _out_of_question(
    words: frozenset[str], context: Context, value: Value, rival: Value, view_text: str
) -> bool:
    """Whether a rival is another row's name, an argument not fully named, or merely spoken of."""
    if rival.place == "args" != value.place and not rival.terms - {"share"} <= words:
        return True
    if rival.value == 0 and _NOTHING.search(view_text):
        return True  # said already
    if "full" in rival.terms and "shard" in context.sentence and "full" not in context.sentence:
        return True  # retraining one shard is no full retraining
    if value.group == rival.group and words & rival.terms <= value.terms | _opening(view_text):
        return value.place == "passage"  # "Blend in 30 %": the verb speaks of both shares
    return _names_another_row(value, rival) or _only_named(context, value, rival, view_text)


@lru_cache(maxsize=64)
def _opening(text: str) -> frozenset[str]:
    """The term of the word that a text begins with; a method there is what is spoken of."""
    return frozenset(t for start, _, t in mentions(text)[:1] if start < 4) - WAYS


def _stands_alone(quantity: Quantity, value: Value, text: str) -> bool:
    """Whether a number is a line that bounds others, or a difference: no other is meant then."""
    if value.terms & _LIMITS and quantity.hedge in ("at_most", "under"):
        return True  # "none lost more than 5 %"
    if _NEEDED & set(field_words(value.origin.rpartition(".")[2])):
        return bool(_TAKES.search(text, max(0, quantity.start - 24), quantity.start))
    if not value.terms & _DIFFERENCES:
        return False
    adds = _ADDS.search(text, max(0, quantity.start - 30), quantity.start)
    return bool(adds or _SAYS_DIFFERENCE.match(text, quantity.end))


_NEEDED = frozenset(("needed", "required", "need"))
_TAKES = re.compile(r"\b(?:takes?|needs?|requires?|wants?|calls? for) (?:about )?$", re.I)
_LIMITS = frozenset(("threshold", "limit", "budget", "target"))
_DIFFERENCES = frozenset(
    ("difference", "diff", "delta", "gap", "saving", "extra", "slack", "headroom", "drop", "gain",
     "change", "margin", "lead", "lift")
)  # fmt: skip
_ADDS = re.compile(
    r"\b(?:add(?:s|ed|ing)?|extra|additional|further|another"
    r"|(?:won|wins?|ahead|leads?|cheaper|dearer)\b[^.;]{0,12}\bby) (?:about )?[$€£]?$",
    re.I,
)
_SAYS_DIFFERENCE = re.compile(
    r"\s*(?:(?:a|per|each|every) (?:day|week|month|year) )?(?:more|less|fewer|dearer|cheaper|slower"
    r"|faster|quicker|longer|shorter|higher|lower|larger|smaller|above|below|on top|apart|better"
    r"|worse|ahead|behind|over|under|de moins|de plus|weniger|mehr|menos|más)\b",
    re.I,
)


def _names_another_row(value: Value, rival: Value) -> bool:
    """Whether both numbers are names of rows: 600 and 900 of steps."""
    return bool(rival.names) and f"{abs(value.value):g}" in value.names


_FOR_ONE = re.compile(r"\b(?:deletions?|delet(?:e|es|ing)|shards?|requests?)\b", re.I)
_WHOLE = re.compile(
    r"\b(?:full|whole|entire|everything|scratch|instead|rather|without|against|all|not)\b", re.I
)


def _meant_for_one_shard(value: Value, known: Known, text: str) -> Value | None:
    """Find the cost of one shard, where a deletion is said to cost as much as training anew."""
    if "full" not in value.terms or _WHOLE.search(text) or not _FOR_ONE.search(text):
        return None
    for rival in known.values:
        partly = rival.place == "result" and "full" not in rival.terms
        beside = rival.result == value.result and rival.measure == value.measure
        if partly and beside and rival.terms & {"retrain", "shard"}:
            return None if f"{rival.value:g}" in text else rival
    return None


_IN_ALL = re.compile(r"[\w -]{0,24}?\b(?:in total|in all|altogether|all told)\b", re.I)


def _meant_in_all(
    quantity: Quantity, value: Value, matching: set[int], known: Known, text: str
) -> Value | None:
    """Find the total of the same result, where "in total" stands behind the number of a part."""
    if "total" in value.terms or value.place != "result":
        return None
    if not _IN_ALL.match(text, max(quantity.end, quantity.noun_end)):
        return None
    for rival in known.by_term.get("total", ()):
        beside = rival.group == value.group and id(rival) not in matching
        counts = {value.measure.kind, rival.measure.kind} <= {"count", ""}
        if beside and (counts or could_be_said(quantity, value, rival)):
            return rival
    return None


def _of_one(rival: Value, words: frozenset[str]) -> bool:
    """Whether a rival is neither a total nor named in the plural: that of one adapter."""
    return "total" not in rival.terms and not any(f"{word}s" in rival.origin for word in words)


def apart(value: Value, rival: Value) -> bool:
    """Whether both stand in passages, in different sentences."""
    return value.place == "passage" == rival.place and value.group != rival.group


def _only_named(context: Context, value: Value, rival: Value, view_text: str) -> bool:
    """Whether a rival is of a thing that is merely spoken of, such as the card that it fits on."""
    if not rival.names:
        return False
    words = context.own or context.lead
    enough = _fitting(view_text)
    if value.place == "args" and enough:
        return True
    if value.names:
        return False
    measured = words & rival.terms - {"memory"}  # all that is measured in bytes is memory
    around = words | context.sentence if measured else words
    merely = enough or not phrase("owns").search(view_text)
    return (merely and words & rival.terms <= rival.names) or not around & rival.names


def _named_better(words: frozenset[str], value: Value, rival: Value) -> bool:
    mine, other = value.terms, rival.terms
    if value.result != rival.result and rival.place == "result" == value.place:
        mine, other = mine | value.context, other | rival.context
    if value.place == "passage" != rival.place:
        mine, other = mine | value.context, other | rival.context
    if value.place == "passage" and rival.place == "result" and rival.terms <= words:
        return not value.terms <= words and len(words & value.terms) <= len(rival.terms)
    if apart(value, rival) and len(words & other) < len(words & mine) + 2:
        return False
    if words & other - mine == {"memory"} and not rival.names:
        return False  # all that is measured in bytes is memory
    if words & other - mine == {"cost"} and value.measure.per and not rival.measure.per:
        return False  # all that is paid by the month is a cost
    return words & mine < words & other


_SETTINGS = frozenset(("lr", "learning_rate", "rank", "batch_size", "temperature", "k", "epochs"))
"""What the runs of a sweep are told apart by."""


def _is_name(quantity: Quantity, value: Value, text: str) -> bool:
    """Whether a number names one of several things, as in "step 1500"."""
    field = value.origin.rpartition(".")[2]
    if value.place == "result" and "[" in value.origin and field in _SETTINGS:
        return True
    return bool(value.names) and text[: quantity.start].lower().endswith(f"{field} ")


_CONTRAST = frozenset(
    ["tuned", "after", "before", "target", "rag", "prompting", "low", "high", "total", "full"]
)


_CHANGE = re.compile(r"\bfrom\b[^.;]{1,40}\bto\b|→|->", re.I)


@lru_cache(maxsize=64)
def _of_many(text: str) -> bool:
    """Whether a text speaks of several things at once, so that a total is meant."""
    return bool(phrase("several at once").search(text))


def _plainer(
    quantity: Quantity,
    words: frozenset[str],
    value: Value,
    matching: set[int],
    known: Known,
    view_text: str,
) -> Value | None:
    """Find a value that is named as well, and without the word that would set this one apart."""
    changes = quantity.end_of_range or _changes(view_text) or _of_many(view_text)
    if not (words & value.terms) or not (value.terms - words) & _CONTRAST or changes:
        return None
    if "total" in value.terms and _in_plural(words & value.terms, view_text):
        return None  # "7.8 GB of adapters" are of all of them
    for term in sorted(words & value.terms):
        for rival in known.by_term.get(term, ()):
            apart = value.terms - rival.terms
            plainer = rival.terms < value.terms and apart <= _CONTRAST and not apart & words
            plainer = plainer and (rival.place != "args" or value.place == "args")
            if plainer and id(rival) not in matching and are_alike(quantity, value, rival):
                return rival
    return None


@lru_cache(maxsize=64)
def _changes(text: str) -> bool:
    return bool(_CHANGE.search(text))
