"""Up or down: what is said to rise or fall must do so in the sources."""

import re
from itertools import pairwise

from agent.grounding.clauses.clause import Clause
from agent.grounding.clauses.labels import mentions
from agent.grounding.directions.break_even import check_break_even
from agent.grounding.directions.limits import check_limits
from agent.grounding.directions.signs import check_signs
from agent.grounding.directions.up_and_down import direction
from agent.grounding.known.values import Known
from agent.grounding.numbers.quantity import sizes
from agent.grounding.view import Found, View
from agent.grounding.words.phrases import phrase


def check_directions(view: View, known: Known, found: Found) -> None:
    """Check every statement of direction that numbers or results decide."""
    if view.numbers:
        _check_changes(view, found)
        _check_backwards(view, found)
        _check_stated_sides(view, found)
        _check_ends(view, found)
        check_limits(view, found)
        check_signs(view, known, found)
        check_break_even(view, known, found)
    if not view.text.rstrip().endswith("?"):
        _check_trends(view, known, found)


_TO = re.compile(r"\s*(?:[^,.;:]{0,30}?)(?:\bto\b|→|->)\s*")
_BEFORE, _SINCE = (
    re.compile(rf"\s*(?:{words})\b(?! \w+ing)", re.I)
    for words in ("before|beforehand|earlier", "since|after(?:wards)?|now|later|today")
)


def _check_stated_sides(view: View, found: Found) -> None:
    """X before, Y since, with a verb ahead of both."""
    for before, since in pairwise(view.numbers):
        sides = _BEFORE.match(view.text, before.end) and _SINCE.match(view.text, since.end)
        kinds = {before.measure.kind, since.measure.kind} - {""}
        if not sides or len(kinds) > 1:
            continue
        ahead = view.text[: before.start]
        said = direction(ahead)
        low, high = (n.value for n in (before, since))
        if said and low != high and (high > low) != (said > 0):
            verb = phrase("up").search(ahead) or phrase("down").search(ahead)
            span = verb.span() if verb else (before.start, since.end)
            found.fault(span, "wrong_direction", "it goes the other way")


_VERB_TO = re.compile(r"(\w+(?: up| down)?) to (?:about |just )?[$€£]?$")
_FROM = re.compile(
    r",?\s*(?:(?:up |down )?from|(?:after )?having (?:been|stood|lain|started) (?:at )?"
    r"|after (?:standing|starting|being) at|where it (?:was|had been|stood|started) (?:at )?)"
    r"\s*(?:about )?[$€£]?",
    re.I,
)


def _check_changes(view: View, found: Found) -> None:
    """From X to Y, with a verb."""
    for low, high in zip(view.numbers, view.numbers[1:], strict=False):
        between = view.text[low.end : high.start]
        before = view.text[max(0, low.start - 60) : low.start]
        to = _TO.match(between)
        far = to and len(to.group()) > 16 and not re.search(r"\bfrom\s+[$€£]?$", before)
        if not to or far or low.range_with is not None or low.measure.kind != high.measure.kind:
            continue
        head = re.split(r"[;:.]|\b(?:and|but|while)\b", before)[-1]
        said = direction(head)
        a, b = sizes(low, high)
        if said and a != b and (b > a) != (said > 0):
            verb = phrase("up").search(head) or phrase("down").search(head)
            at = low.start - len(head)
            span = (at + verb.start(), at + verb.end()) if verb else (low.start, high.end)
            found.fault(span, "wrong_direction", "it goes the other way")


def _check_backwards(view: View, found: Found) -> None:
    """To Y from X, with a verb."""
    for index, (later, earlier) in enumerate(pairwise(view.numbers)):
        before = view.text[max(0, later.start - 40) : later.start]
        between = view.text[later.end : earlier.start]
        verb = _VERB_TO.search(before)
        if verb is None or not _FROM.fullmatch(between):
            continue
        said = direction(verb[1])
        a, b = sizes(later, earlier)
        if said and a != b and (a > b) != (said > 0):
            if _stand_the_other_way(view, index):
                for each in (later, earlier):
                    found.fault(each.span, "swapped", "it began at the other one")
                continue
            at = later.start - len(before)
            span = (at + verb.start(1), at + verb.end(1))
            found.fault(span, "wrong_direction", "it goes the other way")


def _stand_the_other_way(view: View, index: int) -> bool:
    """Whether a source has what is said of the later number before the change, and the reverse."""
    began = {t for m in view.matches[index] for t in m.value.terms}
    ended = {t for m in view.matches[index + 1] for t in m.value.terms}
    return "before" in began and "after" in ended


_BY = re.compile(r"(\w+) by (?:about |some )?$")
_ENDS = frozenset(("before", "after"))


def _check_ends(view: View, found: Found) -> None:
    """Refuse "shrinks to" of where a change began, and "fell by" of where it ended."""
    for each, held in zip(view.numbers, view.matches, strict=True):
        ends = [m.value.terms & _ENDS for m in held]
        before = view.text[max(0, each.start - 40) : each.start]
        if not ends or not all(ends):
            continue
        to, by = _VERB_TO.search(before), _BY.search(before)
        origin = held[0].value.origin
        if to and direction(to[1]) and all(end == {"before"} for end in ends):
            found.fault(each.span, "swapped", f"{origin} is where it began")
        elif by and direction(by[1]):
            found.fault(each.span, "wrong_number", f"{origin} is where it began or ended")


def _tells_no_change(view: View, part: Clause) -> bool:
    """Whether the numbers of a clause, if any, are where things began or ended, not by how much."""
    return all(
        all(m.value.terms & {"before", "after"} for m in held)
        for number, held in zip(view.numbers, view.matches, strict=True)
        if part.start <= number.start < part.end
    )


def _check_trends(view: View, known: Known, found: Found) -> None:
    """A benchmark rose or fell, no numbers said."""
    if not known.trends or re.search(r"\bthan\b", view.text):
        return
    if not (phrase("up").search(view.text) or phrase("down").search(view.text)):
        return
    for part in view.parts:
        text = view.text[part.start : part.end]
        said = direction(text) if _tells_no_change(view, part) else 0
        terms = {t for _, _, t in mentions(text)}
        for names, change in known.trends:
            if said and names & terms and change and (change > 0) != (said > 0):
                found.fault((part.start, part.end), "wrong_direction", "it went the other way")
                return
