"""Numbers in a sequence: from one to the other, after an opening, listed as their names are."""

import re
from itertools import pairwise

from agent.grounding.clauses.clause import Context, Label
from agent.grounding.clauses.labels import CLASSES
from agent.grounding.numbers.quantities import Quantity

_FROM = re.compile(r"\bfrom\s+(?:about\s+|roughly\s+)?[$€£]?$", re.I)
_TO = re.compile(r"[^,.;|]{0,14}?(?:\bto|→|->)\s*(?:about\s+|roughly\s+|just\s+)?[$€£]?$", re.I)


_BEGAN = re.compile(r"\b(?:start(?:s|ed)?|began|begins?)(?: out| off)? at\s+[$€£]?$", re.I)
_ENDED = re.compile(
    r"[^.;|\d]{0,24}?\b(?:end(?:s|ed)?|finish(?:es|ed)?|land(?:s|ed)?|now stands|is now|stopped)"
    r"(?: up)? (?:at|on)\s+[$€£]?",
    re.I,
)
_OPENING = re.compile(r"\W*(?P<side>after|before|since)\b(?! that)[^,;.:\d]{0,40},\s", re.I)


def opened(text: str, found: list[Quantity], own: list[set[str]]) -> None:
    """In "After tuning, MMLU stands at 66%" the number is the one after."""
    opening = _OPENING.match(text)
    if opening is None or not found or own[0] & {"before", "after"}:
        return
    if len(found) == 1 or "," in text[found[0].end : found[1].start]:
        own[0].add("before" if opening["side"].lower() == "before" else "after")


def before_and_after(text: str, found: list[Quantity], own: list[set[str]], in_prose: bool) -> None:
    """In "from 70% to 67.9%" the first is before, the second after, and both are of one thing."""
    for index, (low, high) in enumerate(pairwise(found)):
        began = _BEGAN.search(text, max(0, low.start - 24), low.start)
        if began and _ENDED.fullmatch(text, low.end, high.start):
            own[index].add("before")
            own[index + 1].add("after")
        if _FROM.search(text[: low.start][-16:]) and _TO.fullmatch(text[low.end : high.start]):
            own[index + 1] |= (own[index] if in_prose else set()) - {"before"} | {"after"}
            own[index].add("before")


_BESIDE = re.compile(r"\s*(?:,|and|,\s*and|or|/|und|et|y|against|vs\.?|versus)\s*[$€£]?", re.I)


def listed_in_order(
    text: str, labels: list[Label], found: list[Quantity], result: dict[int, Context]
) -> None:
    """In "LoRA and QLoRA need 16 and 5.5 GB" the first label goes with the first number."""
    groups: list[list[int]] = []
    for index, each in enumerate(found):
        between = text[found[index - 1].end : each.start] if index else ""
        beside = bool(groups) and _BESIDE.fullmatch(between) is not None
        groups[-1].append(index) if beside else groups.append([index])
    for group in groups:
        joined = text[found[group[0]].end : found[group[-1]].start]
        if len(group) > 2 or (len(group) == 2 and joined.strip() != ","):
            _assign_in_order(text, group, labels, found, result)


def _assign_in_order(
    text: str, group: list[int], labels: list[Label], found: list[Quantity],
    result: dict[int, Context],
) -> None:  # fmt: skip
    start = found[group[0] - 1].end if group[0] else 0
    end = found[group[-1] + 1].start if group[-1] + 1 < len(found) else len(text)
    first = found[group[0]].start
    if ":" in text[start:first] and len(group) == group[0]:
        _as_those_before(group, result)
        return
    methods = [x for x in labels if start <= x.start < first and x.term in CLASSES["method"]]
    if ":" in text[start:first] and len(methods) == len(group):
        for index, method in zip(group, methods, strict=True):
            own = frozenset((method.term,))
            result[index] = Context(own, own, frozenset(), result[index].sentence, own)
        return
    named, later = _named_for(text, group, labels, found, start, end)
    names = _names(named, text)
    alike = len({found[i].measure.kind for i in group} - {""}) < 2
    if (later and "respectively" not in text) or len(names) != len(group) or not alike:
        return
    if not _stand_beside(names, text):
        return
    for index, name in zip(group, names, strict=True):
        own = frozenset(x.term for x in [*name, *later])
        result[index] = Context(own, own, frozenset(), result[index].sentence, own)


def _named_for(
    text: str, group: list[int], labels: list[Label], found: list[Quantity], start: int, end: int
) -> tuple[list[Label], list[Label]]:
    """The labels that the numbers may take in order, and the others that stand behind them."""
    first = found[group[0]].start
    named = [label for label in labels if start <= label.start < first]
    end = text.find("respectively", first, end) if "respectively" in text[first:end] else end
    later = [x for x in labels if first <= x.start < end and x.inside < 0]
    if "respectively" in text and len({x.term for x in later}) == len(group):
        named, later = later, named
    if not named and (behind := _IN_BRACKETS.match(text, found[group[-1]].end)):
        named = [x for x in later if x.start < behind.end()]
        later = []
    if "respectively" in text and len(named) > len(group):
        named = [label for label in named if label.term not in _VERBS]
    return named, later


def _names(named: list[Label], text: str) -> list[list[Label]]:
    """Join the words of one name, such as ARC-Easy."""
    names: list[list[Label]] = []
    for each in named:
        joined = bool(names) and text[names[-1][-1].end : each.start] in ("-", "_", " ")
        names[-1].append(each) if joined else names.append([each])
    return names


def _stand_beside(names: list[list[Label]], text: str) -> bool:
    """Whether nothing but a comma or "and" stands between the names, and a few words."""
    between = (text[a[-1].end : b[0].start] for a, b in pairwise(names))
    return all(map(_BESIDE_WORDS.fullmatch, between))


def _as_those_before(group: list[int], result: dict[int, Context]) -> None:
    """In "three quarters task data, one quarter general: 3,000 and 1,000" the order is kept."""
    for index in group:
        own = result[index - len(group)].own
        result[index] = Context(own, own, frozenset(), result[index].sentence, own)


_FORMER = re.compile(r"\bthe (?P<first>former|first)\b|\bthe (?:latter|second)\b", re.I)


def referred(text: str, labels: list[Label]) -> list[Label]:
    """Give "the former" and "the latter" the words of the two names before them."""
    found = []
    for match in _FORMER.finditer(text):
        ahead = _names([label for label in labels if label.end <= match.start()], text)[-2:]
        if len(ahead) == 2 and _stand_beside(ahead, text):
            meant = ahead[0] if match["first"] else ahead[1]
            found += [Label(*match.span(), each.term) for each in meant]
    return found


_VERBS = frozenset(("drop", "gain", "saving", "extra", "cost", "payback"))
"""Terms of verbs that speak of all the numbers: "A and B fell by 3 and 8 %, respectively"."""
_IN_BRACKETS = re.compile(r"[^(),.;:]{0,16}\([^()]*\)")
_BESIDE_WORDS = re.compile(
    r"\W*(?:[\w-]+\W+){0,3}?(?:,|and|or|/|und|et|y)\W*(?:[\w-]+\W+){0,2}?", re.I
)
