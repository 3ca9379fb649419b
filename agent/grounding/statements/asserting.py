"""Whether a strategy or a method stands where it is advised, or turned down."""

import re

from agent.grounding.words.advising import advising
from agent.grounding.words.phrases import phrase
from agent.grounding.words.strategies import joined

_LABELLED = re.compile(r"\s*(?:[-*+•]|\d{1,2}[.)])\s+[\w /()-]{1,30}:\s*")
"""The label of a list item, before its value."""


def is_asserted(text: str, start: int, end: int) -> bool:
    """Whether a name stands where it is advised, and is neither negated nor conditional."""
    sentence_start = max(
        text.rfind(". ", 0, start) + 1,
        text.rfind(": ", 0, start) + 1 if advising("opens").match(text[:start]) else 0,
        0,
    )
    before, after = text[sentence_start:start], text[end:]
    clause = re.split(r"[,;:](?!\d)\s|\bbut\b", before)[-1]
    if (
        advising("denies").search(clause)
        or phrase("verdict under a condition").search(re.split(r";|\bbut\b", before)[-1])
        or phrase("still open").search(before.split(":")[0])
        or phrase("verdict under a condition").search(after.split(".")[0].split(",")[0])
    ):
        return False
    if advising("is turned down").match(after) or re.match(
        r"\s*(?:would|will|does|is|can) ?(?:n't|not)\b", after
    ):
        return False
    advises = advising("advises")
    if advises.search(before) or advises.search(joined().sub("", before)):
        return True
    if advising("is advised").match(after):
        return True
    name = text[start:end]
    lone = bool(
        advising("opens").match(before)
        or _LABELLED.fullmatch(before)
        or advising("second clause").match(clause)
        or advising("second order").match(clause)
        or advising("advises in one breath").search(name)
    )
    if lone and advising("ends").match(after):
        return True
    is_order = advising("orders").match(name) and not name.lower().endswith(("ing", "ed"))
    return lone and bool(is_order)


def goes_with_a_strategy(text: str, start: int, end: int) -> bool:
    """Whether a method is how the advice is to be carried out: "Fine-tune, with QLoRA."."""
    means = advising("trains by").search(text[:start])
    if means and not (
        advising("denies").search(text[:start]) or phrase("verdict under a condition").search(text)
    ):
        return _is_advice(text[: means.start()])
    if advising("for the training").search(text[:start]) and re.match(
        r"\s*(?:[.;!]|$)", text[end:]
    ):
        return True
    before = joined().sub("", text[:start])
    closed = re.match(r"[\s\"'*_]*(?:[.!]|$)", text[end:])
    return bool(closed and before != text[:start] and advising("opens").match(before))


def _is_advice(before: str) -> bool:
    """Whether a verb behind these words advises: it opens the sentence, or follows "should"."""
    opening = re.split(r"[,;:]|\b(?:and|then)\b", before)[-1]
    return bool(advising("advises to train").match(opening))


def is_rejected(text: str, start: int, end: int) -> bool:
    before, after = text[:start], text[end:]
    if phrase("verdict under a condition").search(text) or phrase("verdict in part").search(
        text[max(0, start - 40) : end + 60]
    ):
        return False
    lone = re.fullmatch(r"[\W_]*(?:not|no)\s+", before, re.I) and re.match(r"\s*[.,;!]|\s*$", after)
    aside = advising("leaves").search(before) and advising("aside").match(after)
    return bool(
        lone
        or aside
        or advising("is turned down").match(after)
        or advising("advises against").search(before)
    )
