"""The parts of a sentence, and which label words belong to which of its numbers."""

import itertools
import re
from collections.abc import Sequence, Set
from itertools import pairwise

from agent.grounding.clauses.clause import Clause, Context, Label
from agent.grounding.clauses.labels import SIZE, WAYS, exclusive, mentions
from agent.grounding.clauses.sequences import before_and_after, listed_in_order, opened, referred
from agent.grounding.numbers.quantities import Quantity
from agent.grounding.words.phrases import phrase

_BREAK = re.compile(
    r"[,;:()|]|\s[–—-]+\s|—|\.\s|\n(?=\s*[\w\"'-]+\s*[:=])"
    r"|\b(?:and|but|while|whereas|versus|vs|against|compared|than(?! (?:chance|luck|noise))"
    r"|instead|rather|although"
    r"|though|where|plus|und|aber|während|mais|pero|which|because)\b",
    re.I,
)
_CONTRAST = re.compile(
    r"[\s,;(–—-]*(?:versus|vs|against|compared|than|instead|rather|but|while|whereas)\b", re.I
)


def clauses(text: str, found: list[Quantity]) -> list[Clause]:
    """Split a text into clauses; a number is never cut."""
    spans = [quantity.span for quantity in found]
    cuts = [0]
    for match in _BREAK.finditer(text):
        at = match.start()
        if not spans or not any(start < at < end for start, end in spans):
            cuts.append(at)
    cuts.append(len(text))
    return [
        Clause(a, b, text[a:b], contrasts=bool(_CONTRAST.match(text, a)))
        for a, b in pairwise(cuts)
        if b > a
    ]


def contexts(
    text: str,
    found: list[Quantity],
    fits: Sequence[Set[str]],
    implied: list[frozenset[str]],
    vocabulary: frozenset[str] | None,
    heading: frozenset[str] = frozenset(),
    kinds: list[str] | None = None,
    parts: list[Clause] | None = None,
) -> list[Context]:
    """Give each number the label words that are about it.

    `fits` holds, for each number, the terms of the sources it agrees with: a word goes to
    the nearest number that it fits, and else to the nearest one of its clause. `implied`
    holds what a number says about others: "at 95 %" names the target. Without a
    vocabulary every word counts.
    """
    parts = parts or clauses(text, found)
    labels = _labels(text, found, implied, vocabulary)
    own: list[set[str]] = [set() for _ in found]
    kinds = kinds or [quantity.measure.kind or "count" for quantity in found]
    for part in parts:
        part.numbers = [i for i, q in enumerate(found) if part.start <= q.start < part.end]
        inside = [label for label in labels if part.start <= label.start < part.end]
        part.terms = {label.term for label in inside}
        for label in inside:
            for owner in _owners(label, part, found, fits, kinds):
                own[owner].add(label.term)
    _attach(parts, found, own)
    if vocabulary is None or {"before", "after"} <= vocabulary:
        before_and_after(text, found, own, vocabulary is None)
    if vocabulary is not None and {"before", "after"} <= vocabulary:
        opened(text, found, own)
    return _assembled(text, parts, labels, found, own, heading)


_THATS = re.compile(r"\W*(?:that'?s|that is|which is|this is|those are)\b", re.I)


def _is_size(quantity: Quantity) -> bool:
    """Whether a number is the size of a language model, such as 13B."""
    return quantity.magnitude == 1e9


def _attach(parts: list[Clause], found: list[Quantity], own: list[set[str]]) -> None:
    """In "64% (account)" and "96% with RAG plus tuning" words are about the number before them."""
    for before, part in pairwise(parts):
        numbers = before.numbers
        if numbers and _THATS.match(part.text) and all(_is_size(found[i]) for i in part.numbers):
            own[numbers[-1]] |= part.terms
        if part.text.startswith(")") and not part.numbers:
            _attach_behind_brackets(part, parts, own)
        if part.numbers or not part.text.startswith(("(", "plus ", "+ ")) or not numbers:
            continue
        if part.start - found[numbers[-1]].end <= 2 or not part.text.startswith("("):
            own[numbers[-1]] |= part.terms
            part.attached = True


def _attach_behind_brackets(part: Clause, parts: list[Clause], own: list[set[str]]) -> None:
    """In "3 epochs (passes over the data) by default" the default is the 3."""
    ahead = itertools.takewhile(lambda each: each is not part, parts)
    before = [*ahead][-2:]
    if len(before) == 2 and before[0].numbers and not before[1].numbers:
        own[before[0].numbers[-1]] |= part.terms
        part.attached = True


def _assembled(
    text: str,
    parts: list[Clause],
    labels: list[Label],
    found: list[Quantity],
    own: list[set[str]],
    heading: frozenset[str],
) -> list[Context]:
    everything = frozenset(label.term for label in labels) | heading
    result: dict[int, Context] = {}
    names = {
        label.inside
        for label in labels
        if label.inside >= 0 and label.start == found[label.inside].start
    }
    for index, part in enumerate(parts):
        earlier = [] if part.contrasts else parts[:index]
        before = frozenset[str]().union(*(p.terms for p in earlier)) | heading
        lead = heading | (frozenset(_lead(parts, index, names)) if not part.terms else frozenset())
        ahead = parts[index - 1] if index and not parts[index - 1].contrasts else None
        if ahead and _is_heading(ahead, part) and not set(ahead.numbers) - names:
            for number in part.numbers[:1]:
                own[number] |= ahead.terms
        if index and _ITS.match(part.text):
            for number in part.numbers:
                own[number] |= parts[index - 1].terms & WAYS
        for number in part.numbers:
            whole = number and _OF.fullmatch(text, found[number - 1].end, found[number].start)
            result[number] = Context(
                frozenset(own[number]), frozenset(part.terms), frozenset() if whole else lead,
                everything, before,
            )  # fmt: skip
    listed_in_order(text, labels, found, result)
    return [result[index] for index in range(len(found))]


_ITS = re.compile(r"\W*(?:(?:and|but|while) )?(?:its|their)\b", re.I)


def _is_heading(ahead: Clause, part: Clause) -> bool:
    """Whether the words before a colon, or of the cell before, say what a number is."""
    return part.text[:1] in ":|" and not (part.terms and phrase("main verb").search(ahead.text))


_BEFORE = re.compile(r"\b(?:before|prior to|without)(?: any| the)? $", re.I)


def _labels(
    text: str,
    found: list[Quantity],
    implied: list[frozenset[str]],
    vocabulary: frozenset[str] | None,
) -> list[Label]:
    labels = []
    tuned_is_after = vocabulary is not None and "after" in vocabulary and "tuned" not in vocabulary
    for start, end, term in mentions(text):
        if SIZE.match(term) and _counts_parameters(text, (start, end), term, vocabulary):
            continue
        if tuned_is_after and term == "tuned" and not _BEFORE.search(text, 0, start):
            term = "after"
        if vocabulary is None or term in vocabulary or exclusive(term):
            inside = next((i for i, q in enumerate(found) if q.start <= start < q.end), -1)
            labels.append(Label(start, end, term, inside))
    for index, each in enumerate(found):
        number = f"{each.value:.0f}" if each.value < 1e15 and each.value % 1 == 0 else ""
        named = {number} & vocabulary if vocabulary else set()
        labels += [Label(each.start, each.end, term, index, True) for term in named]
        labels += [Label(each.start, each.end, term, index, True) for term in implied[index]]
    labels.sort(key=lambda label: label.start)
    if referring := referred(text, labels):
        labels = sorted([*labels, *referring], key=lambda label: label.start)
    return labels


_PARAMETERS = re.compile(r"\b(?:params?|parameters) \($", re.I)
_OF_PARAMETERS = re.compile(r"\s*(?:trainable |trained )?(?:params|parameters)\b", re.I)


def _counts_parameters(
    text: str, span: tuple[int, int], size: str, vocabulary: frozenset[str] | None
) -> bool:
    """Whether "0.7B" counts trained parameters: no language model is as small as 0.4B."""
    start, end = span
    if _PARAMETERS.search(text, max(0, start - 14), start):
        return True
    small = float(size[:-1]) < 0.5 or _OF_PARAMETERS.match(text, end)
    return bool(small) and size not in (vocabulary or ())


_COMPARING = frozenset(("saving", "extra"))
"""Terms of "less" and "more", which are about the number right before them."""
_WITH = re.compile(r"\s*(?:with|for|by|using|under|via)\s+(?:the |an? )?", re.I)
"""What follows is of the number before: 28 GB with LoRA."""


def _owners(
    label: Label,
    part: Clause,
    found: list[Quantity],
    fits: Sequence[Set[str]],
    kinds: list[str],
) -> list[int]:
    """The number of each kind that a label word is about."""
    if label.inside >= 0 and label.start > found[label.inside].start and not SIZE.match(label.term):
        return [label.inside]
    numbers = [
        i for i in part.numbers if i != label.inside and not _is_whole_of(label, i, part, found)
    ]
    if (beside := _right_before(label, numbers, part, found)) is not None:
        return [beside]
    groups: dict[str, list[int]] = {}
    for index in numbers:
        if not label.implied or _of_other_kind(
            found[index], found[label.inside], kinds, label, index
        ):
            groups.setdefault(kinds[index], []).append(index)
    owners = []
    for alike in groups.values():
        phrase_of = [i for i in alike if found[i].end <= label.start < found[i].noun_end]
        fitting = phrase_of or [index for index in alike if label.term in fits[index]]
        owners.append(min(fitting or alike, key=lambda i: _distance(label, found[i], part)))
    return owners


def _right_before(
    label: Label, numbers: list[int], part: Clause, found: list[Quantity]
) -> int | None:
    """The number that "less" or "more" directly follows, or whose owner is named: "MMLU's 2"."""
    for index in numbers:
        if part.text[label.end - part.start : found[index].start - part.start] in ("'s ", "' "):
            return index
    if label.term not in _COMPARING:
        return None
    gaps = ((i, part.text[found[i].end - part.start : label.start - part.start]) for i in numbers)
    return next((i for i, gap in gaps if gap in (" ", "%", " %")), None)


def _distance(label: Label, quantity: Quantity, part: Clause) -> int:
    """How far a label word stands from a number, in characters."""
    if label.start < quantity.end:
        return max(0, quantity.start - label.end)
    between = part.text[quantity.end - part.start : label.start - part.start]
    return 0 if _WITH.fullmatch(between) else len(between)


def _of_other_kind(
    one: Quantity, name: Quantity, kinds: list[str], label: Label, index: int
) -> bool:
    """Whether a number that names a thing may name that of another number."""
    if kinds[index] != kinds[label.inside]:
        return True
    return bool(one.measure.noun) and not name.measure.noun


def _is_whole_of(label: Label, index: int, part: Clause, found: list[Quantity]) -> bool:
    """In "weights take half of the 11.37 GB" the label is the half's, not the whole's."""
    ahead = part.text[: found[index].start - part.start]
    if _OUT_OF.search(ahead[-45:]):
        return label.start < found[index].start
    if index and ahead.endswith(" out of ") and found[index - 1].end + 8 == found[index].start:
        return True
    if _OPENING_OF.fullmatch(ahead):
        return label.start > max(found[index].end, found[index].noun_end)
    if index == 0 or index - 1 not in part.numbers or found[index].start < label.start:
        return False
    earlier = found[index - 1]
    if earlier.form != "fraction" and earlier.measure.kind not in ("ratio", "times"):
        return False
    between = part.text[earlier.end - part.start : found[index].start - part.start]
    return label.start < earlier.start and bool(_OF.fullmatch(between))


_OUT_OF = re.compile(r"\bone [\w -]{2,30}out of (?:the |all )?$", re.I)
_OPENING_OF = re.compile(r"\W*(?:out )?of (?:the |all |those |these |your )?", re.I)
_OF = re.compile(r"\s*(?:out )?of (?:the |its |your |all |these |those |a total of )?[$€£]?", re.I)


def _lead(parts: list[Clause], index: int, names: set[int]) -> set[str]:
    lead: set[str] = set()
    for part in reversed(parts[:index]):
        if set(part.numbers) - names or part.contrasts:
            break
        if not part.attached:
            lead |= part.terms
    return lead
