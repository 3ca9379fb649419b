"""Break-even volumes: tuning pays above, prompting below, and today's volume is none."""

import re

from agent.grounding.clauses.labels import mentions
from agent.grounding.directions.up_and_down import NEGATION
from agent.grounding.known.matching import Match
from agent.grounding.known.values import Known
from agent.grounding.numbers.quantities import Quantity
from agent.grounding.view import Found, View
from agent.grounding.words.phrases import phrase

_APART = re.compile(r";|,|\b(?:but|while|whereas)\b")
_SIDE = re.compile(
    r"\b(?:(?P<below>under|below|less than|fewer than|up to|lower than|short of)"
    r"|above|over|more than|past|beyond|from|upwards of|higher than)\s+(?:\w+ ){0,2}$",
    re.I,
)


_UPWARDS = re.compile(r"[^,.;]{0,24}\b(?:upwards?|onwards?|on|and up|or more|and above)\b", re.I)


def check_break_even(view: View, known: Known, found: Found) -> None:
    """Tuning pays above the break-even, prompting below it."""
    for number, held in zip(view.numbers, view.matches, strict=True):
        if not any("break" in m.value.terms for m in held):
            _check_named_as_break_even(view, number, held, known, found)
            continue
        before = view.text[: number.start]
        side, paying = _SIDE.search(before), list(phrase("pays").finditer(before))
        if side is not None and not paying:
            _check_said_behind(view, number, side, found)
        if side is None or not paying:
            continue
        pays = paying[-1]
        if _APART.search(before, pays.end(), side.start()):
            continue
        named = [t for _, _, t in mentions(before[: pays.end()]) if t in ("tuned", "prompting")]
        negated = bool(NEGATION.search(before[pays.start() - 20 : side.start()]))
        if named and ((named[-1] == "tuned") == bool(side["below"])) != negated:
            span = (side.start(), number.end)
            found.fault(span, "wrong_direction", "tuning pays above the break-even, not below it")


def _check_said_behind(view: View, number: Quantity, side: re.Match[str], found: Found) -> None:
    """In "above 115,000 prompting is the better deal" what pays stands behind the volume."""
    behind = re.split(r"[;.]\s|\b(?:but|while|whereas)\b", view.text[number.end :])[0]
    pays = phrase("pays").search(behind)
    named = (
        [t for _, _, t in mentions(behind[: pays.end()]) if t in ("tuned", "prompting")]
        if pays
        else []
    )
    if pays is None or len(set(named)) != 1:
        return
    negated = bool(NEGATION.search(behind[: pays.start()]))
    if ((named[0] == "tuned") == bool(side["below"])) != negated:
        span = (number.end, number.end + pays.end())
        found.fault(span, "wrong_direction", "tuning pays above the break-even, not below it")


def _check_named_as_break_even(
    view: View, number: Quantity, held: list[Match], known: Known, found: Found
) -> None:
    """Refuse the volume of today where the break-even is meant: cheaper from 260,000 upwards."""
    breaks = [v for v in known.by_term.get("break", ()) if v.place == "result"]
    today = held and all(m.value.place in ("args", "user") for m in held)
    before = view.text[: number.start]
    from_there = before.lower().endswith("from ") and _UPWARDS.match(view.text, number.end)
    if breaks and today and from_there and phrase("pays").search(before):
        why = f"{breaks[-1].origin} is {breaks[-1].value:g}"
        found.fault(number.span, "swapped", why, breaks[-1].origin)
